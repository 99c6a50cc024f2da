"""Hostile pickles: whatever they name, nothing happens, and the server lives on.

Each names a call that would create a file of its own; the files are looked for when all is over,
once more after a while, for a program that was started takes its time.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wireproof import Target, Violation, requirement
from wireproof.wire import frames, pickles
from wireproof.wire.hostile_pickles import HostilePickle, against, touch_code, touch_command

from .caller import Caller, calling, expect_served, key_of

Spell = Callable[[Caller, HostilePickle, Path], bytes]

LATE_SECONDS = 0.5
LOOK_SECONDS = 0.02


@contextmanager
def sentinels(target: Target) -> Iterator[Path]:
    """Provide a folder in which no file may appear; one that does outweighs all else."""
    with tempfile.TemporaryDirectory(prefix="wireproof-sentinel-") as name:
        folder = Path(name)
        try:
            yield folder
        except Violation:
            require_empty(folder)
            raise
        deadline = time.monotonic() + LATE_SECONDS * target.patience.quiet / 0.3
        while time.monotonic() < deadline:
            require_empty(folder)
            time.sleep(LOOK_SECONDS)


def require_empty(folder: Path) -> None:
    """Insist that no sentinel has appeared."""
    if fired := sorted(path.name for path in folder.iterdir()):
        raise Violation(
            f"hostile pickles were executed: {', '.join(fired[:3])}",
            expected="no sentinel file",
            seen=f"{len(fired)}: {', '.join(fired)}"[:400],
            timeless=True,
        )


def try_all(target: Target, attempts: Iterable[HostilePickle], spell: Spell) -> None:
    """Try each on a connection of its own, after a polite call on it."""
    with sentinels(target) as folder:
        for attempt in attempts:
            with calling(target) as caller:
                caller.greet()
                frame = spell(caller, attempt, folder / attempt.name)
                caller.require_refused(frame, f"the pickle {attempt.name}")
        expect_served(target, after="hostile pickles")


def _as_argument(caller: Caller, attempt: HostilePickle, sentinel: Path) -> bytes:
    return caller.framed(attempt.as_argument(sentinel))


def _as_request(caller: Caller, attempt: HostilePickle, sentinel: Path) -> bytes:
    return caller.framed(attempt.alone(sentinel))


def _as_frame(caller: Caller, attempt: HostilePickle, sentinel: Path) -> bytes:
    del caller
    return frames.frame(attempt.alone(sentinel))


@requirement("PRPC-015", fresh=True)
def test_executes_no_forbidden_global(target: Target) -> None:
    """By every opcode that names or calls: GLOBAL, STACK_GLOBAL, INST, OBJ, REDUCE, NEWOBJ..."""
    try_all(target, against("PRPC-015"), _as_argument)


@requirement("PRPC-016", fresh=True)
def test_is_not_fooled_by_names(target: Target) -> None:
    """Dotted names, aliases, re-exports, and helpers from modules that look harmless."""
    try_all(target, against("PRPC-016"), _as_argument)


@requirement("PRPC-017", fresh=True)
def test_restricts_the_outer_layer(target: Target) -> None:
    attempts = (*against("PRPC-015"), *against("PRPC-016"))
    try_all(target, attempts, _as_frame)


@requirement("PRPC-019", fresh=True)
def test_refuses_what_is_no_plain_pickle(target: Target) -> None:
    try_all(target, against("PRPC-019"), _as_request)


ATTRIBUTES = (
    *("__class__", "__init__", "__dict__", "add.__call__", "add.__globals__", "echo.__self__"),
    *("register_function", "functions", "find", "serve", "_functions", "os.system", "posix.system"),
    *("builtins.eval", "builtins.exec", "eval", "exec", "open", "print", "__import__", "os", "sys"),
)


@requirement("PRPC-014", fresh=True)
def test_calls_nothing_that_is_not_registered(target: Target) -> None:
    """With two numbers, and with what would leave a trace if it were evaluated or executed."""
    with sentinels(target) as folder:
        for name in ATTRIBUTES:
            sentinel = folder / name
            for args in ((2, 3), (touch_code(sentinel),), (touch_command(sentinel),)):
                with calling(target) as caller:
                    caller.greet()
                    caller.require_refused(caller.spelled(name, *args), f"a call of {name!r}")
        expect_served(target)


@requirement("PRPC-018", fresh=True)
def test_reads_no_pickle_before_authentication(target: Target) -> None:
    """In place of the digest, and behind a wrong one."""
    expect_served(target)
    attempt = against("PRPC-015")[0]
    key = key_of(target)
    with sentinels(target) as folder:
        for number, before in enumerate((b"", _wrong_digest(key))):
            hostile = attempt.alone(folder / f"{number}-{attempt.name}")
            for payload in (hostile, pickles.dump(hostile)):
                _intrude(target, before + frames.frame(payload))
        expect_served(target, after="pickles in place of a proof")


def _wrong_digest(key: bytes) -> bytes:
    return frames.frame(frames.response(bytes(reversed(key)), b"{sha256}" + bytes(40)))


def _intrude(target: Target, data: bytes) -> None:
    """Send something unauthenticated; the connection must end, whatever is said before."""
    with target.connect() as client:
        frames.converse(frames.read_challenge(), client)
        try:
            client.send(data)
        except Violation:
            return  # it had already hung up
        client.expect_gone()
