"""CIDR with arrays: what is asked of many addresses is done to all of them at once.

    python -m reference_impl.cidr.vectorised

Writing 1000 addresses, comparing one with all special-purpose blocks, merging 10 000 networks: each
is a few operations on arrays. A single address stays a number of Python's, which has as many bits
as it needs. No network is ever written out: an array holds what is asked for, and no more.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reference_impl.cidr._array_sets import ArraySets
from reference_impl.cidr._lines import Tool
from reference_impl.cidr._orders import Refused
from reference_impl.cidr._registry import BLOCKS, KINDS, SHARED
from reference_impl.cidr._strict_texts import WIDTH, Network
from reference_impl.cidr._words import PADDED, Words


class Calculator(ArraySets, Tool):
    """A method for each op."""

    caps = ("subnets", "set-ops", "compare", "classify")

    def address(self, text: str) -> dict[str, Any]:
        # CIDR-014: one number, spelled four ways; as text, for 2^53 is all that JSON carries.
        version, value = self.read_address(text)
        canonical = self.write(version, value)
        forms = {"canonical": canonical, "exploded": canonical}
        if version == 6:
            forms["exploded"] = ":".join(PADDED[self.groups(Words.of([value]))][0])
        packed = value.to_bytes(WIDTH[version] // 8, "big").hex()
        return {"version": version, **forms, "int": str(value), "packed": packed, "zone": None}

    def network(self, text: str, strict: bool) -> dict[str, Any]:  # noqa: FBT001 - as the order
        # CIDR-023: the mask is all bits without the last ones, of whatever width.
        net = self.read_network(text, strict=strict)
        hostmask = net.size - 1
        parts = {
            "network": net.first,
            "last": net.last,
            "netmask": (1 << WIDTH[net.version]) - 1 - hostmask,
            "hostmask": hostmask,
        }
        texts = self.write_many(net.version, Words.of(list(parts.values())))
        about = {"version": net.version, "prefix": net.prefix, "count": str(net.size)}
        canonical = f"{texts[0]}/{net.prefix}"
        return {**about, "canonical": canonical, **dict(zip(parts, texts, strict=True))}

    def interface(self, text: str) -> dict[str, Any]:
        # CIDR-034, CIDR-052: the host is kept, and its network is the same prefix of it.
        host, slash, _ = text.partition("/")
        version, value = self.read_address(host)
        whole = Network(version, value, WIDTH[version])
        net = self.read_network(text, strict=False) if slash else whole
        ip = self.write(version, value)
        return {"ip": ip, "network": self.write_network(net), "prefix": net.prefix}

    def iterate(self, net: str, start: int, limit: int) -> dict[str, Any]:
        # CIDR-025: from the first address to the last, both included.
        one = self.read_network(net)
        return self.slice(one.version, one.first + start, one.last, limit)

    def hosts(self, net: str, start: int, limit: int) -> dict[str, Any]:
        # CIDR-028, CIDR-029: the first of IPv6 is the routers' (RFC 4291 section 2.6.1); networks
        # of two spare none (RFC 3021, RFC 6164).
        one = self.read_network(net)
        spared = one.size > 2
        last = one.last - (spared and one.version == 4)
        return self.slice(one.version, one.first + spared + start, last, limit)

    def slice(self, version: int, first: int, last: int, limit: int) -> dict[str, Any]:
        # CIDR-026, CIDR-053: an array of what is asked for, wherever in the network that is.
        count = min(self.at_most(limit), max(last - first + 1, 0))
        words = self.expand(first, 0, count) if count else Words.of([])
        more = first + count <= last
        return {"items": self.write_many(version, words), "more": more}

    def index(self, net: str, i: int) -> str:
        # CIDR-027: a number of Python's, so that no index is cut to 64 bits on its way.
        one = self.read_network(net)
        if not -one.size <= i < one.size:
            raise Refused("range", f"{net[:60]} has {one.size} addresses")
        return self.write(one.version, (one.first if i >= 0 else one.last + 1) + i)

    def contains(self, net: str, addr: str) -> bool:
        # CIDR-030: the array operation, on an array of one.
        return bool(self.holding(addr, [net]))

    def holding(self, addr: str, nets: list[str]) -> list[Network]:
        # CIDR-031, CIDR-032: a number of another version is another number, mapped or not.
        version, value = self.read_address(addr)
        same = [net for net in map(self.read_network, nets) if net.version == version]
        ends = Words.of([net.first for net in same]), Words.of([net.last for net in same])
        return [same[place] for place in np.flatnonzero(self.within(*ends, value))]

    def classify(self, addr: str) -> dict[str, bool]:
        # CIDR-043: against all blocks at once; the smallest that holds it decides.
        found = {net.prefix: self.write_network(net) for net in self.holding(addr, list(BLOCKS))}
        reachable = not found or BLOCKS[found[max(found)]]
        private = not reachable and SHARED not in found.values()
        kinds = {kind: bool(self.holding(addr, list(nets))) for kind, nets in KINDS.items()}
        return {"private": private, "global": reachable, **kinds}


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Answer one order in this process: ``py:reference_impl.cidr.vectorised:answer``."""
    return Calculator().answer(order)


def main() -> None:
    Calculator().serve()


if __name__ == "__main__":
    main()
