"""How clients leave: between two frames, inside one, in the middle of a handshake."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.observe import Vitals
from wireproof.wire import frames
from wireproof.wire.patience import Deadline

from .intruder import push
from .peer import answer_to, challenge_of, expect_served, key_of, spelled, visit, visiting

FAILURES = 50
SPARED_DESCRIPTORS = 2  # a runtime may open a few for itself

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
    fail(target, WAYS)  # the first of each kind may let a runtime open what it opens once
    before = target.vitals() if target.observable else None
    fail(target, [WAYS[number % len(WAYS)] for number in range(FAILURES)])
    if before:
        expect_nothing_left(target, before)


def fail(target: Target, ways: list[Leave]) -> None:
    for leave in ways:
        with target.connect() as client:
            leave(client, key_of(target))
        name = leave.__name__.replace("_", " ")
        try:
            visit(target)
        except Violation as trouble:
            raise Violation(
                f"nobody is served after a handshake that was left {name}: {trouble.message}"
            ) from trouble


def expect_nothing_left(target: Target, before: Vitals) -> None:
    """Give the target a second, and our patience, to clear away."""
    deadline = Deadline(1 + target.patience.reply, target.starved_seconds)
    while (left := target.vitals().descriptors - before.descriptors) > SPARED_DESCRIPTORS:
        if not deadline.left():
            raise Violation(f"{left} descriptors are left behind after {FAILURES} handshakes")
        time.sleep(0.02)  # between two looks; reading /proc is not free
