"""What is written is read back, in every spelling and from every depth."""

from __future__ import annotations

import contextlib
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.wire.xmlrpc_documents import (
    spellings,
    texts,
    values,
    with_value,
)
from wireproof.errors import Violation
from wireproof.wire import xmlrpc
from wireproof.wire.xmlrpc import (
    EVERY_FORM,
    Double,
    Fault,
    Result,
    Spelling,
    String,
    Value,
)


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
