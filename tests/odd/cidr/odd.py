"""Tools that look unusual and keep the contract.

    python tests/odd/cidr/odd.py dribbles

Each class takes the place of a reference, as a mutant does, but breaks nothing. A case that fails
one of them takes a habit of our references for a rule.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from reference_impl.cidr import vectorised, with_ipaddress
from reference_impl.cidr._library_texts import Network
from reference_impl.cidr._orders import Refused

DRIBBLED = 60  # bytes that come one by one; for all of them, our patience would be too short
SLOW_SECONDS = 0.3


class Dribbles(with_ipaddress.Calculator):
    """Prints the beginning of each answer byte by byte."""

    def reply(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer).encode() + b"\n"
        for at in range(min(DRIBBLED, len(text) - 1)):
            os.write(1, text[at : at + 1])
        rest = memoryview(text)[min(DRIBBLED, len(text) - 1) :]
        while rest:
            rest = rest[os.write(1, rest) :]


class WritesWordily(with_ipaddress.Calculator):
    """Uses what JSON leaves open: order, blanks, escapes, members that nobody asked for."""

    def reply(self, answer: dict[str, Any]) -> None:
        wordy = {"took": None, "by": "\u00e9mile", **dict(reversed(answer.items()))}
        if isinstance(result := wordy.get("result"), dict):
            more = {"\u00fcber": [1, 2.5, {}], **dict(reversed(result.items()))}
            whole = {name: float(value) for name, value in more.items() if type(value) is int}
            wordy["result"] = {**more, **whole}
        text = json.dumps(wordy, separators=("  ,\t", " :  ")).replace("/", "\\/")
        sys.stdout.write(f"  {text} \r\n")
        sys.stdout.flush()


class WorksInAChild(with_ipaddress.Calculator):
    """Passes its lines on to a process that does the work, and comes back with its answers."""

    def serve(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "reference_impl.cidr.with_ipaddress"],
            stdin=subprocess.PIPE,
            stdout=sys.stdout.fileno(),
        ) as child:
            if child.stdin is None:
                raise AssertionError("a pipe was asked for")
            while chunk := os.read(0, 1000):
                child.stdin.write(chunk)
                child.stdin.flush()
            child.stdin.close()


class StartsSlowlyAndTalks(with_ipaddress.Calculator):
    """Takes a second to start, and comments on everything where nobody has to listen."""

    def serve(self) -> None:
        time.sleep(1.0)
        sys.stderr.write("still warming up\n" * 20_000)
        super().serve()

    def answer(self, order: object) -> dict[str, Any]:
        sys.stderr.write(f"{ascii(order)[:1000]}?\n")
        return super().answer(order)


class TakesItsTime(with_ipaddress.Calculator):
    """Thinks before it begins with what has come."""

    def lines(self) -> Iterator[bytes]:
        before = 0.0
        for line in super().lines():
            if time.monotonic() - before > SLOW_SECONDS:
                time.sleep(SLOW_SECONDS)
            before = time.monotonic()
            yield line


class AnswersWhatHasCome(with_ipaddress.Calculator):
    """Keeps its answers as long as more orders are waiting, and then prints all at once."""

    kept = b""

    def reply(self, answer: dict[str, Any]) -> None:
        self.kept += json.dumps(answer).encode() + b"\n"
        self.due -= 1
        if not self.due or len(self.kept) > 1 << 20:
            sys.stdout.buffer.write(self.kept)
            sys.stdout.buffer.flush()
            self.kept = b""

    def lines(self) -> Iterator[bytes]:
        rest, ended = b"", False
        while not ended:
            came = rest
            while not ended and (b"\n" not in came or select.select([0], [], [], 0)[0]):
                chunk = os.read(0, 1 << 20)
                came, ended = came + chunk, not chunk
            *whole, rest = came.split(b"\n")
            self.due = len(whole)
            yield from whole


class RefusesWhatItMay(with_ipaddress.Calculator):
    """Has an error for whatever it may call one: other versions, zones in networks, high starts."""

    def read_network(self, text: str, *, strict: bool = True) -> Network:
        if "%" in text:
            raise Refused("network", "a network has no zone")
        return super().read_network(text, strict=strict)

    def contains(self, net: str, addr: str) -> bool:
        one, address = self.read_network(net), self.read_address(addr)
        if one.version != address.version:
            raise Refused("version", "they have nothing to do with each other")
        if "%" in addr:
            raise Refused("address", "a zone is not of any network")
        return super().contains(net, addr)

    def subnet_of(self, a: str, b: str) -> bool:
        self.of_one_version(a, b)
        return super().subnet_of(a, b)

    def overlaps(self, a: str, b: str) -> bool:
        self.of_one_version(a, b)
        return super().overlaps(a, b)

    def of_one_version(self, a: str, b: str) -> None:
        if self.read_network(a).version != self.read_network(b).version:
            raise Refused("version", "they have nothing to do with each other")


class RefusesHugeLimits(with_ipaddress.Calculator):
    """Gives no part of what it will not give whole."""

    def at_most(self, limit: int) -> int:
        if limit > self.max_limit:
            raise Refused("argument", f"ask for {self.max_limit} at most")
        return limit


class TakesTheLastOfTwins(with_ipaddress.Calculator):
    """Reads JSON as most do: of a member that stands twice, the last counts."""

    def read(self, line: bytes) -> object:
        try:
            json.loads(line, parse_constant=lambda name: json.loads(name + "?"))
            return json.loads(line)
        except (ValueError, RecursionError):
            return None


class WritesAddressesInFullElsewhere(vectorised.Calculator):
    """Where form is not asked for, spells as RFC 4291 allows: all digits, upper case."""

    def index(self, net: str, i: int) -> str:
        return str(self.address(super().index(net, i))["exploded"]).upper()

    def summarize(self, first: str, last: str) -> list[str]:
        found = [net.split("/") for net in super().summarize(first, last)]
        return [f"{self.address(host)['exploded']}/{prefix}" for host, prefix in found]


def main() -> None:
    """Run a reference with one class in place of its own."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    globals()[name]().serve()


if __name__ == "__main__":
    main()
