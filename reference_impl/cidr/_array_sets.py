"""Networks beside each other, as intervals of numbers: cut, covered, merged, ordered.

The rule of this file: an interval has one minimal cover by networks, so whatever leaves intervals
behind is minimal once they are covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from reference_impl.cidr._orders import Refused
from reference_impl.cidr._strict_texts import WIDTH, Network, StrictTexts
from reference_impl.cidr._words import Arrays, Words


class ArraySets(StrictTexts, Arrays):
    """The ops of two networks or more."""

    at_most: Callable[[int], int]

    def write(self, version: int, value: int) -> str:
        return self.write_many(version, Words.of([value]))[0]

    def write_network(self, net: Network) -> str:
        return f"{self.write(net.version, net.first)}/{net.prefix}"

    def subnets(self, net: str, new_prefix: int, limit: int) -> dict[str, Any]:
        # CIDR-035: one array of as many firsts as are asked for.
        # CIDR-036: no network has subnets that are larger than itself.
        one = self.read_network(net)
        if not one.prefix <= new_prefix <= WIDTH[one.version]:
            raise Refused("argument", f"a subnet of /{one.prefix} is no /{new_prefix}")
        count = 1 << (new_prefix - one.prefix)
        spare = WIDTH[one.version] - new_prefix
        firsts = self.expand(one.first, spare, min(count, self.at_most(limit)))
        items = [f"{text}/{new_prefix}" for text in self.write_many(one.version, firsts)]
        return {"count": str(count), "items": items}

    def supernet(self, net: str, new_prefix: int) -> str:
        # CIDR-036: nor is a supernet smaller. CIDR-037: what lies beyond its prefix is cleared.
        one = self.read_network(net)
        if not 0 <= new_prefix <= one.prefix:
            raise Refused("argument", f"a supernet of /{one.prefix} is no /{new_prefix}")
        return self.write_network(self.network_of(one.version, one.first, new_prefix))

    def subnet_of(self, a: str, b: str) -> bool:
        # CIDR-038: as the set of its addresses; of two versions, never.
        return self.inside(self.read_network(a), self.read_network(b))

    def overlaps(self, a: str, b: str) -> bool:
        # CIDR-038: of two networks that meet, one lies in the other.
        one, other = self.read_network(a), self.read_network(b)
        return self.inside(one, other) or self.inside(other, one)

    def inside(self, one: Network, other: Network) -> bool:
        # CIDR-038: both ends, in both directions.
        same = one.version == other.version
        return same and other.first <= one.first and one.last <= other.last

    def exclude(self, net: str, remove: str) -> list[str]:
        # CIDR-039: an interval before and an interval after, each covered minimally.
        one, lost = self.read_network(net), self.read_network(remove)
        if not self.inside(lost, one):
            raise Refused("argument", f"{remove[:60]} is not inside {net[:60]}")
        before = self.cover(one.version, one.first, lost.first - 1)
        after = self.cover(one.version, lost.last + 1, one.last)
        return [self.write_network(part) for part in (*before, *after)]

    def summarize(self, first: str, last: str) -> list[str]:
        # CIDR-040: a range has ends of one version, in order.
        one, other = self.read_address(first), self.read_address(last)
        if one.version != other.version or one.value > other.value:
            raise Refused("range", f"{first[:60]} to {last[:60]} is no range")
        return [self.write_network(net) for net in self.cover(one.version, one.value, other.value)]

    def cover(self, version: int, first: int, last: int) -> Iterator[Network]:
        # CIDR-039, CIDR-040: as large as alignment and the end allow; Python's numbers have no
        # highest one that the last addition could run over.
        while first <= last:
            aligned = (first & -first).bit_length() - 1 if first else WIDTH[version]
            spare = min(aligned, (last - first + 1).bit_length() - 1)
            yield Network(version, first, WIDTH[version] - spare)
            first += 1 << spare

    def collapse(self, nets: list[str]) -> list[str]:
        # CIDR-041: union first, then one minimal cover an interval; IPv4 before IPv6.
        given = [self.read_network(net) for net in nets]
        covers = []
        for version in (4, 6):
            same = [net for net in given if net.version == version]
            for first, last in self.union(same):
                covers += list(self.cover(version, first, last))
        return [self.write_network(net) for net in covers]

    def union(self, nets: list[Network]) -> list[tuple[int, int]]:
        # CIDR-041: sorted by their first address, a gap is where one begins beyond the address
        # after the highest so far. Ranks are compared, since pairs of words have no maximum.
        if not nets:
            return []
        nets = sorted(nets, key=lambda net: net.first)
        edges = Words.of([max(net.first - 1, 0) for net in nets] + [net.last for net in nets])
        before, lasts = np.split(edges.ranks(), 2)
        highest = np.maximum.accumulate(lasts)
        breaks = np.flatnonzero(before[1:] > highest[:-1]) + 1
        runs = [0, *breaks.tolist(), len(nets)]
        by_rank = dict(zip(lasts.tolist(), (net.last for net in nets), strict=True))
        return [
            (nets[begin].first, by_rank[int(highest[end - 1])]) for begin, end in pairwise(runs)
        ]

    def compare(self, a: str, b: str) -> int:
        # CIDR-042: tuples of version, number and prefix compare as we want them to.
        both = "/" in a and "/" in b
        one, other = map(self.read_network if both else self.read_address, (a, b))
        return (tuple(one) > tuple(other)) - (tuple(one) < tuple(other))
