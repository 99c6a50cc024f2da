"""Clients beside a difficult one: it may be silent, slow or boastful, and they do not notice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire import frames
from wireproof.wire.rude import push
from wireproof.wire.stream import MiB

from .peer import answer_to, challenge_of, expect_served, key_of, prove, visit, visiting

SILENT = 10
HUGE = {"1 TiB": frames.header(2**40, wide=True), "1 GiB": frames.header(2**30)}
MOST_KEPT = 64 * MiB


@requirement("CONN-013", measures=True, needs=("CONN-003",))
@pytest.mark.parametrize("what", HUGE)
def test_costs_no_memory_for_an_announcement(target: Target, what: str) -> None:
    """It may wait for what was announced, or hang up at once."""
    visit(target)
    with visiting(target) as guest:
        guest.greet()
        growth = Growth(target)  # with whatever serves this client
        push(guest.client, HUGE[what])
        guest.client.ends_within(target.patience.quiet)
        if not target.has("sequential"):
            visit(target)
        growth.require_below(MOST_KEPT, f"for {what} that never came")
    expect_served(target, after=f"an announcement of {what}")


@requirement("CONN-020", needs=("CONN-003",))
def test_serves_newcomers_beside_the_silent(target: Target) -> None:
    """A newcomer comes for every silent client, so no queue of clients has to be long."""
    with ExitStack() as silent:
        for _ in range(SILENT):
            client = silent.enter_context(target.connect())
            try:
                visit(target)
            except Violation as trouble:
                raise Violation(
                    f"a silent client keeps out the next one: {trouble.message}"
                ) from trouble
            challenge_of(client)


Dawdle = Callable[[StreamConnection, bytes], bytes]
"""Begin a handshake; give the bytes that follow one by one."""


def say_nothing(client: StreamConnection, _: bytes) -> bytes:
    challenge_of(client)
    return b""


def answer_slowly(client: StreamConnection, key: bytes) -> bytes:
    return frames.frame(answer_to(key, challenge_of(client)))


def stop_half_way(client: StreamConnection, key: bytes) -> bytes:
    prove(client, key)
    return b""


@requirement("CONN-021", needs=("CONN-003",))
@pytest.mark.parametrize("dawdle", [say_nothing, answer_slowly, stop_half_way])
def test_ends_a_handshake_that_takes_too_long(target: Target, dawdle: Dawdle) -> None:
    """Counted from its beginning, for half of the time is enough for anybody."""
    timeout = target.limit("auth_timeout")
    visit(target)
    with target.connect() as client:
        clock = client.deadline(1.5 * timeout + 1)
        rest = dawdle(client, key_of(target))
        while not client.ends_within(timeout / 10):
            if not clock.left():
                raise Violation(f"an unfinished handshake is still open after {clock.spent:.1f} s")
            push(client, rest[:1])
            rest = rest[1:]
        if clock.spent < timeout / 2:
            raise Violation(f"an unfinished handshake ended after only {clock.spent:.1f} s")
    expect_served(target, after="a handshake that took too long")
