"""Networks beside each other, by the standard library's ipaddress: nested, cut, merged, ordered.

The library has all of it; what we add is the order of what it gives, and an error where it would
answer a question that makes no sense.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from reference_impl.cidr._library_texts import Address, LibraryTexts, Network
from reference_impl.cidr._orders import Refused


class LibrarySets(LibraryTexts):
    """The ops of two networks or more."""

    at_most: Callable[[int], int]

    def subnets(self, net: str, new_prefix: int, limit: int) -> dict[str, Any]:
        # CIDR-035: the library's generator makes the next one when it is asked for it.
        one = self.read_network(net)
        self.check_longer(one, new_prefix)
        count = 1 << (new_prefix - one.prefixlen)
        items = islice(one.subnets(new_prefix=new_prefix), self.at_most(limit))
        return {"count": str(count), "items": self.write_all(items)}

    def check_longer(self, net: Network, new_prefix: int) -> None:
        # CIDR-036: no network has subnets that are larger than itself.
        if not net.prefixlen <= new_prefix <= net.max_prefixlen:
            raise Refused("argument", f"a subnet of /{net.prefixlen} is no /{new_prefix}")

    def supernet(self, net: str, new_prefix: int) -> str:
        # CIDR-037: the library clears the bits that do not belong to the shorter prefix.
        one = self.read_network(net)
        self.check_shorter(one, new_prefix)
        return self.write(one.supernet(new_prefix=new_prefix))

    def check_shorter(self, net: Network, new_prefix: int) -> None:
        # CIDR-036: asked for any supernet of /0, the library would answer /0.
        if not 0 <= new_prefix <= net.prefixlen:
            raise Refused("argument", f"a supernet of /{net.prefixlen} is no /{new_prefix}")

    def subnet_of(self, a: str, b: str) -> bool:
        # CIDR-038: of two versions, neither holds the other; the library would raise TypeError.
        one, other = self.read_network(a), self.read_network(b)
        return one.version == other.version and self.holds(other, one)

    def overlaps(self, a: str, b: str) -> bool:
        # CIDR-038: prefixes are never interleaved, so one of the two begins inside the other.
        one, other = self.read_network(a), self.read_network(b)
        if one.version != other.version:
            return False
        return self.holds(one, other) or self.holds(other, one)

    def holds(self, net: Network, other: Network) -> bool:
        # CIDR-038: both ends count, the prefix alone tells nothing.
        return int(net.network_address) <= int(other.network_address) and int(
            other.broadcast_address
        ) <= int(net.broadcast_address)

    def exclude(self, net: str, remove: str) -> list[str]:
        # CIDR-039: the library halves the network until nothing is left but the other one, and
        # gives the halves as it meets them.
        one, lost = self.read_network(net), self.read_network(remove)
        if one.version != lost.version or not self.holds(one, lost):
            raise Refused("argument", f"{remove[:60]} is not inside {net[:60]}")
        return self.write_all(sorted(one.address_exclude(lost)))  # type: ignore[arg-type]

    def summarize(self, first: str, last: str) -> list[str]:
        # CIDR-040: the library raises ValueError where the ends are the wrong way round.
        one, other = self.read_address(first), self.read_address(last)
        if one.version != other.version:
            raise Refused("version", "a range has ends of one version")
        return self.write_all(self.cover(one, other))

    def cover(self, first: Address, last: Address) -> Iterator[Network]:
        # CIDR-040: the largest block that is aligned and fits, again and again.
        try:
            yield from ipaddress.summarize_address_range(first, last)
        except ValueError as trouble:
            raise Refused("range", str(trouble)) from None

    def collapse(self, nets: list[str]) -> list[str]:
        # CIDR-041: sorted first, so that a network only ever meets its neighbour; the library
        # refuses to mix versions.
        given = [self.read_network(net) for net in nets]
        return [
            self.write(one)
            for version in (4, 6)
            for one in self.merge([net for net in given if net.version == version])
        ]

    def merge(self, nets: list[Any]) -> Iterator[Network]:
        # CIDR-041: two become one only if they are the two halves of it.
        return ipaddress.collapse_addresses(nets)

    def compare(self, a: str, b: str) -> int:
        # CIDR-042: the library orders by number and then by mask, and refuses to mix versions.
        both = "/" in a and "/" in b
        one, other = map(self.read_network if both else self.read_address, (a, b))
        if one.version != other.version:
            raise Refused("version", "addresses of two versions have no order")
        return (self.key(one) > self.key(other)) - (self.key(one) < self.key(other))

    def key(self, value: Address | Network) -> tuple[int, int]:
        # CIDR-042: never by text, which puts 10 before 9.
        if isinstance(value, ipaddress.IPv4Network | ipaddress.IPv6Network):
            return int(value.network_address), value.prefixlen
        return int(value), 0

    def write_all(self, values: Any) -> list[str]:  # noqa: ANN401 - of either version
        return [self.write(value) for value in values]
