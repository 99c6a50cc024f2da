"""Many addresses at once: each is a pair of 64-bit words, in two arrays.

128 bits fit in no number of numpy's, so what crosses from one word to the other is said here, once:
the carry of an addition, and the order of pairs. IPv4 has nothing in the high words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
WORD = (1 << 64) - 1
OCTETS = np.array([str(octet) for octet in range(256)])
GROUPS = np.array([format(group, "x") for group in range(1 << 16)])
PADDED = np.array([format(group, "04x") for group in range(1 << 16)])


class Words(NamedTuple):
    """As many numbers of 128 bits as the arrays are long."""

    high: Array
    low: Array

    @classmethod
    def of(cls, values: list[int]) -> Words:
        """Split numbers into words."""
        high = np.array([value >> 64 for value in values], dtype=np.uint64)
        return cls(high, np.array([value & WORD for value in values], dtype=np.uint64))

    def numbers(self) -> list[int]:
        """Join the words to numbers again."""
        return [high << 64 | low for high, low in zip(*map(np.ndarray.tolist, self), strict=True)]

    def ranks(self) -> Array:
        """Give each its place in the order of all: one word that compares as the pair does."""
        order = np.lexsort((self.low, self.high))
        high, low = self.high[order], self.low[order]
        new = np.ones(len(order), dtype=np.int64)
        new[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.cumsum(new)
        return ranks


class Arrays:
    """What is done to many addresses at once."""

    def expand(self, first: int, step_bits: int, count: int) -> Words:
        # CIDR-025, CIDR-035, CIDR-053: first, first + step, ... as two additions for all.
        # A sum of words that is less than what was added has a carry for the high word.
        steps = np.arange(count, dtype=np.uint64)
        low = self.shifted(steps, step_bits) + np.uint64(first & WORD)
        carry = (low < np.uint64(first & WORD)).astype(np.uint64)
        high = self.shifted(steps, step_bits - 64) + np.uint64(first >> 64)
        return Words(high + carry, low)

    def shifted(self, steps: Array, bits: int) -> Array:
        # CIDR-035: numpy leaves open what a shift by 64 or more does, either way.
        if abs(bits) >= 64:
            return np.zeros_like(steps)
        return steps << np.uint64(bits) if bits >= 0 else steps >> np.uint64(-bits)

    def within(self, first: Words, last: Words, value: int) -> Array:
        # CIDR-030, CIDR-031: one address against many networks; the high words decide, and only
        # where they are equal do the low ones.
        high, low = np.uint64(value >> 64), np.uint64(value & WORD)
        above = (first.high < high) | ((first.high == high) & (first.low <= low))
        below = (last.high > high) | ((last.high == high) & (last.low >= low))
        found: Array = above & below
        return found

    def write_many(self, version: int, words: Words) -> list[str]:
        """Write addresses in their canonical form."""
        if version == 4:
            octets = [words.low >> np.uint64(shift) & np.uint64(255) for shift in (24, 16, 8, 0)]
            return list(map(".".join, zip(*(OCTETS[one].tolist() for one in octets), strict=True)))
        groups = self.groups(words)
        texts = GROUPS[groups].tolist()
        return [self.shorten(*row) for row in zip(texts, *self.longest_gap(groups), strict=True)]

    def groups(self, words: Words) -> Array:
        shifts = np.array([48, 32, 16, 0], dtype=np.uint64)
        halves = [word[:, None] >> shifts & np.uint64(0xFFFF) for word in words]
        return np.concatenate(halves, axis=1)

    def longest_gap(self, groups: Array) -> tuple[list[int], list[int]]:
        # CIDR-012: argmax takes the first of equal runs; how long a run is from each group on is
        # counted from the last group to the first.
        runs = np.zeros((len(groups), 9), dtype=np.int64)
        for place in range(7, -1, -1):
            runs[:, place] = np.where(groups[:, place] == 0, runs[:, place + 1] + 1, 0)
        return runs.argmax(axis=1).tolist(), runs.max(axis=1).tolist()

    def shorten(self, texts: list[str], begin: int, length: int) -> str:
        # CIDR-012: a single zero group stays.
        if length < 2:
            return ":".join(texts)
        return f"{':'.join(texts[:begin])}::{':'.join(texts[begin + length :])}"
