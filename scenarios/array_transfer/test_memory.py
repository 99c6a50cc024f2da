"""Memory: one array is one array, on either side, and what is only announced is none.

Peaks are the growth over the warmed idle process: a transfer of the same size went before. An
array of 32 MiB leaves 1.6 MiB between none and one twentieth of a copy, where an idle process was
seen to grow by 0.1 MiB at most; a larger array tells no more and takes longer. Whoever wants to
see it with 400 MB says WIREPROOF_HUGE=1.
"""

from __future__ import annotations

import os

from wireproof import Target, Untested, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire.stream import MiB

from . import header, shared
from .transfers import Terms, agreed, carry, counted, fruitless

ARRAY_BYTES = 400_000_000 if os.environ.get("WIREPROOF_HUGE") == "1" else 32 * MiB
LEAST_ANNOUNCED = 32 * MiB  # of less than that, a quarter is lost in what any process grows by
SILENCE_SECONDS = 0.5


@requirement("ARR-017", measures=True)
def test_sends_without_a_copy(target: Target) -> None:
    with agreed(target, "<f8", ARRAY_BYTES // 8, shares=True) as terms:
        idle = terms.target.vitals()
        _drain(terms)
        growth = Growth(terms.target, idle=idle)
        _drain(terms)
        target.note(_require_below(growth, 0.05, ARRAY_BYTES))


@requirement("ARR-018", measures=True, needs=("ARR-003",))
def test_receives_into_one_array(target: Target) -> None:
    size = min(ARRAY_BYTES, int(target.implementation.limits.get("max_bytes", ARRAY_BYTES)))
    if size < LEAST_ANNOUNCED:
        raise Untested(f"its `max_bytes` is below {LEAST_ANNOUNCED}")
    size -= size % 8
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    with agreed(target, "<f8", size // 8, shares=True) as terms:
        idle = terms.target.vitals()
        carry(terms, data)
        growth = Growth(terms.target, idle=idle)
        carry(terms, data)
        target.note(_require_below(growth, 1.05, size))


@requirement("ARR-024")
def test_commits_no_memory_to_an_announcement(target: Target) -> None:
    """An array of the largest size is announced, and nothing comes."""
    size = int(target.limit("max_bytes"))
    if size < LEAST_ANNOUNCED:
        raise Untested(f"its `max_bytes` is below {LEAST_ANNOUNCED}")
    small = counted("|u1", 1000)
    with agreed(target, "|u1", 1000) as terms:
        idle = target.vitals()
        carry(terms, small)
        growth = Growth(target, idle=idle)
        with fruitless(terms, "an array that never came") as client:
            client.send(header.spell("|u1", (size,)))
            client.stay_away(SILENCE_SECONDS)
            target.note(_require_below(growth, 0.25, size))
        carry(terms, small)


def _drain(terms: Terms) -> None:
    with terms.target.connect() as client:
        if terms.shares:
            shared.receive(client, terms.dtype, terms.shape)
            return
        size = terms.expect_header(client).size
        while size:
            piece = client.receive_some(min(size, MiB))
            if not piece:
                raise Violation(f"the array is cut: {size} bytes are missing")
            size -= len(piece)


def _require_below(growth: Growth, ratio: float, size: int) -> str:
    """Tell the growth, which is below ``ratio`` times the array."""
    grown = growth.bytes
    told = f"peak memory grew by {grown / size:.4f} times the array"
    seen = f"{grown} bytes for an array of {size}"
    if grown > ratio * size:
        raise Violation(told, expected=f"below {ratio} times", seen=seen, timeless=True)
    return f"{told}: {seen}"
