"""Calls, answers and faults: every oddity is told, none is fatal that still means something."""

from __future__ import annotations

import pytest

from tests.unit.wire.xmlrpc_documents import (
    answered,
)
from wireproof.errors import Violation
from wireproof.wire import xmlrpc
from wireproof.wire.xmlrpc import (
    Fault,
    Form,
    Nil,
    Result,
    Spelling,
    String,
    Value,
)

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


@pytest.mark.parametrize("document", [b"<methodResponse>", b"<methodResponse/>", b"<a/>"])
def test_what_is_written_wrongly_is_no_matter_of_time(document: bytes) -> None:
    """However long the machine kept us waiting, it has not changed the bytes."""
    with pytest.raises(Violation) as caught:
        xmlrpc.decode_response(document)
    assert caught.value.timeless
