"""Identity: what arrives is the array, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from wireproof import Target, requirement
from wireproof.wire.compare import require_same

from .transfers import agreed, bounce, carry, counted, require_nothing_more

TYPES = ["|u1", "<i4", "<f4", "<f8"]


@requirement("ARR-001")
@pytest.mark.parametrize("dtype", TYPES)
def test_sends_the_bytes_and_nothing_else(target: Target, dtype: str) -> None:
    due = counted(dtype, 1000)
    with agreed(target, dtype, 1000) as sender, sender.connect() as client:
        client.expect(due)
        require_nothing_more(client)


@requirement("ARR-002")
@pytest.mark.parametrize("items", [0, 1, 1_000_000], ids="{}-items".format)
@pytest.mark.parametrize("dtype", ["|u1", "<f8"])
def test_takes_the_agreed_number_of_bytes(target: Target, dtype: str, items: int) -> None:
    with agreed(target, dtype, items) as taker:
        carry(taker, counted(dtype, items))


@requirement("ARR-003")
@pytest.mark.parametrize(
    ("pieces", "items"),
    [(1, 500), (7, 5000), (4096, 100_000), (65_537, 500_000)],
    ids=lambda number: f"{number}",
)
def test_takes_any_segmentation(target: Target, pieces: int, items: int) -> None:
    """Pieces of 1 and 7 bytes cut through the items."""
    with agreed(target, "<f8", items) as taker:
        carry(taker, counted("<f8", items), pieces=pieces)


@requirement("ARR-006")
def test_leaves_the_next_array_alone(target: Target) -> None:
    """Two arrays in one write are two arrays."""
    one = counted("<i4", 1000)
    other = one[::-1]
    with agreed(target, "<i4", 1000) as bouncer, bouncer.connect() as client:
        client.send(one + other)
        client.expect(one)
        client.expect(other)
        bounce(client, one)


@requirement("ARR-011")
@pytest.mark.parametrize("layout", ["strided", "reversed", "transposed", "fortran"])
def test_sends_the_logical_content(target: Target, layout: str) -> None:
    due = counted("<f8", 30, 40)
    with agreed(target, "<f8", 30, 40, layout=layout) as sender, sender.connect() as client:
        require_same(due, client.receive_exactly(len(due)), f"the {layout} array")
        require_nothing_more(client)


@requirement("ARR-012")
def test_sends_what_it_may_not_write(target: Target) -> None:
    due = counted("<f8", 1000)
    with agreed(target, "<f8", 1000, layout="readonly") as sender, sender.connect() as client:
        require_same(due, client.receive_exactly(len(due)), "the read-only array")


SPECIAL_BITS = {
    "<f2": ["7e01", "fe02", "7d01", "7c00", "fc00", "8000", "0001"],
    "<f4": ["7fc00001", "ffc00002", "7fa00001", "7f800000", "ff800000", "80000000", "00000001"],
    "<f8": [
        *("7ff8000000000001", "fff8000000000002", "7ff4000000000001", "7ff0000000000000"),
        *("fff0000000000000", "8000000000000000", "0000000000000001", "3ff0000000000001"),
    ],
}


@requirement("ARR-019")
@pytest.mark.parametrize("dtype", [*SPECIAL_BITS, "<c16"])
def test_keeps_every_bit(target: Target, dtype: str) -> None:
    """NaN payloads (quiet and signalling), infinities, -0.0, the least denormal, 1 + epsilon."""
    parts = SPECIAL_BITS["<f8" if dtype == "<c16" else dtype]
    data = b"".join(bytes.fromhex(bits)[::-1] for bits in parts)
    with agreed(target, dtype, len(data) // np.dtype(dtype).itemsize) as taker:
        carry(taker, data)
