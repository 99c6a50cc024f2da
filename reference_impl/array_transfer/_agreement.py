"""What both sides agreed before the first byte, and the array a sender holds in memory.

The harness names type, shape and memory layout by environment. A layout changes where the items
lie, never which item comes first: the values count up in the logical C order of the shape.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BLOCK_ITEMS = 251 << 12  # The integers need 8 MiB at a time, however large the array is.


class Agreement(NamedTuple):
    """Type, shape and layout: what a raw transfer cannot say on the wire, and a header does."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    layout: str

    @classmethod
    def from_environment(cls) -> Agreement:
        """Read ``WIREPROOF_ARR_*``; whether the type may travel is the wire's question."""
        typestr = os.environ.get("WIREPROOF_ARR_DTYPE", "<f8")
        layout = os.environ.get("WIREPROOF_ARR_LAYOUT", "c")
        if layout not in LAYOUTS:
            raise SystemExit(f"WIREPROOF_ARR_LAYOUT={layout!r}: write one of {', '.join(LAYOUTS)}")
        shape = os.environ.get("WIREPROOF_ARR_SHAPE", "1000")
        return cls(np.dtype(typestr), tuple(int(n) for n in shape.split(",") if n), layout)

    def empty(self, order: Literal["C", "F"] = "C") -> Array:
        """Reserve the memory; no page is touched until bytes arrive."""
        return np.empty(self.shape, self.dtype, order)

    def counted(self) -> Array:
        """Count from 0 in the agreed type and layout; 1-byte types start anew after 250."""
        flat = np.empty(math.prod(self.shape), self.dtype)
        small = (np.arange(BLOCK_ITEMS) % 251).astype(np.uint8)  # a whole number of rounds
        for start in range(0, flat.size, BLOCK_ITEMS):
            stop = min(start + BLOCK_ITEMS, flat.size)
            one_byte = self.dtype.itemsize == 1
            count = small[: stop - start] if one_byte else np.arange(start, stop)
            with np.errstate(over="ignore"):  # f2 ends at 65504; what follows is infinite.
                flat[start : start + BLOCK_ITEMS] = count
        return LAYOUTS[self.layout](flat.reshape(self.shape))


def with_gaps(array: Array) -> Array:
    """Lay every item of the last axis two items apart."""
    if not array.ndim:
        return array
    roomy = np.ones((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    roomy[..., ::2] = array
    return roomy[..., ::2]


def backwards(array: Array) -> Array:
    """Lay the last item first."""
    return np.flip(np.flip(array).copy())


def columns_first(array: Array) -> Array:
    """Lay the items of a column side by side, as Fortran does."""
    return array.T.copy().T


def read_only(array: Array) -> Array:
    """Forbid writing."""
    array.setflags(write=False)
    return array


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "c": lambda array: array,
    "fortran": columns_first,
    "strided": with_gaps,
    "reversed": backwards,
    "transposed": columns_first,
    "readonly": read_only,
}
