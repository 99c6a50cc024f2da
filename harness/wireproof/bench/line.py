"""How a benchmark process tells its parent: one JSON line on stdout for each thing it found."""

from __future__ import annotations

import os

import msgspec
from msgspec import Struct

from wireproof.model.run import Measurement, Trouble

Found = Measurement | Trouble


class Total(Struct, frozen=True, tag="total"):
    """How many benchmarks are to come."""

    count: int


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Measurement | Trouble | Total).decode


_channel = os.dup(1)  # our own: pytest captures descriptor 1, and prints to it


def tell(found: Found | int) -> None:
    """Write one line; a number is the total to come."""
    line = Total(found) if isinstance(found, int) else found
    os.write(_channel, _encode(line) + b"\n")


def read(text: bytes) -> Found | int:
    """Read one line back."""
    line = _decode(text)
    return line.count if isinstance(line, Total) else line
