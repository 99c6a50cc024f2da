"""Sets of addresses as the model sees them: intervals of integers, and the networks over them.

An interval has exactly one minimal cover by networks: at each step the largest that begins here,
is aligned, and does not go beyond the end. Everything else in this file is intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .model import WIDTH, Network

Interval = tuple[int, int]  # both ends belong to it


def cover(version: int, first: int, last: int) -> Iterator[Network]:
    """Cover an interval with the fewest networks, ascending; an empty one with none."""
    width = WIDTH[version]
    while first <= last:
        aligned = (first & -first).bit_length() - 1 if first else width
        fitting = (last - first + 1).bit_length() - 1
        spare = min(aligned, fitting)
        yield Network(version, first, width - spare)
        first += 1 << spare


def union(networks: Iterable[Network]) -> list[Interval]:
    """Merge what overlaps or touches."""
    merged: list[Interval] = []
    for first, last in sorted((one.first, one.last) for one in networks):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def collapse(networks: Iterable[Network]) -> list[Network]:
    """The fewest networks that hold the same addresses, IPv4 before IPv6, ascending."""
    given = list(networks)
    return [
        one
        for version in (4, 6)
        for first, last in union(net for net in given if net.version == version)
        for one in cover(version, first, last)
    ]


def exclude(network: Network, remove: Network) -> list[Network]:
    """The fewest networks that hold what is left of ``network``."""
    before = cover(network.version, network.first, remove.first - 1)
    after = cover(network.version, remove.last + 1, network.last)
    return [*before, *after]


def inside(one: Network, other: Network) -> bool:
    """Tell whether every address of ``one`` is an address of ``other``."""
    return one.version == other.version and other.first <= one.first and one.last <= other.last


def meet(one: Network, other: Network) -> bool:
    """Tell whether two networks share an address: of two that do, one holds the other."""
    return inside(one, other) or inside(other, one)


def hosts(network: Network) -> Interval:
    """The usable ones (RFC 3021 section 2.1, RFC 4291 section 2.6.1, RFC 6164 section 6)."""
    if network.size <= 2:
        return network.first, network.last
    return network.first + 1, network.last - (network.version == 4)
