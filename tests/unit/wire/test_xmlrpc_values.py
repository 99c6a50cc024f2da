"""Values: regular spellings are read, odd ones understood and noted, the others refused."""

from __future__ import annotations

import math

import pytest

from tests.unit.wire.xmlrpc_documents import (
    value_in,
    with_value,
)
from wireproof.errors import Violation
from wireproof.wire import xmlrpc
from wireproof.wire.xmlrpc import (
    EVERY_FORM,
    I8,
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Form,
    Int,
    Nil,
    Result,
    String,
    Struct,
    Value,
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (" a b ", String(" a b ")),
        ("", String("")),
        ("<string/>", String("")),
        ("<string> <![CDATA[<]]>&#13;\n</string>", String(" <\r\n")),
        ("\n<int>-7</int>\n", Int(-7)),
        ("<i4>+12</i4>", Int(12, "i4")),
        ("<int>007</int>", Int(7)),
        ("<i8>9000000000</i8>", I8(9_000_000_000)),
        ("<boolean>1</boolean>", Boolean(truth=True)),
        ("<double>-.5</double>", Double(-0.5)),
        ("<double>3.</double>", Double(3.0)),
        ("<double>-0.0</double>", Double(-0.0)),
        ("<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>", DateTime("19980717T14:08:55")),
        ("<base64>\n aGVs\nbG8=\n</base64>", Base64(b"hello")),
        ("<base64/>", Base64(b"")),
        ("<nil/>", Nil()),
        ("<array><data/></array>", Array(())),
        ("<struct/>", Struct(())),
        (
            "<struct>\n<member>\n<name> a</name><value>b</value></member></struct>",
            Struct(((" a", String("b")),)),
        ),
    ],
)
def test_regular_spellings(inside: str, expected: Value) -> None:
    assert xmlrpc.difference(expected, value_in(inside)) == ""


@pytest.mark.parametrize(
    ("inside", "form", "value"),
    [
        ("<int> 7 </int>", Form.INTEGER, Int(7)),
        ("<int>2147483648</int>", Form.INTEGER, Int(2**31)),
        ("<i8>9223372036854775808</i8>", Form.INTEGER, I8(2**63)),
        ("<boolean>true</boolean>", Form.BOOLEAN, Boolean(truth=True)),
        ("<double>1e+300</double>", Form.DOUBLE, Double(1e300)),
        ("<double>inf</double>", Form.DOUBLE, Double(math.inf)),
        ("<double>nan</double>", Form.DOUBLE, Double(math.nan)),
        ("<dateTime.iso8601>today</dateTime.iso8601>", Form.DATE_TIME, DateTime("today")),
        ("<base64>aGVs@bG8=</base64>", Form.BASE64, Base64(b"hello")),
        ("<int>1</int><int>2</int>", Form.ONE_TYPE, Int(1)),
        ("x<int>1</int>", Form.ONE_TYPE, Int(1)),
        ("<array/>", Form.ARRAY, Array(())),
        ("<array><data>x</data></array>", Form.ARRAY, Array(())),
        ("<array><data/><data/></array>", Form.ARRAY, Array(())),
        (
            "<struct><member><value>b</value><name>a</name></member></struct>",
            Form.MEMBER,
            Struct((("a", String("b")),)),
        ),
        ("<string>a<b/>c</string>", Form.STRAY, String("ac")),
        ("<int a='b'>7</int>", Form.STRAY, Int(7)),
        ("<nil>x</nil>", Form.STRAY, Nil()),
    ],
)
def test_odd_spellings_are_understood_and_noted(inside: str, form: Form, value: Value) -> None:
    answer = xmlrpc.decode_response(with_value(inside))
    assert isinstance(answer, Result)
    assert answer.value == value
    assert {oddity.form for oddity in answer.oddities} == {form}
    xmlrpc.insist(answer, *(EVERY_FORM - {form}))
    with pytest.raises(Violation, match="the answer has"):
        xmlrpc.insist(answer, form)


def test_a_member_that_comes_twice_is_kept_twice() -> None:
    member = "<member><name>a</name><value><int>{}</int></value></member>"
    answer = xmlrpc.decode_response(
        with_value(f"<struct>{member.format(1)}{member.format(2)}</struct>")
    )
    assert isinstance(answer, Result)
    assert answer.value == Struct((("a", Int(1)), ("a", Int(2))))
    assert [oddity.form for oddity in answer.oddities] == [Form.MEMBER]


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<foo>1</foo>", "unknown type <foo>"),
        ("<int>1_0</int>", "unreadable <int>"),
        ("<int>1.5</int>", "unreadable <int>"),
        ("<int></int>", "unreadable <int>"),
        ("<int>\uff11</int>", "unreadable <int>"),
        (f"<int>{'9' * 100_000}</int>", "unreadable <int>"),
        ("<boolean>2</boolean>", "unreadable <boolean>"),
        ("<double>1_0</double>", "unreadable <double>"),
        ("<double>x</double>", "unreadable <double>"),
        ("<base64>A</base64>", "unreadable <base64>"),
        ("<base64>é</base64>", "unreadable <base64>"),
        ("<struct><member><name>a</name></member></struct>", "member without"),
    ],
)
def test_what_means_nothing_is_refused(inside: str, told: str) -> None:
    with pytest.raises(Violation, match=told):
        xmlrpc.decode_response(with_value(inside))
