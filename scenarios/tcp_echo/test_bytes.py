"""The octets themselves: what goes in comes out, however it is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, requirement
from wireproof.wire.stream import CHUNK, KiB, MiB

from .polite import greet, pattern

AROUND_BUFFERS = [8191, 8192, 8193, MiB + 1]
EVERY_VALUE = b"".join(bytes(range(first, first + 32)) + b"\n" for first in range(0, 256, 32))
CUT_CHARACTER = [b"\xe4", b"\xb8\xad\n"]  # one character in UTF-8, no text at all by halves


@st.composite
def cut_streams(draw: st.DrawFn) -> list[bytes]:
    """Draw a stream of two octets or more, few enough for the kernel to hold unread, and cuts."""
    data = pattern(draw(st.integers(2, CHUNK)), seed=draw(st.integers(0, 255)))
    cuts = draw(st.sets(st.integers(1, len(data)), max_size=8))
    return [data[start:end] for start, end in pairwise([0, *sorted(cuts), len(data)])]


@requirement("ECHO-001")
def test_returns_what_was_sent_and_nothing_else(target: Target) -> None:
    """No banner before, nothing appended after."""
    with target.connect() as client:
        client.expect_silence()
        client.expect_exchange(b"Hello\r\n", b"Hello\r\n")
        client.expect_silence()


@requirement("ECHO-002")
@pytest.mark.parametrize(
    "pieces", [[4 * EVERY_VALUE], CUT_CHARACTER], ids=["every-value", "a-character-cut-in-two"]
)
def test_knows_no_special_octets(target: Target, pieces: list[bytes]) -> None:
    with target.connect() as client:
        for piece in pieces:
            client.send(piece)
        client.expect(b"".join(pieces))


@requirement("ECHO-003")
@pytest.mark.parametrize("octets", [KiB, 1], ids="{}-at-a-time".format)
def test_returns_one_stream_for_many_segments(target: Target, octets: int) -> None:
    sent = pattern(KiB)
    with target.connect() as client:
        client.send_in_pieces(sent, octets)
        client.expect(sent)


@requirement("ECHO-003")
@given(pieces=cut_streams())
def test_leaves_no_trace_of_how_a_stream_was_cut(target: Target, pieces: list[bytes]) -> None:
    with target.connect() as client:
        for piece in pieces:
            client.send(piece)
        client.expect(b"".join(pieces))


@requirement("ECHO-004")
@pytest.mark.parametrize("size", AROUND_BUFFERS, ids="{}-bytes".format)
def test_returns_every_byte_whatever_the_size(target: Target, size: int) -> None:
    """No size falls between two reads of the server."""
    sent = pattern(size)
    with target.connect() as client:
        client.expect_exchange(sent, sent)


@requirement("ECHO-005")
def test_answers_a_single_octet_at_once(target: Target) -> None:
    with target.connect() as client:
        client.expect_exchange(b"x", b"x")


@requirement("ECHO-003", features=("byte",), needs=("ECHO-005",))
def test_answers_many_single_octets(target: Target) -> None:
    """Each waits for the one before, so no kernel can join what we have cut."""
    with target.connect() as client:
        greet(client)
        for octet in (b"0", b"1") * 10:
            client.expect_exchange(octet, octet)


@requirement("ECHO-011")
def test_loses_nothing_in_partial_writes(target: Target) -> None:
    """A client with a tiny window takes few octets at a time, so few of the server's writes fit."""
    sent = pattern(4 * MiB)
    with target.connect(receive_buffer=4 * KiB) as client:
        client.expect_exchange(sent, sent)
