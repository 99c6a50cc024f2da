"""Announced transfers with one mistake each, named after it.

Every class overrides the method that keeps the rule; role, port and limits come by argv as they
do for the reference.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np

from reference_impl._mutants import start
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Refused
from reference_impl.array_transfer.announced import FIXED, Announced
from reference_impl.array_transfer.vectored import Vectored


class WidensSmallFloats(Announced):
    """Knows one type for real numbers, the double."""

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        with np.errstate(all="ignore"):
            return super().announcement(array.astype("<f8") if array.dtype.kind == "f" else array)


class SendsOneAxis(Announced):
    """Flattens, since the receiver can count: the shape is lost."""

    def announcement(self, array: Array) -> tuple[bytes, Array]:
        return super().announcement(array.reshape(-1))


class DropsTheSign(Announced):
    """Takes every type for one of this machine."""

    def type_of(self, typestr: bytes) -> np.dtype[Any]:
        return super().type_of(typestr).newbyteorder("=")


class TakesNoAxisForOne(Announced):
    """Makes an axis where there is none: a single number becomes an array of one."""

    def reserve(self, announced: Agreement) -> Array:
        return super().reserve(announced._replace(shape=announced.shape or (1,)))


class OverlooksTheFlag(Announced):
    """Reads every payload as rows, for that is what it sends."""

    def header(self) -> tuple[Agreement, int]:
        announced, size = super().header()
        return announced._replace(layout="c"), size


class TakesAnyLetter(Announced):
    """Leaves it to numpy which types there are; it knows more than numbers."""

    ANY_TYPE = re.compile(rb"[<>|][A-Za-z][0-9]+")

    def type_of(self, typestr: bytes) -> np.dtype[Any]:
        if self.ANY_TYPE.fullmatch(typestr):
            try:
                return np.dtype(typestr.decode())
            except TypeError:
                pass
        raise Refused("dtype")


class SkipsTheVersion(Announced):
    """Reads past the version, as there has been one only."""

    def header(self) -> tuple[Agreement, int]:
        magic, _, flags, length, axes = FIXED.unpack(self.read(FIXED.size))
        if magic != b"PLAR" or flags > 1 or axes > 32:
            raise Refused("bad-header")
        dtype = self.type_of(self.read(length))
        *shape, size = struct.unpack(f"!{axes + 1}Q", self.read(8 * axes + 8))
        return Agreement(dtype, tuple(shape), "fortran" if flags else "c"), size


class BelievesTheShape(Announced):
    """Never looks at the length: shape and type tell it as well."""

    def require_size(self, announced: Agreement, size: int) -> None:
        del announced
        if size > self.limits.max_bytes:
            raise Refused("too-large")


class ForgetsTheLimit(Announced):
    """Makes room for whatever is announced."""

    def require_size(self, announced: Agreement, size: int) -> None:
        if announced.dtype.itemsize * int(np.prod(announced.shape, dtype=object)) != size:
            raise Refused("bad-header")


class ClearsTheMemoryFirst(Announced):
    """Writes zeros into every page, lest an array cut short show what was there before."""

    def reserve(self, announced: Agreement) -> Array:
        array = super().reserve(announced)
        array[...] = 0
        return array


class KeepsTheFirstArray(Announced):
    """Makes room once per connection."""

    def reserve(self, announced: Agreement) -> Array:
        if self.array is None:
            self.array = super().reserve(announced)
        return self.array


class PadsToEight(Announced):
    """Fills up to the next multiple of eight bytes, so that the next header is aligned."""

    def give(self, array: Array) -> None:
        super().give(array)
        self.stream.sendall(bytes(-array.nbytes % 8))


class ForgetsTheRest(Vectored):
    """Calls sendmsg() once: it has always taken everything."""

    def after(self, unsent: list[memoryview], sent: int) -> list[memoryview]:
        del unsent, sent
        return []


if __name__ == "__main__":
    start(globals())
