"""Frames and the objects in them: one for one, whatever their size and however they arrive."""

from __future__ import annotations

import hashlib
import os
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Inapplicable, StreamConnection, Target, Violation, requirement
from wireproof.suite.strategies import plain
from wireproof.wire import frames, pickles
from wireproof.wire.stream import CHUNK, KiB, MiB

from .objects import OBJECTS, bytes_to_fill, require_echo
from .peer import Guest, expect_served, spelled, visiting

AROUND_THE_SWITCH = [16 * KiB, 16 * KiB + 1, 64 * KiB]  # CPython writes longer ones in two parts
PIPELINED = 200
LARGEST = 64 * MiB
HUGE = frames.MOST_SHORT + 1
HUGE_BYTES = b"B" + HUGE.to_bytes(4, "little")  # the opcode BINBYTES and its length
HUGE_BYTES_8 = b"\x8e" + HUGE.to_bytes(8, "little")  # or as BINBYTES8
HUGE_SECONDS = 60
MOST_BEFORE_BYTES = 64  # opcodes of whatever protocol


@requirement("CONN-001", needs=("CONN-003",))
@pytest.mark.parametrize("size", AROUND_THE_SWITCH, ids="{}-bytes".format)
def test_sends_one_frame_for_one_object(target: Target, size: int) -> None:
    """The greeting behind it would find whatever else was sent."""
    value = bytes_to_fill(size)
    with visiting(target) as guest:
        guest.say(value)
        guest.hear(value)
        guest.greet()


@requirement("CONN-001", needs=("CONN-003",))
def test_frames_the_smallest_payload(target: Target) -> None:
    """For a pickle that is four bytes; a server that takes any bytes gets none and one."""
    small = [b"", b"\0"] if target.has("raw-bytes") else [pickles.dump(None)]
    with visiting(target) as guest:
        for payload in small:
            guest.client.send(frames.frame(payload))
            came = frames.converse(frames.read_frame(), guest.client)
            if target.has("raw-bytes") and came != payload:
                raise Violation("a payload comes back as another", seen=repr(came[:64]))
        guest.greet()


@requirement("CONN-011", needs=("CONN-003",))
def test_understands_eight_bytes_of_length(target: Target) -> None:
    value = "a small one"
    with visiting(target) as guest:
        guest.client.send(frames.frame(pickles.dump(value), wide=True))
        guest.hear(value)
        guest.greet()


@requirement("CONN-011", needs=("CONN-003",))
def test_carries_more_than_four_bytes_can_say(target: Target) -> None:
    """Only announced: nothing of it is sent, and whoever can take it waits for it."""
    require_room(target, HUGE)
    with visiting(target) as guest:
        guest.greet()
        guest.client.send(frames.header(HUGE))
        if guest.client.ends_within(guest.client.patience.quiet):
            raise Violation(f"the target ended the connection when {HUGE} bytes were announced")


