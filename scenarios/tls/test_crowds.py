"""Clients that do not come to the point: silent, slow, many, or gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.leftovers import require_nothing_left
from wireproof.wire.rude import ends_while_dripping, finish, push
from wireproof.wire.tls import Refused, SecureConnection, client_hello, record
from wireproof.wire.tls.records import HANDSHAKE

from .intruder import MARKER
from .peer import context, expect_served, time_for_refusal, visit

SILENT = 10
DRIP = 0.2  # of the time in all, between two bytes


@requirement("TLS-010", needs=("TLS-001",))
def test_serves_others_beside_the_stalled(target: Target) -> None:
    visit(target)
    hello = client_hello()
    with ExitStack() as stack:
        for number in range(SILENT):
            client = stack.enter_context(target.connect())
            push(client, hello[: len(hello) // 2 if number % 2 else 0])
        expect_served(target, after="stalled clients that are still there")


@requirement("TLS-011", needs=("TLS-001",))
def test_does_not_wait_for_the_silent_and_the_slow(target: Target) -> None:
    visit(target)
    limit = target.limit("handshake_timeout")
    for what, drip in (("is silent", False), ("sends byte after byte", True)):
        with target.connect() as client:
            within = limit + target.patience.reply
            data = client_hello() if drip else b""
            if not ends_while_dripping(
                client, data, within=within, every=DRIP * limit, clock=limit
            ):
                raise Violation(
                    f"a client that {what} is still there",
                    expected=f"an end within the {limit:g} s of handshake_timeout",
                )
    expect_served(target, after="clients that took too long")


Leave = Callable[[Target, StreamConnection], None]


def at_once(_: Target, client: StreamConnection) -> None:
    client.reset()


def after_half_a_hello(_: Target, client: StreamConnection) -> None:
    hello = client_hello()
    push(client, hello[: len(hello) // 2])


def after_a_hello(_: Target, client: StreamConnection) -> None:
    push(client, client_hello())
    client.reset()


def after_words_in_clear(target: Target, client: StreamConnection) -> None:
    push(client, MARKER * 4)
    finish(client)
    client.ends_within(time_for_refusal(target))


def after_a_malformed_record(target: Target, client: StreamConnection) -> None:
    push(client, record(HANDSHAKE, b"\x63\0\0\x3c" + bytes(60)))
    client.ends_within(time_for_refusal(target))


def after_a_hello_for_nobody(target: Target, client: StreamConnection) -> None:
    push(client, client_hello(suites=(0x0000,)))
    client.ends_within(time_for_refusal(target))


def after_the_handshake(target: Target, client: StreamConnection) -> None:
    secure = SecureConnection(client, context(target), name="localhost")
    with suppress(Refused):
        secure.handshake()
    secure.reset()


WAYS: list[Leave] = [
    *(at_once, after_half_a_hello, after_a_hello, after_words_in_clear),
    *(after_a_malformed_record, after_a_hello_for_nobody, after_the_handshake),
]


@requirement("TLS-012", fresh=True, needs=("TLS-001",))
def test_outlives_failed_handshakes(target: Target) -> None:
    """A visitor after each of them keeps the queue short, and learns at once who killed it."""
    visit(target)

    def come() -> None:
        for number in range(5 * len(WAYS)):
            leave = WAYS[number % len(WAYS)]
            with target.connect() as client:
                leave(target, client)
            if number % 5 == 0:
                visit(target)
        expect_served(target, after="handshakes that failed")

    if target.observable:
        require_nothing_left(target, come, after="handshakes that failed")
    else:
        come()
