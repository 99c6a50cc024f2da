"""The XML-RPC codec: what is written is read back, and every oddity is told, none is fatal."""

from __future__ import annotations

import contextlib
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Fault,
    Form,
    Int,
    Nil,
    Result,
    Spelling,
    String,
    Struct,
    Value,
)

texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(
        lambda char: char >= " " or char in "\t\n\r"
    )
)
scalars: st.SearchStrategy[Value] = st.one_of(
    st.integers(-(2**31), 2**31 - 1).map(Int),
    st.integers(-(2**63), 2**63 - 1).map(I8),
    st.booleans().map(Boolean),
    st.floats(allow_nan=False, allow_infinity=False).map(Double),
    texts.map(String),
    st.datetimes().map(lambda moment: DateTime(f"{moment:%Y%m%dT%H:%M:%S}".rjust(17, "0"))),
    st.binary().map(Base64),
    st.just(Nil()),
)


def containers(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    members = st.lists(st.tuples(texts, inner), max_size=4, unique_by=lambda member: member[0])
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: Array(tuple(items))),
        members.map(lambda found: Struct(tuple(found))),
    )


values = st.recursive(scalars, containers, max_leaves=20)
spellings = st.builds(
    Spelling,
    declaration=st.sampled_from(["", "<?xml version='1.0'?>\n", Spelling().declaration]),
    between=st.sampled_from(["", "\n  ", "<!-- here -->", "<?and here?>\t"]),
    strings=st.sampled_from(["typed", "untyped", "cdata", "references"]),
    integers=st.sampled_from(["own", "int", "i4"]),
    empty_params=st.booleans(),
)


def answered(inside: str) -> bytes:
    return f"<methodResponse>{inside}</methodResponse>".encode()


def with_value(inside: str) -> bytes:
    return answered(f"<params><param><value>{inside}</value></param></params>")


def value_in(inside: str) -> Value:
    """Read a value, insisting on every form."""
    answer = xmlrpc.decode_response(with_value(inside), insist_on=EVERY_FORM)
    assert isinstance(answer, Result)
    return answer.value


# -- Round trips -----------------------------------------------------------------------------


@given(value=values, spelling=spellings)
def test_reads_back_results_in_every_spelling(value: Value, spelling: Spelling) -> None:
    document = xmlrpc.encode_result(value, spelling)
    answer = xmlrpc.decode_response(document, insist_on=EVERY_FORM)
    assert isinstance(answer, Result)
    assert xmlrpc.difference(value, answer.value) == ""
    assert answer.value == value


@given(params=st.lists(values, max_size=3), spelling=spellings)
def test_reads_back_calls(params: list[Value], spelling: Spelling) -> None:
    document = xmlrpc.encode_call("a.B_c:d/9", params, spelling)
    call = xmlrpc.decode_call(document, insist_on=EVERY_FORM)
    assert (call.method, call.params) == ("a.B_c:d/9", tuple(params))


@given(code=st.integers(-(2**31), 2**31 - 1), string=texts)
def test_reads_back_faults(code: int, string: str) -> None:
    answer = xmlrpc.decode_response(xmlrpc.encode_fault(code, string), insist_on=EVERY_FORM)
    assert isinstance(answer, Fault)
    assert (answer.code, answer.string) == (code, string)


@given(bits=st.integers(0, 2**64 - 1))
def test_doubles_come_back_bit_by_bit(bits: int) -> None:
    number = struct.unpack(">d", bits.to_bytes(8, "big"))[0]
    if not math.isfinite(number):
        with pytest.raises(ValueError, match="cannot carry"):
            xmlrpc.encode_result(number)
    else:
        assert xmlrpc.decode_response(xmlrpc.encode_result(number)) == Result(value=Double(number))


@given(st.binary(max_size=300))
def test_never_trips_over_garbage(document: bytes) -> None:
    with pytest.raises(Violation):
        xmlrpc.decode_response(document)


@given(st.text("<>/&;valuestringmemberarrydt int0"))
def test_reads_or_refuses_whatever_stands_in_a_value(inside: str) -> None:
    with contextlib.suppress(Violation):
        assert isinstance(xmlrpc.decode_response(with_value(inside)), Result)


def test_encodes_beyond_the_declared_alphabet_as_references() -> None:
    latin = Spelling(declaration="<?xml version='1.0' encoding='iso-8859-1'?>", encoding="latin-1")
    document = xmlrpc.encode_result("é€", latin)
    assert b"\xe9&#8364;" in document
    assert xmlrpc.decode_response(document) == Result(value=String("é€"))


# -- Values ----------------------------------------------------------------------------------


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


# -- Frames ----------------------------------------------------------------------------------

VALUE = "<value>x</value>"
PARAMS = f"<params><param>{VALUE}</param></params>"
GOOD_FAULT = (
    "<fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member>"
    "<member><name>faultString</name><value>no</value></member></struct></value></fault>"
)


