"""What every answer has to be: addresses and networks as plain integers, read by the grammar.

The oracle of this contract. It shares nothing with any library: the regular expressions are the
productions of RFC 3986 section 3.2.2 (which are those of RFC 4291 section 2.2), written out one
by one, and all arithmetic is on integers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WIDTH = {4: 32, 6: 128}
MAPPED = 0xFFFF << 32  # where IPv6 maps IPv4 to (RFC 4291 section 2.5.5.2)

DEC_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
V4 = rf"(?:(?:{DEC_OCTET}\.){{3}}{DEC_OCTET})"
H16 = "(?:[0-9A-Fa-f]{1,4})"
LS32 = f"(?:{H16}:{H16}|{V4})"
V6 = "|".join(
    [
        f"(?:{H16}:){{6}}{LS32}",
        f"::(?:{H16}:){{5}}{LS32}",
        f"{H16}?::(?:{H16}:){{4}}{LS32}",
        f"(?:(?:{H16}:){{0,1}}{H16})?::(?:{H16}:){{3}}{LS32}",
        f"(?:(?:{H16}:){{0,2}}{H16})?::(?:{H16}:){{2}}{LS32}",
        f"(?:(?:{H16}:){{0,3}}{H16})?::{H16}:{LS32}",
        f"(?:(?:{H16}:){{0,4}}{H16})?::{LS32}",
        f"(?:(?:{H16}:){{0,5}}{H16})?::{H16}",
        f"(?:(?:{H16}:){{0,6}}{H16})?::",
    ]
)
PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")


class Address(NamedTuple):
    """A number of a version; the zone (RFC 4007) is text beside it."""

    version: int
    value: int
    zone: str = ""

    @property
    def text(self) -> str:
        """Its canonical form, without the zone."""
        return write(self.version, self.value)


class Network(NamedTuple):
    """The numbers that share their first ``prefix`` bits with ``first``."""

    version: int
    first: int
    prefix: int
    zone: str = ""

    @property
    def size(self) -> int:
        """How many addresses there are."""
        return 1 << (WIDTH[self.version] - self.prefix)

    @property
    def last(self) -> int:
        """The highest address."""
        return self.first + self.size - 1

    @property
    def text(self) -> str:
        """Its canonical form, without the zone."""
        return f"{write(self.version, self.first)}/{self.prefix}"


def read_v4(text: str) -> int | None:
    """Read four decimal octets."""
    if not re.fullmatch(V4, text):
        return None
    return int.from_bytes(bytes(map(int, text.split("."))), "big")


def read_v6(text: str) -> int | None:
    """Read eight groups, one run of zeros left out, the last two perhaps a dotted quad."""
    if not re.fullmatch(V6, text):
        return None
    head, gap, tail = text.partition("::")
    first, last = list(_groups(head)), list(_groups(tail))
    missing = [0] * (8 - len(first) - len(last)) if gap else []
    value = 0
    for group in (*first, *missing, *last):
        value = value << 16 | group
    return value


def _groups(text: str) -> Iterator[int]:
    for part in filter(None, text.split(":")):
        quad = read_v4(part)
        if "." in part and quad is not None:
            yield from divmod(quad, 1 << 16)
        else:
            yield int(part, 16)


def read_address(text: str) -> Address | None:
    """Read an address; a zone is what follows the one ``%`` of an IPv6 address."""
    plain, percent, zone = text.partition("%")
    if percent and (not zone or "%" in zone or "/" in zone):
        return None
    if not percent and (quad := read_v4(plain)) is not None:
        return Address(4, quad)
    found = read_v6(plain)
    return None if found is None else Address(6, found, zone)


def read_network(text: str) -> Network | None:
    """Read ``address/prefix`` without host bits; the zone stands before the slash."""
    host, slash, prefix = text.rpartition("/")
    found = read_address(host) if slash else None
    if found is None or not PREFIX.fullmatch(prefix) or int(prefix) > WIDTH[found.version]:
        return None
    network = network_of(found, int(prefix))
    return network if network.first == found.value else None


def network_of(address: Address, prefix: int) -> Network:
    """The network of this length that an address lies in."""
    spare = WIDTH[address.version] - prefix
    return Network(address.version, address.value >> spare << spare, prefix, address.zone)


def write(version: int, value: int) -> str:
    """Write the canonical form: RFC 5952 sections 4.1 to 4.3, hexadecimal throughout."""
    if version == 4:
        return ".".join(str(octet) for octet in value.to_bytes(4, "big"))
    groups = groups_of(value)
    runs = [run for begin in range(8) if (run := _run(groups, begin))[1] >= 2]
    if not runs:
        return ":".join(format(group, "x") for group in groups)
    begin, length = max(runs, key=lambda run: (run[1], -run[0]))
    head = ":".join(format(group, "x") for group in groups[:begin])
    tail = ":".join(format(group, "x") for group in groups[begin + length :])
    return f"{head}::{tail}"


def groups_of(value: int) -> list[int]:
    """Cut an IPv6 address into its eight groups."""
    return [value >> shift & 0xFFFF for shift in range(112, -1, -16)]


def _run(groups: list[int], begin: int) -> tuple[int, int]:
    length = 0
    while begin + length < 8 and groups[begin + length] == 0:
        length += 1
    return begin, length


def write_mixed(value: int) -> str:
    """Write an IPv4-mapped address with its last 32 bits as IPv4 (RFC 5952 section 5)."""
    return f"::ffff:{write(4, value & 0xFFFFFFFF)}"


def is_mapped(version: int, value: int) -> bool:
    """Tell an IPv4-mapped address (RFC 4291 section 2.5.5.2)."""
    return version == 6 and value >> 32 == 0xFFFF


def explode(version: int, value: int) -> str:
    """Write all digits."""
    if version == 4:
        return write(4, value)
    return ":".join(format(group, "04x") for group in groups_of(value))


def pack(version: int, value: int) -> str:
    """Write the octets in network order, in hexadecimal."""
    return format(value, f"0{WIDTH[version] // 4}x")


def masks(network: Network) -> tuple[str, str]:
    """Write the netmask and its complement."""
    everything = (1 << WIDTH[network.version]) - 1
    return (
        write(network.version, everything ^ (network.size - 1)),
        write(network.version, network.size - 1),
    )
