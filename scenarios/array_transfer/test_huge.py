"""Huge arrays: more bytes than 31 bits can count, and more than 32.

Nobody but the target holds one: ours is made while it is sent, and compared or digested while it
comes. What comes after 2^31 or 2^32 bytes is another part of the count, for 251 divides neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psutil
import pytest

from wireproof import Inapplicable, Target, Untested, Violation, requirement
from wireproof.wire.stream import KiB, MiB, StreamConnection

from . import header
from .transfers import Terms, agreed, awaited, require_digest, require_nothing_more, verdict_at

GiB = 1024 * MiB
SIZES = [2 * GiB + 8 * KiB, 4 * GiB + 8 * KiB]
SPARE = 2 * GiB  # what we leave to everybody else on the machine
ROUND = bytes(range(251))
ROUNDS = ROUND * 4200  # a MiB and more, wherever in a round it begins

of_two_sizes = pytest.mark.parametrize("size", SIZES, ids=["over-2-GiB", "over-4-GiB"])


@requirement("ARR-020", role="sender", measures=True)
@of_two_sizes
def test_sends_a_huge_array(target: Target, size: int) -> None:
    require_room(target, size)
    with agreed(target, "|u1", size) as terms, terms.target.connect() as client:
        terms.expect_header(client)
        coming = Coming()
        for piece in _received(client, size):
            coming.take(piece)
        require_nothing_more(client)


@requirement("ARR-020", role="bounce", measures=True)
@of_two_sizes
def test_returns_a_huge_array(target: Target, size: int) -> None:
    require_room(target, size)
    with agreed(target, "|u1", size) as terms, terms.target.connect() as client:
        coming, due = Coming(len(_announcement(terms))), size + len(_announcement(terms))
        client.exchange_pieces(
            _sent(terms), due, coming.take, until=lambda: client.deadline(client.patience.long)
        )
        if terms.announces:
            header.require_announced(header.parse_bytes(coming.before)[0], "|u1", (size,))


@requirement("ARR-020", role="receiver", measures=True)
@of_two_sizes
def test_receives_a_huge_array(target: Target, size: int) -> None:
    require_room(target, size)
    with agreed(target, "|u1", size) as terms:
        path, digest = awaited(terms.target), hashlib.sha256()
        with terms.target.connect() as client:
            client.send(_announcement(terms))
            for piece in _counted(size):
                client.send(piece)
                digest.update(piece)
            client.half_close()
            verdict = verdict_at(path, within=client.patience.bulk(size))
    if not verdict["ok"]:
        raise Violation("the receiver reports a failure of a whole transfer", seen=str(verdict))
    require_digest(verdict, digest.hexdigest())


def require_room(target: Target, size: int) -> None:
    """See that target and machine can hold so much; to swap or be killed would say nothing."""
    most = target.implementation.limits.get("max_bytes")
    if isinstance(most, int | float) and most < size:
        raise Inapplicable(f"it declares to take at most {most:g} bytes")
    available = psutil.virtual_memory().available
    if available < size + SPARE:
        raise Untested(f"{available / GiB:.1f} GiB are free, and {(size + SPARE) / GiB:.1f} needed")


def _announcement(terms: Terms) -> bytes:
    return header.spell("|u1", terms.shape) if terms.announces else b""


def _sent(terms: Terms) -> Iterator[bytes]:
    if terms.announces:
        yield _announcement(terms)
    yield from _counted(terms.size)


def _counted(size: int) -> Iterator[bytes]:
    """Count up modulo 251, a MiB at a time."""
    for start in range(0, size, MiB):
        first = start % len(ROUND)
        yield ROUNDS[first : first + min(MiB, size - start)]


def _received(client: StreamConnection, size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = client.receive_some(min(left, MiB))
        if not piece:
            raise Violation(f"the array is cut: {size - left} of {size} bytes, then the end")
        left -= len(piece)
        yield piece


class Coming:
    """Compare what comes with the count, after ``opening`` bytes that are kept."""

    def __init__(self, opening: int = 0) -> None:
        self._opening = opening
        self.before = b""
        self._count = 0

    def take(self, piece: bytes) -> None:
        """Take what came next; raises `Violation` where it is not what comes next."""
        missing = self._opening - len(self.before)
        self.before, piece = self.before + piece[:missing], piece[missing:]
        first = self._count % len(ROUND)
        if piece != ROUNDS[first : first + len(piece)]:
            raise Violation(
                f"the array differs in the {len(piece)} bytes from byte {self._count}",
                expected=repr(ROUNDS[first : first + 24]),
                seen=repr(piece[:24]),
                timeless=True,
            )
        self._count += len(piece)
