"""The mistakes about texts and networks that the cases of cidr must find, one a class.

    python -m reference_impl.cidr.mutants strips_white_space

A mutant overrides the function of a reference that keeps the rule. None of them looks for what a
test would send; each is something that somebody could have meant well.
What lies in a network, sets and lines are in ``mutants_sets.py``.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Any

from reference_impl._mutants import start
from reference_impl.cidr import vectorised, with_ipaddress
from reference_impl.cidr._orders import Refused
from reference_impl.cidr._strict_texts import WIDTH, Network

EVERY_LENGTH = [ipaddress.IPv4Network(f"0.0.0.0/{length}") for length in range(33)]
NETMASKS = [str(net.netmask) for net in EVERY_LENGTH]
HOSTMASKS = [str(net.hostmask) for net in EVERY_LENGTH]


# Which texts are an address.


class ReadsNumbersInHostOrder(with_ipaddress.Calculator):
    """Takes the octets for a number of this machine's."""

    def address(self, text: str) -> dict[str, Any]:
        about = super().address(text)
        octets = bytes.fromhex(about["packed"])
        return {
            **about,
            "int": str(int.from_bytes(octets, "little" if len(octets) == 4 else "big")),
        }


class ReadsLeadingZerosAsOctal(with_ipaddress.Calculator):
    """C does so, and so it must be right."""

    def read_address(self, text: str) -> Any:
        fields = text.split(".")
        if len(fields) == 4 and all(
            re.fullmatch("[0-7]+", one) for one in fields if one[:1] == "0"
        ):
            fields = [str(int(one, 8)) if one.startswith("0") else one for one in fields]
        return super().read_address(".".join(fields))


class AsksInetAton(with_ipaddress.Calculator):
    """The system has a function for it."""

    def read_address(self, text: str) -> Any:
        try:
            return ipaddress.ip_address(socket.inet_aton(text))
        except (OSError, ValueError):
            return super().read_address(text)


class CompletesShortAddresses(with_ipaddress.Calculator):
    """127.1 is quicker to type, and the last field takes what is left."""

    def read_address(self, text: str) -> Any:
        fields = text.split(".")
        if len(fields) < 4 and all(re.fullmatch("0|[1-9][0-9]{0,9}", one) for one in fields):
            *first, last = map(int, fields)
            value = int.from_bytes(bytes(one % 256 for one in first), "big") << 8 * (4 - len(first))
            return ipaddress.IPv4Address((value + last) % 2**32)
        return super().read_address(text)


class WrapsLargeFields(with_ipaddress.Calculator):
    """A field is an octet, so it is put in one."""

    def read_address(self, text: str) -> Any:
        fields = text.split(".")
        if len(fields) == 4 and all(re.fullmatch("0|[1-9][0-9]*", one) for one in fields):
            fields = [str(int(one) % 256) for one in fields]
        return super().read_address(".".join(fields))


class StripsWhiteSpace(with_ipaddress.Calculator):
    """Users paste."""

    def read_address(self, text: str) -> Any:
        return super().read_address(text.strip())


class TakesDigitsOfAnyScript(with_ipaddress.Calculator):
    """isdecimal() says that they are digits, and int() reads them."""

    def read_address(self, text: str) -> Any:
        return super().read_address(re.sub(r"(?![0-9])\d", lambda one: str(int(one[0])), text))


class MissesTheTrailingGap(with_ipaddress.Calculator):
    """A text that ends in a colon was cut."""

    def read_address(self, text: str) -> Any:
        if text.endswith(":"):
            raise Refused("address", "a colon at the end")
        return super().read_address(text)


class TakesSeveralGaps(with_ipaddress.Calculator):
    """Splits at the gaps, and uses the first part and the last."""

    def read_address(self, text: str) -> Any:
        first, *rest = text.split("::")
        return super().read_address(f"{first}::{rest[-1]}" if rest else text)


class WantsGapsOfTwo(with_ipaddress.Calculator):
    """A single zero is never written as a gap, so it is not read as one."""

    def read_address(self, text: str) -> Any:
        one = super().read_address(text)
        groups = [part for part in text.partition("%")[0].split(":") if part]
        if "::" in text and len(groups) + ("." in text) == 7:
            raise Refused("address", "a gap of one group")
        return one