@requirement("CONN-011", needs=("CONN-003",))
def test_echoes_more_than_four_bytes_can_say(target: Target) -> None:
    if os.environ.get("WIREPROOF_HUGE") != "1":
        raise Inapplicable("takes 2 GiB and several times that of memory: WIREPROOF_HUGE=1")
    require_room(target, HUGE + KiB)
    opening = b"\x80\x04" + HUGE_BYTES
    block = random.Random(1).randbytes(MiB)
    with visiting(target) as guest:
        guest.client.send(frames.header(len(opening) + HUGE + 1) + opening)
        for _ in range(HUGE // MiB):
            guest.client.send(block)
        guest.client.send(b".")
        sent = hashlib.sha256()
        for _ in range(HUGE // MiB):
            sent.update(block)
        require_huge_echo(guest, sent.hexdigest())


def require_room(target: Target, size: int) -> None:
    most = target.implementation.limits.get("max_frame")
    if isinstance(most, int | float) and most < size:
        raise Inapplicable(f"it declares to take at most {most:g} bytes")


def require_huge_echo(guest: Guest, digest: str) -> None:
    """Read an echo that we would rather not hold: the bytes of one opcode, and what is around."""
    announced = guest.client.receive_exactly(12, within=HUGE_SECONDS)
    opening = b""
    while not opening.endswith((HUGE_BYTES, HUGE_BYTES_8)):
        if len(opening) == MOST_BEFORE_BYTES:
            raise Violation("2 GiB come back as something else", seen=repr(opening))
        opening += guest.client.receive_exactly(1)
    seen = hashlib.sha256()
    left = HUGE
    while left:
        piece = guest.client.receive_some(min(left, CHUNK), within=HUGE_SECONDS)
        seen.update(piece)
        left -= len(piece)
    guest.client.receive_exactly(int.from_bytes(announced[4:], "big") - len(opening) - HUGE)
    if seen.hexdigest() != digest:
        raise Violation("2 GiB come back as something else", timeless=True)
    guest.greet()


@requirement("CONN-014", needs=("CONN-003",))
def test_returns_every_kind_of_object(target: Target) -> None:
    with visiting(target) as guest:
        for value in OBJECTS.values():
            guest.say(value)
            guest.hear(value)


@requirement("CONN-014", needs=("CONN-003",))
@given(value=plain.values())
def test_returns_any_tree(target: Target, value: object) -> None:
    with visiting(target) as guest:
        guest.say(value)
        guest.hear(value)


@requirement("CONN-014", needs=("CONN-003",))
def test_keeps_the_order_of_pipelined_objects(target: Target) -> None:
    values = [(number, f"message {number}") for number in range(PIPELINED)]
    with visiting(target) as guest:
        guest.say(*values)
        guest.hear(*values)


@requirement("CONN-015", needs=("CONN-003",))
def test_takes_frames_byte_by_byte(target: Target) -> None:
    values = [None, "three", [1, 2, 3]]
    with visiting(target) as guest:
        for value in values:
            guest.client.send_in_pieces(spelled(value), 1)
        guest.hear(*values)


@requirement("CONN-015", needs=("CONN-003",))
def test_takes_many_frames_at_once(target: Target) -> None:
    values = list(range(50))
    with visiting(target) as guest:
        guest.say(*values)
        guest.hear(*values)


@st.composite
def cut_streams(draw: st.DrawFn) -> tuple[list[object], list[bytes]]:
    """Draw objects, and their frames as one stream in pieces."""
    values = draw(st.lists(plain.values(max_leaves=4), min_size=1, max_size=6))
    data = b"".join(map(spelled, values))
    cuts = draw(st.sets(st.integers(1, len(data)), max_size=8))
    return values, [data[start:end] for start, end in pairwise([0, *sorted(cuts), len(data)])]


@requirement("CONN-015", needs=("CONN-003", "CONN-014"))
@given(drawn=cut_streams())
def test_leaves_no_trace_of_how_a_stream_was_cut(
    target: Target, drawn: tuple[list[object], list[bytes]]
) -> None:
    values, pieces = drawn
    with visiting(target) as guest:
        for piece in pieces:
            guest.client.send(piece)
        guest.hear(*values)


class Begun:
    """A link of whose stream the beginning is already here."""

    def __init__(self, here: bytes, client: StreamConnection) -> None:
        self.here = here
        self.client = client

    def send(self, data: bytes, /) -> None:
        self.client.send(data)

    def receive_exactly(self, size: int, /) -> bytes:
        piece, self.here = self.here[:size], self.here[size:]
        return piece + self.client.receive_exactly(size - len(piece))


@requirement("CONN-016", needs=("CONN-001", "CONN-003"))
def test_returns_a_large_object_whole(target: Target) -> None:
    """We read while we write: a server may begin its echo before it has all."""
    most = target.implementation.limits.get("max_frame", LARGEST)
    size = min(int(most), LARGEST) - KiB
    value = random.Random(16).randbytes(size)
    data = spelled(value)
    with visiting(target) as guest:
        begun = Begun(guest.client.exchange(data, reply_bytes=size), guest.client)
        require_echo(value, frames.converse(frames.read_frame(), begun))
        guest.greet()
    expect_served(target, after="a large object")
