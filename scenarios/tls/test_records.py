"""Records: nobody minds how a handshake is cut, and nobody goes on after a malformed one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import StreamConnection, Target, requirement
from wireproof.wire.rude import finish, push
from wireproof.wire.stream import KiB, MiB
from wireproof.wire.tls import SecureConnection, client_hello, fragmented, record
from wireproof.wire.tls.records import ALERT, APPLICATION, HANDSHAKE, MOST_BYTES, WARNING

from .intruder import expect_no_handshake
from .peer import GREETING, context, exchange, expect_served, secured, visit

CLOSE_NOTIFY, NO_CERTIFICATE = 0, 41  # of which the latter is no alert of any TLS

MALFORMED = {
    "an unknown kind of record": record(99, bytes(64)),
    "an unknown handshake message": record(HANDSHAKE, b"\x63\0\0\x3c" + bytes(60)),
    "an application record before any handshake": record(APPLICATION, bytes(64)),
    "a record that is too long": record(HANDSHAKE, bytes(MOST_BYTES + 1)),
    "a flood of empty records": record(HANDSHAKE, b"") * 200,
    "a flood of alerts": record(ALERT, bytes([WARNING, NO_CERTIFICATE])) * 200,
    "a hello that ends too early": record(HANDSHAKE, b"\x01\0\0\x04\x03\x03\0\0"),
}


@requirement("TLS-008", needs=("TLS-001",))
@pytest.mark.parametrize("what", MALFORMED)
def test_ends_with_a_malformed_record(target: Target, what: str) -> None:
    """What follows would be a good hello."""
    visit(target)
    with target.connect() as client:
        push(client, MALFORMED[what], client_hello())
        finish(client)
        expect_no_handshake(target, client, what)
    expect_served(target, after=what)


def dribbling(plain: StreamConnection, flight: bytes) -> None:
    """Send a flight byte by byte."""
    plain.send_in_pieces(flight, 1, apart=64)


def cut_in_three(plain: StreamConnection, flight: bytes) -> None:
    """Send a flight with each handshake message in three records."""
    plain.send(fragmented(flight, 3) or flight)


@requirement("TLS-009", needs=("TLS-001",))
@pytest.mark.parametrize("deliver", [dribbling, cut_in_three])
def test_puts_a_handshake_together(
    target: Target, deliver: Callable[[StreamConnection, bytes], None]
) -> None:
    visit(target)
    with target.connect() as plain:
        client = SecureConnection(plain, context(target), name="localhost")
        client.handshake(deliver=deliver)
        exchange(target, client)
        client.close()


@requirement("TLS-016", needs=("TLS-001",))
def test_echoes_while_both_directions_flow(target: Target) -> None:
    data = bytes(range(251)) * (16 * MiB // 251)
    with secured(target) as client:
        client.expect_exchange(data, data)
        client.expect_exchange(GREETING, GREETING)


@requirement("TLS-016", needs=("TLS-001",))
@given(sizes=st.lists(st.integers(1, 40 * KiB), min_size=1, max_size=8))
def test_echoes_however_it_is_cut(target: Target, sizes: list[int]) -> None:
    with secured(target) as client:
        for size in sizes:
            data = bytes(number % 251 for number in range(size))
            client.expect_exchange(data, data)
