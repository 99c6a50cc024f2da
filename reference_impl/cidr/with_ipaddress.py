"""CIDR with the standard library: ipaddress calculates, and we see to it that it is asked right.

    python -m reference_impl.cidr.with_ipaddress

The library's iterators are lazy and start at the first address; where they would have to walk to
the place we want, integers go there at once. For arrays of addresses read ``vectorised.py``.
"""

from __future__ import annotations

import ipaddress
from typing import Any, ClassVar

from reference_impl.cidr._library_sets import LibrarySets
from reference_impl.cidr._library_texts import Address, Network
from reference_impl.cidr._lines import Tool
from reference_impl.cidr._orders import Refused
from reference_impl.cidr._registry import BLOCKS, KINDS, SHARED


class Calculator(LibrarySets, Tool):
    """A method for each op."""

    caps = ("zone", "mask-notation", "hostmask-notation", "mixed-mapped", "bare-network")
    blocks: ClassVar[dict[Any, bool]] = {  # CIDR-043: ours say how old they are.
        ipaddress.ip_network(block): reachable for block, reachable in BLOCKS.items()
    }

    def address(self, text: str) -> dict[str, Any]:
        # CIDR-014: one number, spelled four ways; as text, for 2^53 is all that JSON carries.
        # The zone is left out of it: CPython (3.11.7, 3.12.1, 3.13.0) cannot explode one.
        one = self.read_address(text)
        forms = {"canonical": self.write(one), "exploded": type(one)(int(one)).exploded}
        numbers = {"int": str(int(one)), "packed": one.packed.hex()}
        return {"version": one.version, **forms, **numbers, "zone": getattr(one, "scope_id", None)}

    def network(self, text: str, strict: bool) -> dict[str, Any]:  # noqa: FBT001 - as the order
        return self.about(self.read_network(text, strict=strict))

    def about(self, net: Network) -> dict[str, Any]:
        # CIDR-023: the library's integers are as wide as they have to be.
        parts = {
            "network": net.network_address,
            "last": net.broadcast_address,
            "netmask": net.netmask,
            "hostmask": net.hostmask,
        }
        about = {name: self.write(value) for name, value in parts.items()}
        size = {"prefix": net.prefixlen, "count": str(net.num_addresses)}
        return {"version": net.version, "canonical": self.write(net), **about, **size}

    def interface(self, text: str) -> dict[str, Any]:
        # CIDR-034, CIDR-052: the host is read apart from the network, by the same rules.
        net = self.read_network(text, strict=False)
        host = self.read_address(text.partition("/")[0])
        return {"ip": self.write(host), "network": self.write(net), "prefix": net.prefixlen}

    # -- What lies in a network --------------------------------------------------------------

    def iterate(self, net: str, start: int, limit: int) -> dict[str, Any]:
        # CIDR-025: from the network address to the broadcast address, both included.
        # CIDR-026: and from anywhere at once; the library's iterator would walk there.
        one = self.read_network(net)
        return self.slice(one, 0, one.num_addresses, start, limit)

    def hosts(self, net: str, start: int, limit: int) -> dict[str, Any]:
        # CIDR-028: no subnet-router anycast address, and no IPv4 broadcast address.
        # CIDR-029: a network of two has neither, and a network of one is that one.
        one = self.read_network(net)
        spared = one.num_addresses > 2
        ends_early = spared and one.version == 4
        return self.slice(one, int(spared), one.num_addresses - ends_early, start, limit)

    def slice(self, net: Network, begin: int, end: int, start: int, limit: int) -> dict[str, Any]:
        # CIDR-026: we go where we are sent; a walk to the end of ::/0 would not end.
        # CIDR-046, CIDR-053: an item is what index gives, in either family; none is made in vain.
        first = begin + start
        stop = min(first + self.at_most(limit), end)
        items = [self.write(net[place]) for place in range(first, stop)]
        return {"items": items, "more": stop < end and first < end}

    def index(self, net: str, i: int) -> str:
        # CIDR-027: an index is an int of Python's, and one outside is never brought inside.
        one = self.read_network(net)
        if not -one.num_addresses <= i < one.num_addresses:
            raise Refused("range", f"{net[:60]} has {one.num_addresses} addresses")
        return self.write(one[i])

    def contains(self, net: str, addr: str) -> bool:
        # CIDR-030: first <= address <= last, as the library says.
        # CIDR-031, CIDR-032: it first compares versions, and maps nothing.
        # CIDR-033: the zone has no part in it.
        return self.read_address(addr) in self.read_network(net)

    def classify(self, addr: str) -> dict[str, bool]:
        # CIDR-043: the smallest block that holds it decides.
        one = self.read_address(addr)
        holding = [net for net in self.blocks if one in net]
        reachable = not holding or self.blocks[max(holding, key=lambda net: net.prefixlen)]
        shared = one in ipaddress.ip_network(SHARED)
        kinds = {kind: self.in_any(one, nets) for kind, nets in KINDS.items()}
        return {"private": not reachable and not shared, "global": reachable, **kinds}

    def in_any(self, one: Address, nets: tuple[str, ...]) -> bool:
        return any(one in ipaddress.ip_network(net) for net in nets)


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Answer one order in this process: ``py:reference_impl.cidr.with_ipaddress:answer``."""
    return Calculator().answer(order)


def main() -> None:
    Calculator().serve()


if __name__ == "__main__":
    main()
