"""How a benchmark process tells its parent: one JSON line on stdout for each thing it found."""

from __future__ import annotations

import os

import msgspec
from msgspec import Struct

from wireproof.model.run import BudgetResult, Calibration, Comparison, Measurement, Trouble

Found = Measurement | Comparison | BudgetResult | Calibration | Trouble


class Progress(Struct, frozen=True, tag="progress", kw_only=True):
    """What is going on, and how much of this comparison is done."""

    label: str = ""
    share: float = 0.0
    done: int = -1  # comparisons, where one has ended
    total: int = -1  # comparisons to come, where that is told


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Found | Progress).decode


_channel = os.dup(1)  # our own: pytest captures descriptor 1, and prints to it


def tell(found: Found | Progress) -> None:
    """Write one line."""
    os.write(_channel, _encode(found) + b"\n")


def read(text: bytes) -> Found | Progress:
    """Read one line back."""
    found: Found | Progress = _decode(text)
    return found
