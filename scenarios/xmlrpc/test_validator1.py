"""validator1: the suite by which XML-RPC implementations have always been compared."""

from __future__ import annotations

import random

import pytest

from wireproof import Target, requirement
from wireproof.wire.xmlrpc import (
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    String,
    require_same_value,
)

from .service import Service, spelled

chance = random.Random(67)


def _stooges(extra: int) -> dict[str, int]:
    names = ["moe", "larry", "curly", *(f"stooge{n}" for n in range(extra))]
    chance.shuffle(names)
    return {name: chance.randrange(-1000, 1000) for name in names}


@requirement("XRPC-067")
@pytest.mark.parametrize("extra", [0, 1, 5], ids="{}-more-members".format)
def test_adds_the_three_stooges(target: Target, extra: int) -> None:
    """By name, whatever the order and whoever else is there."""
    stooges = _stooges(extra)
    due = stooges["moe"] + stooges["larry"] + stooges["curly"]
    seen = Service(target).value("validator1.easyStructTest", stooges)
    require_same_value(due, seen, "the sum of the three")


@requirement("XRPC-067")
def test_adds_every_curly(target: Target) -> None:
    groups = [_stooges(n) for n in range(4)]
    seen = Service(target).value("validator1.arrayOfStructsTest", groups)
    require_same_value(sum(group["curly"] for group in groups), seen, "the sum of curly")


@requirement("XRPC-067")
def test_finds_a_day_in_a_calendar(target: Target) -> None:
    day = {"moe": 11, "larry": -22, "curly": 44}
    other = {"moe": 1, "larry": 1, "curly": 1}
    calendar = {
        "1999": {"04": {"01": other}},
        "2000": {"03": {"01": other}, "04": {"02": other, "01": day}},
    }
    seen = Service(target).value("validator1.nestedStructTest", calendar)
    require_same_value(33, seen, "the sum for 2000-04-01")


@requirement("XRPC-067")
@pytest.mark.parametrize("number", [0, 7, -13, 2_000_000], ids=str)
def test_multiplies(target: Target, number: int) -> None:
    due = {"times10": number * 10, "times100": number * 100, "times1000": number * 1000}
    seen = Service(target).value("validator1.simpleStructReturnTest", number)
    require_same_value(due, seen, "the products")


COUNTS = {
    "ctLeftAngleBrackets": "<",
    "ctRightAngleBrackets": ">",
    "ctAmpersands": "&",
    "ctApostrophes": "'",
    "ctQuotes": '"',
}


def _count(target: Target, text: str, sent: object) -> None:
    due = {name: text.count(char) for name, char in COUNTS.items()}
    seen = Service(target).value("validator1.countTheEntities", sent)
    require_same_value(due, seen, "the counts")


@requirement("XRPC-068")
def test_counts_the_entities(target: Target) -> None:
    """Text that still looks escaped after parsing is not unescaped again."""
    mixture = "".join(chance.choices("<>&'\"abc ", k=200))
    for text in (mixture, "&lt;&amp;&#39;", ""):
        _count(target, text, text)


@requirement("XRPC-068")
def test_counts_them_in_any_spelling(target: Target) -> None:
    _count(target, "<&>'\"", spelled("<string>&#60;&#x26;&gt;&apos;&quot;</string>"))
    _count(target, "<<&&''", spelled("<string><![CDATA[<<&&'']]></string>"))


@requirement("XRPC-069")
def test_echoes_a_struct(target: Target) -> None:
    struct = {"a": 1, "b": {"c": [True, "x", 2.5]}, "d": b"\x00\x01"}
    seen = Service(target).value("validator1.echoStructTest", struct)
    require_same_value(struct, seen, "the struct")


@requirement("XRPC-069")
def test_returns_many_types(target: Target) -> None:
    many = Array(
        (
            Int(-7),
            Boolean(truth=False),
            String("many types"),
            Double(-2.25),
            DateTime("20240229T23:59:59"),
            Base64(bytes(range(256))),
        )
    )
    seen = Service(target).value("validator1.manyTypesTest", *many.items)
    require_same_value(many, seen, "the six values")


@requirement("XRPC-069")
@pytest.mark.parametrize("size", [100, 150, 200], ids="{}-items".format)
def test_joins_first_and_last(target: Target, size: int) -> None:
    items = [f"item {chance.randrange(10**6)}" for _ in range(size)]
    seen = Service(target).value("validator1.moderateSizeArrayCheck", items)
    require_same_value(items[0] + items[-1], seen, "first and last joined")