class ConvertsGroupsWithInt(vectorised.Calculator):
    """int() knows best what a number is."""

    def read_groups(self, text: str, *, last: bool) -> list[int]:
        parts = text.split(":") if text else []
        if not parts or "." in parts[-1]:
            return super().read_groups(text, last=last)
        try:
            return [int(part, 16) & 0xFFFF for part in parts]
        except ValueError:
            raise Refused("address", "a group is no number") from None


class ReadsAQuadAnywhere(vectorised.Calculator):
    """A quad is two groups, wherever it is."""

    def read_groups(self, text: str, *, last: bool) -> list[int]:
        groups = []
        for part in text.split(":") if text else []:
            groups += super().read_groups(part, last=True)
            if not part:
                raise Refused("address", "an empty group")
        return groups


class UnwrapsBrackets(with_ipaddress.Calculator):
    """As in a URL, where IPv6 has them."""

    def read_address(self, text: str) -> Any:
        return super().read_address(text.removeprefix("[").removesuffix("]"))


class UnescapesZones(with_ipaddress.Calculator):
    """As in a URL, where % is written %25."""

    def read_address(self, text: str) -> Any:
        return super().read_address(text.replace("%25", "%"))


class TakesZonesThoughItHasNone(vectorised.Calculator):
    """The zone means nothing to us, so we leave it out."""

    def read_address(self, text: str) -> Any:
        return super().read_address(text.partition("%")[0])


# How addresses are written.


class ShortensASingleZero(vectorised.Calculator):
    """Every zero is worth two colons."""

    def shorten(self, texts: list[str], begin: int, length: int) -> str:
        if length == 1:
            return f"{':'.join(texts[:begin])}::{':'.join(texts[begin + 1 :])}"
        return super().shorten(texts, begin, length)


class ShortensTheLastGap(vectorised.Calculator):
    """Looks on for a gap that is as long."""

    def longest_gap(self, groups: Any) -> Any:
        begins, lengths = super().longest_gap(groups)
        for row, length in enumerate(lengths):
            runs = [at for at in range(9 - length) if not groups[row, at : at + length].any()]
            begins[row] = runs[-1]
        return begins, lengths


class WritesAQuadBehindAnyZeros(with_ipaddress.Calculator):
    """As for the IPv4-compatible addresses, which are deprecated."""

    def write(self, value: Any) -> str:
        if isinstance(value, ipaddress.IPv6Address) and 0xFFFF < int(value) < 2**32:
            return f"::{ipaddress.IPv4Address(int(value))}"
        return super().write(value)


class SendsLargeNumbersAsNumbers(with_ipaddress.Calculator):
    """JSON has numbers, after all."""

    def address(self, text: str) -> dict[str, Any]:
        about = super().address(text)
        return {**about, "int": int(about["int"])} if about["version"] == 6 else about


# What follows the slash.


class ConvertsPrefixesWithInt(with_ipaddress.Calculator):
    """int() knows best what a number is."""

    def check_prefix(self, prefix: str, *, six: bool) -> None:
        if re.match("0.", prefix) or not self.is_int(prefix):
            super().check_prefix(prefix, six=six)

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        return super().spelled(host, str(int(prefix)) if self.is_int(prefix) else prefix, slash)

    def is_int(self, text: str) -> bool:
        try:
            int(text)
        except ValueError:
            return False
        return True


class TakesPaddedPrefixes(with_ipaddress.Calculator):
    """Columns look better so."""

    def check_prefix(self, prefix: str, *, six: bool) -> None:
        padded = re.fullmatch("0+[0-9]+", prefix)
        super().check_prefix(str(int(prefix)) if padded else prefix, six=six)

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        padded = re.fullmatch("0+[0-9]+", prefix)
        return super().spelled(host, str(int(prefix)) if padded else prefix, slash)


class ReadsPaddedPrefixesAsOctal(vectorised.Calculator):
    """C does so, and so it must be right."""

    def read_prefix(self, text: str, version: int) -> int:
        octal = re.fullmatch("0[0-7]+", text)
        return super().read_prefix(str(int(text, 8)) if octal else text, version)


class ClearsHostBitsSilently(with_ipaddress.Calculator):
    """Everybody knows what was meant."""

    def check_host_bits(self, host: str, network: Any) -> None:
        pass


