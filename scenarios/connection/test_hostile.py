"""Frames that hold no object, or one that nobody should load: they harm no more than themselves."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire import frames, pickles
from wireproof.wire.hostile_pickles import against, by_global, pickled
from wireproof.wire.rude import push

from .peer import GREETING, Guest, expect_served, spelled, visiting

WHOLE = pickles.dump(["a", "list", 1, 2, 3])
UNLOADABLE = {
    "no payload": b"",
    "no opcodes": bytes(range(0xF0, 0x100)) * 4,
    "half a pickle": WHOLE[: len(WHOLE) // 2],
    "a pickle without its end": WHOLE[:-1],
    "a class that nobody has": pickled(by_global("wireproof_nowhere", "Nothing")),
    "a name that a module lacks": pickled(by_global("builtins", "wireproof_nothing")),
}
LATE_SECONDS = 0.5  # a program that was started takes its time
LOOK_SECONDS = 0.02


@requirement("CONN-018", fresh=True, needs=("CONN-003",))
@pytest.mark.parametrize("what", UNLOADABLE)
def test_survives_what_is_no_object(target: Target, what: str) -> None:
    with visiting(target) as guest:
        guest.greet()
        push(guest.client, frames.frame(UNLOADABLE[what]))
        guest.client.ends_within(target.patience.quiet)
    expect_served(target, after=f"a frame with {what}")


@requirement("CONN-019", needs=("CONN-003", "CONN-018"))
def test_executes_no_pickle(target: Target) -> None:
    """By every opcode that names or calls, and past lists of names."""
    with sentinels(target) as folder:
        for attempt in (*against("PRPC-015"), *against("PRPC-016")):
            with visiting(target) as guest:
                guest.greet()
                push(guest.client, frames.frame(attempt.alone(folder / attempt.name)))
                settle(guest)
        expect_served(target, after="hostile pickles")


def settle(guest: Guest) -> None:
    """Greet behind it: when that is answered, or the end comes, the frame has been dealt with."""
    push(guest.client, spelled(GREETING))
    try:
        while GREETING.encode() not in frames.converse(frames.read_frame(), guest.client):
            pass
    except Violation as trouble:
        if not guest.client.ends_within(guest.client.patience.refuse):
            raise Violation("it neither ends nor goes on after a hostile pickle") from trouble


@contextmanager
def sentinels(target: Target) -> Iterator[Path]:
    """Provide a folder in which no file may appear."""
    with tempfile.TemporaryDirectory(prefix="wireproof-sentinel-") as name:
        folder = Path(name)
        yield folder
        deadline = time.monotonic() + LATE_SECONDS * target.patience.quiet / 0.3
        while time.monotonic() < deadline:
            if fired := sorted(path.name for path in folder.iterdir()):
                raise Violation(
                    f"hostile pickles were executed: {', '.join(fired[:3])}",
                    expected="no sentinel file",
                    seen=f"{len(fired)}: {', '.join(fired)}"[:400],
                    timeless=True,
                )
            time.sleep(LOOK_SECONDS)
