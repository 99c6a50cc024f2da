"""Texts read by the standard library's ipaddress, and by a rule of ours where it is lax.

Since 3.9.5 it refuses leading zeros, foreign digits and loose forms; before, it read 010 as 10
(CVE-2021-29921). What follows the slash it takes in more ways than we do.
"""

from __future__ import annotations

import ipaddress
import re

from reference_impl.cidr._orders import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_TEXT = 500  # characters; a zone may be long, a megabyte is no address
DECIMAL = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
MASK = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", re.ASCII)


class LibraryTexts:
    """Read and write what `ipaddress` calculates with."""

    def read_address(self, text: str) -> Address:
        # CIDR-001, CIDR-002, CIDR-003, CIDR-004, CIDR-005: the library's IPv4 is four decimal
        # fields of at most three ASCII digits, and no zero before another digit.
        # CIDR-006, CIDR-007, CIDR-008, CIDR-009, CIDR-010: its IPv6 is RFC 4291 section 2.2.
        # CIDR-011: it strips nothing, so brackets, ports and prefixes are errors.
        # CIDR-015: a zone is what follows the only "%", and it is kept as it is.
        try:
            return ipaddress.ip_address(self.bounded(text))
        except ValueError as trouble:
            raise Refused("address", str(trouble)) from None

    def bounded(self, text: str) -> str:
        # CIDR-046: what is longer than any address is not looked at, nor repeated in an error.
        if len(text) > LONGEST_TEXT:
            raise Refused("address", f"{len(text)} characters are no address")
        return text

    def read_network(self, text: str, *, strict: bool = True) -> Network:
        # CIDR-020: the library refuses what is not four fields; it completes nothing.
        # CIDR-024: a zone before the slash stays with the network.
        host, slash, prefix = self.bounded(text).partition("/")
        if slash:
            self.check_prefix(prefix, six=":" in host)
        try:
            network = ipaddress.ip_network(self.spelled(host, prefix, slash), strict=False)
        except ValueError as trouble:
            raise Refused("network", str(trouble)) from None
        if strict:
            self.check_host_bits(host, network)
        return network

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        # CIDR-019: a bare address is what the library takes for the network of this one.
        return host + slash + prefix

    def check_prefix(self, prefix: str, *, six: bool) -> None:
        # CIDR-016, CIDR-017: the library would take 024, and int() signs, blanks and more.
        # CIDR-021, CIDR-022: masks are for IPv4, and the library tells netmask from hostmask by
        # its first bits, 0.0.0.0 being a netmask; what is not contiguous is an error there.
        if DECIMAL.fullmatch(prefix) or (not six and MASK.fullmatch(prefix)):
            return
        raise Refused("network", f"{prefix[:40]!r} is no prefix length")

    def check_host_bits(self, host: str, network: Network) -> None:
        # CIDR-018: bits beyond the prefix are a mistake unless somebody says they are not.
        if int(ipaddress.ip_address(host)) != int(network.network_address):
            raise Refused("host-bits", f"{host[:60]!r} has bits set beyond the prefix")

    def write(self, value: Address | Network) -> str:
        # CIDR-012: str() is RFC 5952 from Python 3.3 on.
        # CIDR-013: the quad of mapped addresses came with 3.13; we write it for all.
        if isinstance(value, ipaddress.IPv4Network | ipaddress.IPv6Network):
            return f"{self.write(value.network_address)}/{value.prefixlen}"
        mapped = value.ipv4_mapped if isinstance(value, ipaddress.IPv6Address) else None
        zone = getattr(value, "scope_id", None)
        return f"::ffff:{mapped}" + (f"%{zone}" if zone else "") if mapped else str(value)
