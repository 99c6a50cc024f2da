"""Containers: structs, arrays, and nil wherever a value may stand."""

from __future__ import annotations

import pytest
from hypothesis import given

from wireproof import Target, requirement
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.wire.xmlrpc import (
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    String,
    Struct,
    Value,
)

from .service import Service

MEMBERS: tuple[tuple[str, Value], ...] = (
    ("", Int(1)),
    ("faultCode", Int(4)),
    ("faultString", String("no fault")),
    ("n" * 300, String("long")),
    ("größe 漢", Double(0.5)),
    ("__proto__", Int(7)),  # a name like any other, though not to every language
)

ONE_OF_EACH = Array(
    (
        Int(1),
        Boolean(truth=True),
        String("1"),
        Double(1.5),
        DateTime("19980717T14:08:55"),
        Base64(b"\x00\xff"),
        Array((Int(2), String("2"))),
        Struct((("a", Int(3)),)),
        Int(-1),
    )
)


@requirement("XRPC-031")
def test_structs_keep_their_members(target: Target) -> None:
    """A struct that looks like a fault is a struct, and an empty name is a name."""
    service = Service(target)
    for members in (MEMBERS, MEMBERS[::-1], MEMBERS[1:3]):
        service.require_kept(Struct(members), what="the struct")


@requirement("XRPC-031")
@given(value=payloads.structs(payloads.integers()))
def test_any_struct_keeps_its_members(target: Target, value: Value) -> None:
    """Whatever its members are called, and at whatever depth."""
    Service(target).require_kept(value, what="the struct")


def _deep(depth: int) -> Value:
    value: Value = Int(depth)
    for _ in range(depth):
        value = Array((value,))
    return value


ARRAYS = {
    "empty": Array(()),
    "mixed": ONE_OF_EACH,
    "deep": _deep(50),
    "long": Array(tuple(map(Int, range(10_000)))),
}


@requirement("XRPC-033")
@pytest.mark.parametrize("kind", ARRAYS)
def test_arrays_keep_their_items(target: Target, kind: str) -> None:
    service = Service(target)
    service.control()
    service.require_kept(ARRAYS[kind], what=f"the {kind} array")
