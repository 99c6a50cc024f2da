"""Identity: what arrives is the array, to the last bit."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from wireproof import Inconclusive, Target, Violation, requirement

from .transfers import (
    Terms,
    agreed,
    awaited,
    bounce,
    carry,
    counted,
    require_nothing_more,
    require_success,
    verdict_at,
)

TYPES = ["|u1", "<i4", "<f4", "<f8"]


@requirement("ARR-001")
@pytest.mark.parametrize("dtype", TYPES)
def test_sends_the_bytes_and_nothing_else(target: Target, dtype: str) -> None:
    due = counted(dtype, 1000)
    with agreed(target, dtype, 1000) as terms, terms.target.connect() as client:
        client.expect(due)
        require_nothing_more(client)


@requirement("ARR-002")
@pytest.mark.parametrize(
    ("dtype", "items"), [("|u1", 0), ("|u1", 1), ("<f8", 1), ("<f8", 1_000_000)]
)
def test_takes_the_agreed_number_of_bytes(target: Target, dtype: str, items: int) -> None:
    with agreed(target, dtype, items) as terms:
        carry(terms, counted(dtype, items))


@requirement("ARR-003")
@pytest.mark.parametrize(
    ("pieces", "items"),
    [(1, 500), (7, 5000), (4096, 100_000), (65_537, 500_000)],
    ids=lambda number: f"{number}",
)
def test_takes_any_segmentation(target: Target, pieces: int, items: int) -> None:
    """Pieces of 1 and 7 bytes cut through the items, and through a header."""
    with agreed(target, "<f8", items, shares=True) as terms:
        carry(terms, counted("<f8", items), pieces=pieces)


@requirement("ARR-006", role="bounce")
def test_leaves_the_next_array_alone(target: Target) -> None:
    """Two arrays in one write are two arrays."""
    one = counted("<i4", 1000)
    other = one[::-1]
    with agreed(target, "<i4", 1000) as terms, terms.target.connect() as client:
        client.send(terms.message(one) + terms.message(other))
        terms.expect(client, one)
        terms.expect(client, other)
        bounce(client, terms, one)


@requirement("ARR-006", role="receiver")
def test_takes_no_surplus_for_the_array(target: Target) -> None:
    """One connection carries one array: what follows may be an error, but is never a part of it."""
    data = counted("<i4", 1000)
    with agreed(target, "<i4", 1000) as terms:
        carry(terms, data)
        path = awaited(terms.target)
        with terms.target.connect() as client:
            client.send(terms.message(data) + data[::-1])
            with contextlib.suppress(Violation, Inconclusive):
                client.half_close()  # who has enough may be gone
            verdict = verdict_at(path, within=client.patience.bulk(len(data)))
        if verdict["ok"]:
            require_success(verdict, terms, data)
        carry(terms, data)


@requirement("ARR-011")
@pytest.mark.parametrize("layout", ["strided", "reversed", "transposed", "fortran"])
def test_sends_the_logical_content(target: Target, layout: str) -> None:
    due = counted("<f8", 30, 40)
    with agreed(target, "<f8", 30, 40, layout=layout, shares=True) as terms:
        _expect_alone(terms, due)


@requirement("ARR-012")
def test_sends_what_it_may_not_write(target: Target) -> None:
    due = counted("<f8", 1000)
    with agreed(target, "<f8", 1000, layout="readonly", shares=True) as terms:
        _expect_alone(terms, due)


def _expect_alone(terms: Terms, due: bytes) -> None:
    with terms.target.connect() as client:
        terms.expect(client, due)
        require_nothing_more(client)


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
    with agreed(target, dtype, len(data) // np.dtype(dtype).itemsize, shares=True) as terms:
        carry(terms, data)
