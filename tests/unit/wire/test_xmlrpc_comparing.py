"""Sameness is of type and content, and a difference is told where it begins."""

from __future__ import annotations

import math

import pytest

from wireproof.errors import Violation
from wireproof.wire import xmlrpc
from wireproof.wire.xmlrpc import (
    I8,
    Array,
    Base64,
    Boolean,
    Double,
    Int,
    Nil,
    String,
    Struct,
    Value,
)


def test_sameness_is_of_type_and_content() -> None:
    assert Int(7) == Int(7, "i4") != I8(7)
    assert Boolean(truth=True) != Int(1)
    assert Double(math.nan) == Double(math.nan)
    assert Double(0.0) != Double(-0.0)
    one = Struct((("a", Int(1)), ("b", Int(2))))
    other = Struct((("b", Int(2)), ("a", Int(1))))
    assert one == other
    assert len({one, other, Int(1)}) == 2
    assert one.get("b") == Int(2)
    assert one.get("c") is None


def test_plain_python_values_stand_for_values() -> None:
    plain = {"a": [1, True, 1.5, "s", b"b", None, Int(2, "i4")]}
    assert xmlrpc.value_of(plain) == Struct(
        (
            (
                "a",
                Array(
                    (
                        Int(1),
                        Boolean(truth=True),
                        Double(1.5),
                        String("s"),
                        Base64(b"b"),
                        Nil(),
                        Int(2),
                    )
                ),
            ),
        )
    )
    with pytest.raises(TypeError, match="stands for no XML-RPC value"):
        xmlrpc.value_of(object())


@pytest.mark.parametrize(
    ("expected", "seen", "told"),
    [
        (7, String("7"), "the answer is string '7' (length 1), not int 7"),
        (True, Int(1), "the answer is int 1, not boolean 1"),
        ([1, 2], Array((Int(1), Int(3))), "the answer[1] is int 3, not int 2"),
        ([1, 2], Array((Int(1),)), "the answer has 1 items, not 2"),
        ({"a": None}, Struct(()), "the answer has no member 'a'"),
        ({}, Struct((("a", Nil()),)), "the answer has a member 'a' too many"),
        ({"a": 1}, Struct((("a", Nil()),)), "the answer['a'] is nil, not int 1"),
        (
            {"a": 1},
            Struct((("a", Nil()), ("a", Int(1)))),
            "the answer has members of one name that differ",
        ),
        ([], Struct(()), "the answer is struct of [], not array of 0"),
        (
            "x" * 100 + "y",
            String("x" * 100 + "z"),
            "at byte 100",
        ),
        (bytes(99) + b"a", Base64(bytes(99) + b"b"), "b'b' instead of b'a' at byte 99"),
    ],
)
def test_tells_the_first_difference(expected: object, seen: Value, told: str) -> None:
    with pytest.raises(Violation) as caught:
        xmlrpc.require_same_value(expected, seen)
    assert told in caught.value.message
    assert max(map(len, (caught.value.message, caught.value.expected, caught.value.seen))) < 400


def test_same_values_pass() -> None:
    xmlrpc.require_same_value({"a": [1.5]}, Struct((("a", Array((Double(1.5),))),)))
