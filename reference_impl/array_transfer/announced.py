"""Arrays that announce themselves: type, order, shape and length come first, in one header.

    python -m reference_impl.array_transfer.announced --role bounce

Whoever receives knows nothing beforehand and believes nothing: every word of the header is held
against the others and against our limits before there is memory for the array.
"""

from __future__ import annotations

import contextlib
import re
import struct
from typing import Any

import numpy as np

from reference_impl.array_transfer import _roles
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Refused
from reference_impl.array_transfer.memoryview import Wire

MAGIC, VERSION = b"PLAR", 1
FIXED = struct.Struct("!4s4B")  # magic, version, flags, length of the typestr, axes
FORTRAN = 1  # the one flag: columns come first
MOST_AXES = 32
PLAIN_TYPE = re.compile(rb"[<>|][biufc][0-9]+")


class Announced(Wire):
    """Carry arrays of any plain type and shape, each behind its header."""

    announces = True

    def give(self, array: Array) -> None:
        header, items = self.announcement(array)
        self.stream.sendall(header)
        self.send(items)  # ARR-022: no byte between them, and none after.

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        """Spell the header, and give the array whose C order is that of the payload."""
        order, _ = self.order_of(array)
        fortran = order == "F"
        typestr = array.dtype.str.encode()
        # ARR-007: every axis and the width of the type. ARR-022: the bytes that follow, no more.
        fixed = FIXED.pack(MAGIC, VERSION, fortran, len(typestr), array.ndim)
        rest = struct.pack(f"!{array.ndim + 1}Q", *array.shape, array.nbytes)
        return fixed + typestr + rest, array.T if fortran else array

    def order_of(self, array: Array) -> tuple[str, memoryview]:
        # ARR-010: what lies column by column stays so and is flagged; its transpose is in C order.
        fortran = array.flags.f_contiguous and not array.flags.c_contiguous
        return ("F", self.memory_of(array.T)) if fortran else ("C", self.memory_of(array))

    def take(self) -> Array:
        try:
            announced, size = self.header()
            self.require_size(announced, size)
            array = self.reserve(announced)
        except Refused as refusal:
            self.explain(refusal.word.encode())
            raise
        self.receive(array.T if announced.layout == "fortran" else array)
        return array

    def header(self) -> tuple[Agreement, int]:
        """Read as far as the payload; tell its length, too."""
        magic, version, flags, length, axes = FIXED.unpack(self.read(FIXED.size))
        # ARR-014: no other version, no flag that we do not know, no axis that numpy has not.
        if (magic, version) != (MAGIC, VERSION) or flags & ~FORTRAN or axes > MOST_AXES:
            raise Refused("bad-header")
        dtype = self.type_of(self.read(length))
        *shape, size = struct.unpack(f"!{axes + 1}Q", self.read(8 * axes + 8))
        # ARR-010: the flag alone tells which axis comes first.
        return Agreement(dtype, tuple(shape), "fortran" if flags else "c"), size

    def type_of(self, typestr: bytes) -> np.dtype[Any]:
        # ARR-013: numbers only; what holds references would make pointers of the peer's bytes.
        # ARR-008: the sign is a part of the type, so nothing is swapped and nothing mistaken.
        with contextlib.suppress(TypeError):
            if PLAIN_TYPE.fullmatch(typestr):
                return np.dtype(typestr.decode())
        raise Refused("dtype")

    def require_size(self, announced: Agreement, size: int) -> None:
        product = announced.dtype.itemsize
        for length in announced.shape:
            product *= length  # ARR-014, ARR-030: Python's integers do not wrap.
        if product != size:
            raise Refused("bad-header")
        if size > self.limits.max_bytes:
            raise Refused("too-large")  # ARR-015, ARR-030: before there is memory.

    def reserve(self, announced: Agreement) -> Array:
        """Make room, for each array anew."""
        # ARR-009: no axis at all, and axes of no length, are shapes like any other.
        # ARR-021: nobody told us this size before. ARR-024: no page is touched by it.
        try:
            return announced.empty(order="F" if announced.layout == "fortran" else "C")
        except (ValueError, MemoryError):  # a length beyond what numpy counts, beside a zero
            raise Refused("bad-header") from None

    def explain(self, why: bytes) -> None:
        self.stream.sendall(b"PLER" + struct.pack("!H", len(why)) + why)

    def read(self, size: int) -> bytes:
        """Read a part of the header; its length is a byte of the header's, so it is short."""
        part = bytearray(size)
        missing = memoryview(part)
        while missing:
            missing = missing[self.receive_some(missing) :]
        return bytes(part)


def main() -> None:
    _roles.play(Announced, __doc__)


if __name__ == "__main__":
    main()
