"""Memory: one array is one array, on either side.

Peaks are the growth over the warmed idle process: a transfer of the same size went before.
"""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.wire.stream import MiB, StreamConnection

from .transfers import agreed, carry

ARRAY_BYTES = 256 * MiB
ITEMS = ARRAY_BYTES // 8


@requirement("ARR-017", measures=True)
def test_sends_without_a_copy(target: Target) -> None:
    with agreed(target, "<f8", ITEMS) as sender:
        _drain(sender)
        before = _idle_peak(sender)
        _drain(sender)
        _require_growth_below(sender, before, 0.05)


@requirement("ARR-018", measures=True, needs=("ARR-002",))
def test_receives_into_one_array(target: Target) -> None:
    data = bytes(range(256)) * (ARRAY_BYTES // 256)
    with agreed(target, "<f8", ITEMS) as taker:
        carry(taker, data)
        before = _idle_peak(taker)
        carry(taker, data)
        _require_growth_below(taker, before, 1.05)


def _drain(sender: Target) -> None:
    with sender.connect() as client:
        _discard(client, ARRAY_BYTES)


def _discard(client: StreamConnection, size: int) -> None:
    while size:
        piece = client.receive_some(min(size, MiB))
        if not piece:
            raise Violation(f"the array is cut: {size} bytes are missing")
        size -= len(piece)


def _idle_peak(target: Target) -> int:
    target.observed.forget_peak()
    return target.vitals().peak_bytes


def _require_growth_below(target: Target, before: int, ratio: float) -> None:
    growth = target.vitals().peak_bytes - before
    if growth > ratio * ARRAY_BYTES:
        raise Violation(
            f"peak memory grew by {growth / ARRAY_BYTES:.2f} times the array",
            expected=f"below {ratio} times",
            seen=f"{growth} bytes for an array of {ARRAY_BYTES}",
            timeless=True,
        )
