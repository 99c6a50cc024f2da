"""Clients that do not prove themselves: silent, slow, many, or gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.targets.leftovers import require_nothing_left
from wireproof.wire.rude import ends_while_dripping, finish, push
from wireproof.wire.stream import MiB

from .intruder import MARKER, time_for_refusal
from .peer import CHALLENGE_BYTES, GREETING, answer_to, challenge_of, expect_served, visit

SILENT = 20
BEYOND = 50  # more clients than the target takes
DRIP = 0.25  # of the time in all, between two bytes
MOST_MEMORY = 32 * MiB

Leave = Callable[[Target, StreamConnection], None]


def at_once(_: Target, client: StreamConnection) -> None:
    client.reset()


def after_the_challenge(_: Target, client: StreamConnection) -> None:
    challenge_of(client)
    client.reset()


def in_order(_: Target, client: StreamConnection) -> None:
    challenge_of(client)
    finish(client)
    client.ends_within(time_for_refusal(_))


def in_the_answer(target: Target, client: StreamConnection) -> None:
    push(client, answer_to(target, challenge_of(client)).data[:9])


def after_a_wrong_answer(target: Target, client: StreamConnection) -> None:
    right = answer_to(target, challenge_of(client)).data
    push(client, bytes(len(right)), MARKER)
    client.ends_within(time_for_refusal(target))


def after_the_answer(target: Target, client: StreamConnection) -> None:
    push(client, answer_to(target, challenge_of(client)).data)
    client.reset()


WAYS: list[Leave] = [
    *(at_once, after_the_challenge, in_order, in_the_answer),
    *(after_a_wrong_answer, after_the_answer),
]


@requirement("HMAC-014", fresh=True, needs=("HMAC-002",))
def test_outlives_those_who_leave(target: Target) -> None:
    """A visitor after each of them keeps the queue short, and learns at once who killed it."""
    visit(target)

    def come() -> None:
        for number in range(48):
            leave = WAYS[number % len(WAYS)]
            with target.connect() as client:
                leave(target, client)
            expect_served(target, after=f"a client that left {leave.__name__.replace('_', ' ')}")

    if target.observable:
        require_nothing_left(target, come, after="clients that left")
    else:
        come()


@requirement("HMAC-015", needs=("HMAC-002",))
def test_serves_others_beside_the_silent(target: Target) -> None:
    most = int(target.implementation.limits.get("max_unauthenticated") or SILENT + 1)
    visit(target)
    with ExitStack() as stack:
        for _ in range(min(SILENT, most - 1)):
            stack.enter_context(target.connect())
        expect_served(target, after="silent clients that are still there")


@requirement("HMAC-016", needs=("HMAC-002",))
def test_does_not_wait_for_the_silent_and_the_slow(target: Target) -> None:
    visit(target)
    limit = target.limit("auth_timeout")
    for what, drip in (("is silent", False), ("sends byte after byte", True)):
        with target.connect() as client:
            answer = answer_to(target, challenge_of(client)).data
            within = limit + target.patience.reply
            data = answer if drip else b""
            if not ends_while_dripping(
                client, data, within=within, every=DRIP * limit, clock=limit
            ):
                raise Violation(
                    f"a client that {what} is still there",
                    expected=f"an end within the {limit:g} s of auth_timeout",
                )
    expect_served(target, after="clients that took too long")


@requirement("HMAC-017", fresh=True, measures=True, needs=("HMAC-002",))
def test_lets_one_in_through_a_crowd(target: Target) -> None:
    """The clients of the crowd stay for as long as they are let."""
    crowd = int(target.limit("max_unauthenticated")) + BEYOND
    visit(target)
    growth = Growth(target)
    with ExitStack() as stack:
        for _ in range(crowd):
            stack.enter_context(target.connect())
        with target.connect() as client:
            within = target.limit("auth_timeout") + target.patience.reply
            _prove_within(target, client, within)
        growth.require_below(MOST_MEMORY, f"for {crowd} clients")
    expect_served(target, after="a crowd")


def _prove_within(target: Target, client: StreamConnection, within: float) -> None:
    """Come in and be served; each step may take as long as the silent ones are let stay."""
    challenge = client.receive_exactly(CHALLENGE_BYTES, within=within)
    answer = answer_to(target, challenge)
    client.send(answer.data)
    if target.has("mutual"):
        client.receive_exactly(len(answer.code), within=within)
    client.expect_exchange(GREETING, GREETING, within=within)
