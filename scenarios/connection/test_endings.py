"""How clients leave: between two frames, inside one, in the middle of a handshake."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.leftovers import require_nothing_left
from wireproof.wire import frames
from wireproof.wire.rude import push

from .peer import answer_to, challenge_of, expect_served, key_of, spelled, visit, visiting

FAILURES = 50
BATCH = 16  # of these: more than a runtime may open for itself

HALF = spelled(b"half of this never comes" * 8)
CUTS = {"between-frames": 0, "inside-a-header": 2, "inside-a-payload": len(HALF) // 2}


@requirement("CONN-017", fresh=True, needs=("CONN-003",))
@pytest.mark.parametrize("where", CUTS)
def test_ends_with_the_stream_of_its_client(target: Target, where: str) -> None:
    with ExitStack() as others:
        bystander = None if target.has("sequential") else others.enter_context(visiting(target))
        with visiting(target) as guest:
            guest.greet()
            push(guest.client, HALF[: CUTS[where]])
            guest.client.half_close()
            guest.client.expect_gone()
        if bystander:
            bystander.greet()
    expect_served(target, after=f"an end {where.replace('-', ' ')}")


@requirement("CONN-017", fresh=True, needs=("CONN-003",))
@pytest.mark.parametrize("where", CUTS)
def test_survives_a_reset(target: Target, where: str) -> None:
    with visiting(target) as guest:
        guest.greet()
        push(guest.client, HALF[: CUTS[where]])
        guest.client.reset()
    expect_served(target, after=f"a reset {where.replace('-', ' ')}")


# -- In the middle of a handshake --------------------------------------------------------------

Leave = Callable[[StreamConnection, bytes], None]


def at_once(client: StreamConnection, _: bytes) -> None:
    client.reset()


def without_an_answer(client: StreamConnection, _: bytes) -> None:
    challenge_of(client)


def with_a_reset(client: StreamConnection, _: bytes) -> None:
    challenge_of(client)
    client.reset()


def in_a_header(client: StreamConnection, _: bytes) -> None:
    challenge_of(client)
    push(client, b"\0\0")


def in_an_answer(client: StreamConnection, key: bytes) -> None:
    answer = frames.frame(answer_to(key, challenge_of(client)))
    push(client, answer[: len(answer) // 2])


def with_a_wrong_answer(client: StreamConnection, key: bytes) -> None:
    challenge_of(client)
    push(client, frames.frame(frames.response(key, b"{sha256}" + bytes(40))))
    client.ends_within(client.patience.quiet)


def with_nonsense(client: StreamConnection, _: bytes) -> None:
    challenge_of(client)
    push(client, b"GET / HTTP/1.1\r\n\r\n")


def half_way(client: StreamConnection, key: bytes) -> None:
    push(client, frames.frame(answer_to(key, challenge_of(client))))
    frames.converse(frames.read_frame(), client)
    client.reset()


WAYS: list[Leave] = [
    *(at_once, without_an_answer, with_a_reset, in_a_header, in_an_answer),
    *(with_a_wrong_answer, with_nonsense, half_way),
]


@requirement("CONN-022", fresh=True, needs=("CONN-003",))
def test_outlives_failed_handshakes(target: Target) -> None:
    """A visitor after each of them keeps the queue short, and learns at once who killed it."""
    fail(target, FAILURES)


@requirement("CONN-022", fresh=True, observes="process", needs=("CONN-003",))
def test_keeps_nothing_of_failed_handshakes(target: Target) -> None:
    require_nothing_left(target, partial(fail, target, BATCH), after=f"{BATCH} failed handshakes")


def fail(target: Target, times: int) -> None:
    """Leave in the middle of so many handshakes, in each way in turn."""
    for leave in islice(cycle(WAYS), times):
        with target.connect() as client:
            leave(client, key_of(target))
        name = leave.__name__.replace("_", " ")
        try:
            visit(target)
        except Violation as trouble:
            raise Violation(
                f"nobody is served after a handshake that was left {name}: {trouble.message}"
            ) from trouble
