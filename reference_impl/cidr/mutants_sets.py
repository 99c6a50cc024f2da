"""The mistakes about members, sets and lines that the cases of cidr must find, one a class.

python -m reference_impl.cidr.mutants_sets merges_neighbours
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

import numpy as np

from reference_impl._mutants import start
from reference_impl.cidr import vectorised, with_ipaddress
from reference_impl.cidr._library_texts import Address, Network
from reference_impl.cidr._lines import CHUNK
from reference_impl.cidr._orders import Refused
from reference_impl.cidr._words import Array, Words

FEW_MILLION = 6_000_000


# What lies in a network.


class GivesOnlyTheHosts(with_ipaddress.Calculator):
    """Nobody wants the network address."""

    def iterate(self, net: str, start: int, limit: int) -> dict[str, Any]:
        return self.hosts(net, start, limit)


class WalksToWhereItIsSent(with_ipaddress.Calculator):
    """islice() skips, but it skips one by one."""

    def iterate(self, net: str, start: int, limit: int) -> dict[str, Any]:
        one = self.read_network(net)
        asked: Any = islice(one, start, start + self.at_most(limit))
        items = [self.write(address) for address in asked]
        return {"items": items, "more": start + len(items) < one.num_addresses}


class ForgetsTheCarry(vectorised.Calculator):
    """Adds word by word."""

    def expand(self, first: int, step_bits: int, count: int) -> Words:
        words = super().expand(first, step_bits, count)
        steps = np.arange(count, dtype=np.uint64)
        return Words(self.shifted(steps, step_bits - 64) + np.uint64(first >> 64), words.low)


class WrapsIndices(with_ipaddress.Calculator):
    """Modulo the size, and negative ones come out right by themselves."""

    def index(self, net: str, i: int) -> str:
        return super().index(net, i % self.read_network(net).num_addresses)


class CutsIndicesToAWord(vectorised.Calculator):
    """Sixty-four bits are enough for everybody."""

    def index(self, net: str, i: int) -> str:
        return super().index(net, ctypes.c_int64(i).value)


class SparesTheLastOfIpv6(with_ipaddress.Calculator):
    """There is a broadcast address at the end of every network."""

    def hosts(self, net: str, start: int, limit: int) -> dict[str, Any]:
        one = self.read_network(net)
        if one.version == 4 or one.num_addresses <= 2:
            return super().hosts(net, start, limit)
        return self.slice(one, 1, one.num_addresses - 1, start, limit)


class FindsNoHostsOnALink(with_ipaddress.Calculator):
    """Without the first and the last of two, none is left."""

    def hosts(self, net: str, start: int, limit: int) -> dict[str, Any]:
        if self.read_network(net).num_addresses <= 2:
            return {"items": [], "more": False}
        return super().hosts(net, start, limit)


class ComparesBeginnings(with_ipaddress.Calculator):
    """An address is in a network if it begins like it."""

    def contains(self, net: str, addr: str) -> bool:
        one, address = self.read_network(net), self.read_address(addr)
        beginning = re.sub("([.:]0)+$|::$", "", str(one.network_address))
        return one.version == address.version and str(address).startswith(beginning)


class WrapsAfterTheLastAddress(vectorised.Calculator):
    """Ends before the address after the last, which 32 bits hold; all are in /0 anyway."""

    def contains(self, net: str, addr: str) -> bool:
        one, address = self.read_network(net), self.read_address(addr)
        if not one.prefix or {one.version, address.version} != {4}:
            return super().contains(net, addr)
        return one.first <= address.value < ctypes.c_uint32(one.last + 1).value


class ComparesNumbersOnly(with_ipaddress.Calculator):
    """Addresses are numbers."""

    def contains(self, net: str, addr: str) -> bool:
        one, value = self.read_network(net), int(self.read_address(addr))
        return int(one.network_address) <= value <= int(one.broadcast_address)


class UnmapsAddresses(with_ipaddress.Calculator):
    """A mapped address is the IPv4 address that it stands for."""

    def contains(self, net: str, addr: str) -> bool:
        address = self.read_address(addr)
        mapped = getattr(address, "ipv4_mapped", None)
        return super().contains(net, str(mapped or address))


class LooksForTheInterface(with_ipaddress.Calculator):
    """A zone is the number of an interface; a name that there is not here is nothing."""

    def contains(self, net: str, addr: str) -> bool:
        zone = getattr(self.read_address(addr), "scope_id", None)
        return super().contains(net, addr) and (zone is None or zone.isdigit())


class KeepsAnOldTable(with_ipaddress.Calculator):
    """Was right when it was written."""

    blocks: ClassVar[dict[Any, bool]] = {
        block: reachable
        for block, reachable in with_ipaddress.Calculator.blocks.items()
        if str(block) not in {"3fff::/20", "5f00::/16", "192.0.0.9/32", "192.0.0.10/32"}
    }


# Networks beside each other.


class ShiftsRoundTheWord(vectorised.Calculator):
    """As the processor does: only the last six bits of a shift count."""

    def shifted(self, steps: Array, bits: int) -> Array:
        return steps << np.uint64(bits % 64) if bits >= 64 else super().shifted(steps, bits)


class WidensWhateverItIsTold(vectorised.Calculator):
    """A supernet is the network at another prefix."""

    def supernet(self, net: str, new_prefix: int) -> str:
        one = self.read_network(net)
        widest = 32 if one.version == 4 else 128
        return self.write_network(
            self.network_of(one.version, one.first, min(max(new_prefix, 0), widest))
        )


class GivesNoSubnetsInsteadOfAnError(with_ipaddress.Calculator):
    """There are none, so there are none."""

    def check_longer(self, net: Network, new_prefix: int) -> None:
        self.none_fit = not net.prefixlen <= new_prefix <= net.max_prefixlen

    def subnets(self, net: str, new_prefix: int, limit: int) -> dict[str, Any]:
        self.check_longer(self.read_network(net), new_prefix)
        return (
            {"count": "0", "items": []}
            if self.none_fit
            else super().subnets(net, new_prefix, limit)
        )


class KeepsHostBitsInSupernets(vectorised.Calculator):
    """Only the prefix changes."""

    def supernet(self, net: str, new_prefix: int) -> str:
        super().supernet(net, new_prefix)
        one = self.read_network(net)
        return f"{self.write(one.version, one.first)}/{new_prefix}"


class ComparesPrefixesOnly(with_ipaddress.Calculator):
    """The longer prefix is the smaller network."""

    def subnet_of(self, a: str, b: str) -> bool:
        one, other = self.read_network(a), self.read_network(b)
        return one.version == other.version and one.prefixlen >= other.prefixlen


class StartsOneTooLate(vectorised.Calculator):
    """After the one that is taken out, there is one more."""

    def exclude(self, net: str, remove: str) -> list[str]:
        one, lost = self.read_network(net), self.read_network(remove)
        super().exclude(net, remove)
        before = self.cover(one.version, one.first, lost.first - 1)
        after = self.cover(one.version, lost.last + 2, one.last)
        return [self.write_network(part) for part in (*before, *after)]


class StopsBeforeTheOverflow(with_ipaddress.Calculator):
    """The end of a range is the one after, and after the highest there is none."""

    def cover(self, first: Address, last: Address) -> Iterator[Network]:
        highest = int(last) == 2**last.max_prefixlen - 1
        return super().cover(first, last - 1 if highest else last)


class MergesNeighbours(with_ipaddress.Calculator):
    """Two networks of one length that touch are one of twice the length."""

    def merge(self, nets: list[Any]) -> Iterator[Any]:
        merged: list[Any] = []
        for net in super().merge(nets):
            before = merged[-1] if merged else None
            touch = before and int(before.broadcast_address) + 1 == int(net.network_address)
            if before and touch and before.prefixlen == net.prefixlen:
                merged[-1] = before.supernet()
            else:
                merged.append(net)
        return iter(merged)


class ComparesEachWithEach(with_ipaddress.Calculator):
    """Any two may be a pair."""

    def merge(self, nets: list[Any]) -> Iterator[Any]:
        alone = [one for one in nets if not any(one != net and one.subnet_of(net) for net in nets)]
        return super().merge(alone)


class OrdersTexts(with_ipaddress.Calculator):
    """Texts have an order as well."""

    def key(self, value: Address | Network) -> Any:  # noqa: ANN401 - a text where a number is due
        return str(value), 0


class ComparesMappedAsIpv4(with_ipaddress.Calculator):
    """A mapped address is the IPv4 address that it stands for."""

    def compare(self, a: str, b: str) -> int:
        return super().compare(self.unmapped(a), self.unmapped(b))

    def unmapped(self, text: str) -> str:
        address = None if "/" in text else self.read_address(text)
        return str(getattr(address, "ipv4_mapped", None) or text)


# Lines.


class TakesShortLinesFirst(with_ipaddress.Calculator):
    """In a rush, who asks little is served first."""

    rush = 500

    def lines(self) -> Iterator[bytes]:
        rest = b""
        while chunk := os.read(sys.stdin.fileno(), CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from sorted(whole, key=len) if len(whole) > self.rush else whole


class KeepsAShortQueue(with_ipaddress.Calculator):
    """Whoever sends more than fits has to send it again."""

    queue = 500

    def lines(self) -> Iterator[bytes]:
        rest = b""
        while chunk := os.read(sys.stdin.fileno(), CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole[: self.queue]


class ForgetsToFlushErrors(with_ipaddress.Calculator):
    """The error path was written later."""

    unflushed = b""

    def reply(self, answer: dict[str, Any]) -> None:
        if not answer["ok"]:
            self.unflushed += json.dumps(answer).encode() + b"\n"
            return
        sys.stdout.buffer.write(self.unflushed)
        self.unflushed = b""
        super().reply(answer)


class SkipsWhatItCannotRead(with_ipaddress.Calculator):
    """There is nothing to answer."""

    def serve(self) -> None:
        for line in self.lines():
            if (order := self.read(line)) is not None:
                self.reply(self.answer(order))


class TrustsTheMembers(with_ipaddress.Calculator):
    """Whoever calls us knows what a text is."""

    def answer(self, order: object) -> dict[str, Any]:
        if isinstance(order, dict) and order.get("op") == "address":
            return super().answer({**order, "text": order["text"] + ""})
        return super().answer(order)


class ListsAllBeforeItCuts(with_ipaddress.Calculator):
    """A few million numbers do no harm."""

    def slice(self, net: Network, begin: int, end: int, start: int, limit: int) -> dict[str, Any]:
        first = begin + start
        places = list(range(first, min(first + min(limit, FEW_MILLION), end)))
        return super().slice(net, begin, end, start, min(limit, len(places)))


class Backtracks(with_ipaddress.Calculator):
    """A first look by a regular expression, which tries every way to cut the digits."""

    plausible = re.compile(r"(?:[0-9A-Fa-f]+[.:]*|[.:]+)*", re.ASCII)

    def bounded(self, text: str) -> str:
        host = text.partition("%")[0].partition("/")[0]
        if not self.plausible.fullmatch(host):
            raise Refused("address", "that is no address")
        return super().bounded(text)


class NamesWhatItHasNot(with_ipaddress.Calculator):
    """Says what it did last year."""

    def hello(self) -> dict[str, Any]:
        about = super().hello()
        return {**about, "ops": [op for op in about["ops"] if op not in {"collapse", "classify"}]}


if __name__ == "__main__":
    start(globals())