class GuessesTheClass(with_ipaddress.Calculator):
    """Before 1993 an address said how long its network was."""

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        if slash or ":" in host:
            return super().spelled(host, prefix, slash)
        first = int(host.partition(".")[0] or 0) if host.partition(".")[0].isdigit() else 0
        return f"{host}/{8 if first < 128 else 16 if first < 192 else 24}"


class CompletesNetworks(with_ipaddress.Calculator):
    """10/8 is clear enough."""

    def read_network(self, text: str, *, strict: bool = True) -> Any:
        host, slash, prefix = text.partition("/")
        fields = host.split(".")
        if slash and len(fields) < 4 and all(one.isdigit() for one in fields):
            text = ".".join([*fields, "0", "0", "0"][:4]) + slash + prefix
        return super().read_network(text, strict=strict)


class CountsTheBitsOfAMask(with_ipaddress.Calculator):
    """A mask has as many ones as its prefix is long."""

    def check_prefix(self, prefix: str, *, six: bool) -> None:
        super().check_prefix(prefix, six=six)

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        try:
            ones = int(ipaddress.IPv4Address(prefix)).bit_count()
        except ValueError:
            return super().spelled(host, prefix, slash)
        return super().spelled(host, str(ones), slash)


class ReadsZeroAsAHostmask(with_ipaddress.Calculator):
    """Looks at the first bit, and zero has no ones at the end to be hidden."""

    def check_prefix(self, prefix: str, *, six: bool) -> None:
        super().check_prefix(prefix, six=six)

    def spelled(self, host: str, prefix: str, slash: str) -> str:
        return super().spelled(host, "32" if prefix == "0.0.0.0" else prefix, slash)


class TakesNetmasksQuietly(vectorised.Calculator):
    """Nobody said that it does, but it does no harm."""

    def read_prefix(self, text: str, version: int) -> int:
        if version == 4 and text in NETMASKS:
            return NETMASKS.index(text)
        return super().read_prefix(text, version)


class TakesHostmasksQuietly(vectorised.Calculator):
    """As some routers write them."""

    def read_prefix(self, text: str, version: int) -> int:
        if version == 4 and text in HOSTMASKS:
            return HOSTMASKS.index(text)
        return super().read_prefix(text, version)


class TakesBareAddressesQuietly(vectorised.Calculator):
    """One address is a network, too."""

    def read_network(self, text: str, *, strict: bool = True) -> Any:
        if "/" not in text:
            version, value = self.read_address(text)
            return Network(version, value, WIDTH[version])
        return super().read_network(text, strict=strict)


class ShiftsByThirtyTwo(with_ipaddress.Calculator):
    """As the processor does: a shift by the width of the word is no shift."""

    def about(self, net: Any) -> dict[str, Any]:
        about = super().about(net)
        if net.version == 4:
            mask = 0xFFFFFFFF << (32 - net.prefixlen) % 32 & 0xFFFFFFFF
            about["netmask"] = str(ipaddress.IPv4Address(mask))
        return about


class CountsInDoubles(with_ipaddress.Calculator):
    """A double is large enough for any count."""

    def about(self, net: Any) -> dict[str, Any]:
        return {**super().about(net), "count": str(float(net.num_addresses))}


class ForgetsTheBroadcastAddress(with_ipaddress.Calculator):
    """The last address is the last one that a host can have."""

    def about(self, net: Any) -> dict[str, Any]:
        about = super().about(net)
        return {**about, "last": self.write(net[-2])} if net.num_addresses > 2 else about


class DropsTheZoneOfANetwork(with_ipaddress.Calculator):
    """A network has no zone."""

    def read_network(self, text: str, *, strict: bool = True) -> Any:
        host, slash, prefix = text.partition("/")
        return super().read_network(host.partition("%")[0] + slash + prefix, strict=strict)


class ForgetsTheHost(with_ipaddress.Calculator):
    """An interface is a network with another name."""

    def interface(self, text: str) -> dict[str, Any]:
        about = super().interface(text)
        return {**about, "ip": about["network"].partition("/")[0]}


class ReadsInterfacesOfOneFamily(with_ipaddress.Calculator):
    """Splits at the dots."""

    def interface(self, text: str) -> dict[str, Any]:
        if text.count(".") != 3:
            raise Refused("address", "an interface has four fields")
        return super().interface(text)


if __name__ == "__main__":
    start(globals())
