"""Scalars: what is stored comes back, in type and in content."""

from __future__ import annotations

import base64
import random

import pytest

from wireproof import Target, requirement
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import Base64, Double, Int, require_same_value

from .service import Service, new_key, spelled, wrong


@requirement("XRPC-020")
def test_untyped_values_are_strings_with_their_space(target: Target) -> None:
    Service(target).require_kept(" a b ", sent=spelled(" a b "))


@requirement("XRPC-021")
@pytest.mark.parametrize("spelling", ["<value/>", "<value></value>", "<value><string/></value>"])
def test_empty_values_are_the_empty_string(target: Target, spelling: str) -> None:
    service = Service(target)
    service.control()
    inner = spelling.removeprefix("<value>").removesuffix("</value>")
    service.require_kept("", sent=spelled("" if inner == "<value/>" else inner))


INTEGERS = {
    "0": 0,
    "-0": 0,
    "+12": 12,
    "007": 7,
    "010": 10,
    "-1": -1,
    "2147483647": 2**31 - 1,
    "-2147483648": -(2**31),
}


@requirement("XRPC-022")
@pytest.mark.parametrize("element", ["int", "i4"])
def test_integers_round_trip(target: Target, element: str) -> None:
    service = Service(target)
    for text, number in INTEGERS.items():
        sent = spelled(f"<{element}>{text}</{element}>")
        service.require_kept(Int(number), sent=sent, what=f"<{element}>{text}</{element}>")


@requirement("XRPC-026")
def test_doubles_are_bit_exact(target: Target) -> None:
    """The sign of zero may be lost: XML-RPC has no word on it."""
    chance = random.Random(26)
    numbers = [0.1, 1 / 3, 123456789.123456789, 1e-4, 999999999999999.9, -0.5, 1.0]
    numbers += [chance.choice([1, -1]) * 10 ** chance.uniform(-4, 14.99) for _ in range(200)]
    service, key = Service(target), new_key()
    service.set(key, numbers)
    require_same_value(numbers, service.value("get", key), "the doubles")
    for zero in (0.0, -0.0):
        key = new_key()
        service.set(key, zero)
        seen = service.value("get", key)
        if not isinstance(seen, Double) or seen.number != 0:
            raise wrong(f"the double {zero} comes back as something else", seen)


@requirement("XRPC-029")
@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 57, 58, 76, MiB], ids="{}-bytes".format)
def test_base64_round_trips(target: Target, size: int) -> None:
    Service(target).require_kept(Base64(random.Random(size).randbytes(size)), what="the bytes")


@requirement("XRPC-029")
def test_base64_may_be_broken_into_lines(target: Target) -> None:
    data = random.Random(29).randbytes(300)
    for text in (base64.encodebytes(data).decode(), f"\n\t {base64.b64encode(data).decode()} \n"):
        Service(target).require_kept(Base64(data), sent=spelled(f"<base64>{text}</base64>"))
