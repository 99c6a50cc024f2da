"""Text: what XML can carry survives, and what it cannot carry is not sent."""

from __future__ import annotations

import random

import pytest
from hypothesis import given

from wireproof import Target, requirement
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.wire.xmlrpc import (
    Array,
    Base64,
    Int,
    String,
    Struct,
    encode_call,
    require_same_value,
)

from .service import Service, spelled

PIECES = [
    "&",
    "<",
    ">",
    "]]>",
    "&amp;",
    "'",
    '"',
    "\t",
    "\n",
    "é",
    "漢",
    "\U0001f600",
    "\U0010fffd",
]


def _strings() -> list[str]:
    """Every kind of character, and seeded mixtures of them."""
    chance = random.Random(34)
    mixed = ["".join(chance.choices([*PIECES, "a", " "], k=40)) for _ in range(20)]
    edges = "\ud7ff\ue000\ufffd\u0085\u2028\u007f"
    return [*PIECES, edges, "a]]>b<![CDATA[c", *mixed]


@requirement("XRPC-034")
def test_text_survives(target: Target) -> None:
    """As one array, and each string on its own."""
    service = Service(target)
    strings = _strings()
    service.require_kept(Array(tuple(map(String, strings))), what="the strings")
    for text in strings[: len(PIECES) + 2]:
        service.require_kept(text, what=f"the string {text!r}")


LOOKALIKES = ["010", "5", "1e5", "-1.5", "true", "nil", "19980717T14:08:55", "AAA="]


@requirement("XRPC-034")
@pytest.mark.parametrize("text", LOOKALIKES)
def test_text_that_looks_like_something_else_is_text(target: Target, text: str) -> None:
    Service(target).require_kept(text)


@requirement("XRPC-034")
@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<string><![CDATA[<a> & ]]]]><![CDATA[>]]></string>", "<a> & ]]>"),
        ("<string>&#x1F600;&#233;&#x6f22;&#60;</string>", "\U0001f600é漢<"),
        ("<string>&lt;&gt;&amp;&apos;&quot;</string>", "<>&'\""),
        ("a&lt;<![CDATA[<]]>", "a<<"),
    ],
    ids=["cdata", "references", "entities", "untyped-mixture"],
)
def test_text_may_be_spelled_in_other_ways(target: Target, xml: str, text: str) -> None:
    Service(target).require_kept(text, sent=spelled(xml))


@requirement("XRPC-035")
def test_returns_carriage_returns(target: Target) -> None:
    sent = spelled("<string>a&#13;b&#13;&#10;c</string>")
    Service(target).require_kept("a\rb\r\nc", sent=sent)


@requirement("XRPC-035")
@given(text=payloads.returns())
def test_returns_carriage_returns_wherever_they_stand(target: Target, text: str) -> None:
    """Alone, several of them, before a line feed and behind one."""
    Service(target).require_kept(text)


@requirement("XRPC-036")
def test_writes_nothing_that_xml_cannot_carry(target: Target) -> None:
    service = Service(target)
    require_same_value(["fine"], service.value("wireproof.echo", "fine"), "the echo")
    response = service.post(encode_call("wireproof.ctrl"))
    service.require_refusal(response, "a result that XML cannot carry")
    service.control()


@requirement("XRPC-079")
def test_instances_arrive_as_structs(target: Target) -> None:
    for x, y in [(2, 3), (-1, 0)]:
        seen = Service(target).value("wireproof.point", x, y)
        require_same_value(Struct((("x", Int(x)), ("y", Int(y)))), seen, "the instance")


@requirement("XRPC-079")
def test_bytes_arrive_as_base64(target: Target) -> None:
    for size in (0, 1, 256):
        seen = Service(target).value("wireproof.bytes", size)
        require_same_value(Base64(bytes(range(size))), seen, "the bytes")
