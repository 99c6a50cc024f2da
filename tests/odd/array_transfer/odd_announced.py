"""Announced transfers that look unusual and keep the contract.

    python tests/odd/array_transfer/odd_announced.py swaps_the_bytes --role bounce

Each class takes the place of one in the reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our reference for a rule.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time

import numpy as np

from reference_impl.array_transfer import announced as reference
from reference_impl.array_transfer._agreement import Array
from reference_impl.array_transfer.announced import Announced

SEGMENT = 1000
FIRST_BYTES = 200
SLOW_SECONDS = 0.4
AT_ONCE_SECONDS = 0.05
MOST_DRAINED = 64 << 20


class DribblesAnnounced(Announced):
    """Sends header and first items byte by byte, then segments that cut through the items."""

    def give(self, array: Array) -> None:
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        header, items = self.announcement(array)
        for octet in header + bytes(self.memory_of(items)[:FIRST_BYTES]):
            self.stream.sendall(bytes([octet]))
        memory = self.memory_of(items)[FIRST_BYTES:]
        for begin in range(0, len(memory), SEGMENT):
            self.stream.sendall(memory[begin : begin + SEGMENT])


class SlowButInTime(Announced):
    """Thinks before an array, whichever way it goes, unless another has only just come or gone."""

    thought = 0.0

    def give(self, array: Array) -> None:
        self.think()
        super().give(array)

    def take(self) -> Array:
        self.think()
        return super().take()

    @classmethod
    def think(cls) -> None:
        """Think once for arrays that follow at once: some cases send hundreds of them."""
        if time.monotonic() - cls.thought > AT_ONCE_SECONDS:
            time.sleep(SLOW_SECONDS)
            cls.thought = time.monotonic()


class SwapsTheBytes(Announced):
    """Keeps numbers in the other byte order, and says so."""

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        return super().announcement(_swapped(array))


class HoldsThemSwapped(Announced):
    """Receives into the other byte order, and reports that."""

    def take(self) -> Array:
        return _swapped(super().take())


def _swapped(array: Array) -> Array:
    return array.byteswap().view(array.dtype.newbyteorder())


class ReturnsColumns(Announced):
    """Computes in Fortran: whatever comes goes back column by column, and is flagged."""

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        return super().announcement(np.array(array, order="F"))


class ReturnsRows(Announced):
    """Puts every array in C order before it goes back."""

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        return super().announcement(np.array(array, order="C"))


class ReadsOnAfterRefusing(Announced):
    """Says no, ends its direction, and reads what still comes, so that no reset destroys the no."""

    def explain(self, why: bytes) -> None:
        super().explain(why)
        self.stream.shutdown(socket.SHUT_WR)
        left = MOST_DRAINED
        while left and (piece := self.stream.recv(min(left, 1 << 16))):
            left -= len(piece)


class RefusesWithoutAWord(Announced):
    """Resets the connection instead of a refusal in form."""

    def explain(self, why: bytes) -> None:
        del why
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.stream.close()


class RefusesColumns(Announced):
    """Knows no Fortran order."""

    def take(self) -> Array:
        array = super().take()
        if array.flags.f_contiguous and not array.flags.c_contiguous:
            self.explain(b"no columns")
            raise ConnectionError
        return array


class RefusesAtLength(Announced):
    """Explains itself in as many words as the form has room for, and not in English."""

    def explain(self, why: bytes) -> None:
        del why
        words = "\u05dc\u05d0! ".encode() * 6000
        with contextlib.suppress(TimeoutError):
            self.stream.sendall(b"PLER" + struct.pack("!H", len(words)) + words)


def main() -> None:
    """Run the reference with one class in place of its ``Announced``."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    reference.Announced = globals()[name]  # type: ignore[misc]
    reference.main()


if __name__ == "__main__":
    main()
