"""Memory: one array is one array, on either side, and what is only announced is none.

Peaks are the growth over the warmed idle process: a transfer of the same size went before. An
array of 32 MiB leaves 1.6 MiB between none and one twentieth of a copy, where an idle process was
seen to grow by 0.1 MiB at most; a larger array tells no more and takes longer.
"""

from __future__ import annotations

from wireproof import Target, Untested, Violation, requirement
from wireproof.wire.stream import MiB

from . import header
from .transfers import Terms, agreed, carry, counted, fruitless

ARRAY_BYTES = 32 * MiB
LEAST_ANNOUNCED = 32 * MiB  # of less than that, a quarter is lost in what any process grows by
SILENCE_SECONDS = 0.5


@requirement("ARR-017", measures=True)
def test_sends_without_a_copy(target: Target) -> None:
    with agreed(target, "<f8", ARRAY_BYTES // 8) as terms:
        _drain(terms)
        before = _idle_peak(terms.target)
        _drain(terms)
        _require_growth_below(terms.target, before, 0.05, ARRAY_BYTES)


@requirement("ARR-018", measures=True, needs=("ARR-003",))
def test_receives_into_one_array(target: Target) -> None:
    size = min(ARRAY_BYTES, int(target.implementation.limits.get("max_bytes", ARRAY_BYTES)))
    if size < LEAST_ANNOUNCED:
        raise Untested(f"its `max_bytes` is below {LEAST_ANNOUNCED}")
    size -= size % 8
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    with agreed(target, "<f8", size // 8) as terms:
        carry(terms, data)
        before = _idle_peak(terms.target)
        carry(terms, data)
        _require_growth_below(terms.target, before, 1.05, size)


@requirement("ARR-024", measures=True)
def test_commits_no_memory_to_an_announcement(target: Target) -> None:
    """An array of the largest size is announced, and nothing comes."""
    size = int(target.limit("max_bytes"))
    if size < LEAST_ANNOUNCED:
        raise Untested(f"its `max_bytes` is below {LEAST_ANNOUNCED}")
    small = counted("|u1", 1000)
    with agreed(target, "|u1", 1000) as terms:
        carry(terms, small)
        before = _idle_peak(target)
        with fruitless(terms, "an array that never came") as client:
            client.send(header.spell("|u1", (size,)))
            client.stay_away(SILENCE_SECONDS)
            _require_growth_below(target, before, 0.25, size)
        carry(terms, small)


def _drain(terms: Terms) -> None:
    with terms.target.connect() as client:
        size = terms.expect_header(client).size
        while size:
            piece = client.receive_some(min(size, MiB))
            if not piece:
                raise Violation(f"the array is cut: {size} bytes are missing")
            size -= len(piece)


def _idle_peak(target: Target) -> int:
    target.observed.forget_peak()
    return target.vitals().peak_bytes


def _require_growth_below(target: Target, before: int, ratio: float, size: int) -> None:
    growth = target.vitals().peak_bytes - before
    if growth > ratio * size:
        raise Violation(
            f"peak memory grew by {growth / size:.2f} times the array",
            expected=f"below {ratio} times",
            seen=f"{growth} bytes for an array of {size}",
            timeless=True,
        )
