"""Texts read by hand, from the grammar (RFC 3986 section 3.2.2) to two words of 64 bits.

The rule of this file: nothing is converted before it is known to consist of the right digits, for
int() takes signs, blanks, underscores and the digits of every script.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reference_impl.cidr._orders import Refused

WIDTH = {4: 32, 6: 128}
LONGEST_TEXT = 100  # characters
OCTET = re.compile(r"25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9]")
GROUP = re.compile(r"[0-9A-Fa-f]{1,4}")
PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")


class Address(NamedTuple):
    """A version and a number."""

    version: int
    value: int


class Network(NamedTuple):
    """A version, the first number, and how many leading bits all members share."""

    version: int
    first: int
    prefix: int

    @property
    def size(self) -> int:
        return 1 << (WIDTH[self.version] - self.prefix)

    @property
    def last(self) -> int:
        return self.first + self.size - 1


class StrictTexts:
    """Read addresses and networks, without zones and without masks."""

    def read_address(self, text: str) -> Address:
        # CIDR-011, CIDR-046, CIDR-048: nothing is stripped, and a megabyte is not looked at.
        if len(text) > LONGEST_TEXT:
            raise Refused("address", "that is longer than any address")
        if ":" in text:
            return Address(6, self.read_six(text))
        return Address(4, self.read_quad(text))

    def read_quad(self, text: str) -> int:
        # CIDR-001, CIDR-002, CIDR-003, CIDR-004, CIDR-005: four times dec-octet, nothing else.
        fields = text.split(".")
        if len(fields) != 4 or not all(map(OCTET.fullmatch, fields)):
            raise Refused("address", f"{text!r} is not four decimal fields")
        return int.from_bytes(bytes(map(int, fields)), "big")

    def read_six(self, text: str) -> int:
        # CIDR-006, CIDR-008: a gap is as many groups as are missing, one at least.
        # CIDR-007: a second "::" stays in the tail, where it makes an empty group.
        head, gap, tail = text.partition("::")
        first = self.read_groups(head, last=not gap)
        rest = self.read_groups(tail, last=True)
        missing = 8 - len(first) - len(rest)
        if missing < 1 if gap else missing != 0:
            raise Refused("address", f"{text!r} has {len(first) + len(rest)} groups")
        value = 0
        for group in (*first, *[0] * missing, *rest):
            value = value << 16 | group
        return value

    def read_groups(self, text: str, *, last: bool) -> list[int]:
        # CIDR-009: one to four hexadecimal digits. CIDR-010: a quad stands at the very end.
        parts = text.split(":") if text else []
        groups: list[int] = []
        for place, part in enumerate(parts, start=1):
            if last and place == len(parts) and "." in part:
                groups += divmod(self.read_quad(part), 1 << 16)
            elif GROUP.fullmatch(part):
                groups.append(int(part, 16))
            else:
                raise Refused("address", f"{part!r} is no group")
        return groups

    def read_network(self, text: str, *, strict: bool = True) -> Network:
        # CIDR-020, CIDR-051: the address is a whole one, and the prefix is there.
        host, slash, prefix = text.partition("/")
        if not slash:
            raise Refused("network", f"{text[:60]!r} has no prefix")
        version, value = self.read_address(host)
        network = self.network_of(version, value, self.read_prefix(prefix, version))
        if strict and network.first != value:
            # CIDR-018: bits beyond the prefix are a mistake unless somebody says they are not.
            raise Refused("host-bits", f"{text!r} has bits set beyond the prefix")
        return network

    def read_prefix(self, text: str, version: int) -> int:
        # CIDR-016, CIDR-017, CIDR-049, CIDR-050: plain decimal, and no masks.
        if not PREFIX.fullmatch(text) or int(text) > WIDTH[version]:
            raise Refused("network", f"{text[:40]!r} is no prefix length of IPv{version}")
        return int(text)

    def network_of(self, version: int, value: int, prefix: int) -> Network:
        # CIDR-037: shifted out and back in, nothing is left beyond the prefix.
        spare = WIDTH[version] - prefix
        return Network(version, value >> spare << spare, prefix)