@pytest.mark.parametrize(
    ("inside", "form", "value"),
    [
        ("<params/>", Form.FRAME, Nil()),
        ("<params><param/></params>", Form.FRAME, Nil()),
        (
            f"<params><param>{VALUE}</param><param><value/></param></params>",
            Form.FRAME,
            String("x"),
        ),
        (f"<params><param>{VALUE}<value/></param></params>", Form.FRAME, String("x")),
        (f"{PARAMS}{GOOD_FAULT}", Form.FRAME, String("x")),
        (f"hm{PARAMS}", Form.STRAY, String("x")),
        (f"<b/>{PARAMS}", Form.STRAY, String("x")),
    ],
)
def test_odd_answers_are_understood_and_noted(inside: str, form: Form, value: Value) -> None:
    answer = xmlrpc.decode_response(answered(inside))
    assert isinstance(answer, Result)
    assert answer.value == value
    assert {oddity.form for oddity in answer.oddities} == {form}


@pytest.mark.parametrize(
    ("was", "becomes", "code", "string"),
    [
        ("<int>4</int>", "4", 4, "no"),
        ("<int>4</int>", "four", None, "no"),
        ("<value>no</value>", "<value><int>1</int></value>", 4, ""),
        (
            "</struct>",
            "<member><name>traceback</name><value/></member></struct>",
            4,
            "no",
        ),
        ("<name>faultCode</name>", "<name>code</name>", None, "no"),
    ],
)
def test_odd_faults_are_understood_and_noted(
    was: str, becomes: str, code: int | None, string: str
) -> None:
    answer = xmlrpc.decode_response(answered(GOOD_FAULT.replace(was, becomes)))
    assert isinstance(answer, Fault)
    assert (answer.code, answer.string) == (code, string)
    assert {oddity.form for oddity in answer.oddities} == {Form.FAULT}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b"<methodCall/>", "is a <methodCall>, no <methodResponse>"),
        (b"<methodResponse/>", "neither params nor a fault"),
        (answered("<fault>x</fault>"), "fault that is no struct"),
        (answered(f"<fault>{VALUE}</fault>"), "fault that is no struct"),
    ],
)
def test_answers_that_mean_nothing_are_refused(document: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told):
        xmlrpc.decode_response(document)


@pytest.mark.parametrize(
    ("inside", "form"),
    [
        ("<methodName>a b</methodName>", Form.NAME),
        ("<methodName/>", Form.NAME),
        ("<methodName>a</methodName><methodName>b</methodName>", Form.FRAME),
        ("<params/><methodName>a</methodName>", Form.FRAME),
        ("<methodName>a</methodName><params><param/></params>", Form.FRAME),
        ("<methodName>a</methodName><params><int/></params>", Form.STRAY),
    ],
)
def test_odd_calls_are_understood_and_noted(inside: str, form: Form) -> None:
    call = xmlrpc.decode_call(f"<methodCall>{inside}</methodCall>".encode())
    assert {oddity.form for oddity in call.oddities} == {form}


def test_a_call_without_a_name_is_refused() -> None:
    with pytest.raises(Violation, match="has no methodName"):
        xmlrpc.decode_call(b"<methodCall><params/></methodCall>")


def test_a_call_without_parameters_can_leave_params_out() -> None:
    bare = Spelling(declaration="", empty_params=False)
    document = xmlrpc.encode_call("keys", [], bare)
    assert document == b"<methodCall><methodName>keys</methodName></methodCall>"
    assert xmlrpc.decode_call(document).params == ()


def test_verbatim_goes_out_as_it_is() -> None:
    raw = xmlrpc.Verbatim("<value> a </value>")
    document = xmlrpc.encode_call("set", [raw, [raw], {"k": raw}])
    assert document.count(b"<value> a </value>") == 3


@pytest.mark.parametrize("kind", ["array", "struct"])
def test_nested_values_need_no_recursion(kind: str) -> None:
    document = xmlrpc.encode_call("set", [xmlrpc.nested(20_000, kind=kind)])  # type: ignore[arg-type]
    with pytest.raises(Violation, match="nests deeper than 512 elements"):
        xmlrpc.decode_call(document)
    shallow = xmlrpc.decode_call(xmlrpc.encode_call("set", [xmlrpc.nested(100, kind=kind)]))  # type: ignore[arg-type]
    assert shallow.oddities == ()


@pytest.mark.parametrize("text", ["\x00", "\x01", "\ud800", "\ufffe"])
@pytest.mark.parametrize("strings", ["typed", "untyped", "cdata", "references"])
def test_our_own_writer_never_writes_what_xml_cannot_carry(text: str, strings: str) -> None:
    with pytest.raises(ValueError, match="XML cannot carry"):
        xmlrpc.encode_result(text, Spelling(strings=strings))  # type: ignore[arg-type]


# -- Comparison ------------------------------------------------------------------------------


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
