"""The frame: HTTP around the answer, and the answer around the value."""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.wire.xmlrpc import Array, Fault, Form, String, encode_call, insist

from .service import Service, new_key, stored_under, wrong

LONG_TEXT = "\U0001f600 grüße 漢字 " * 50


@requirement("XRPC-001")
def test_frames_its_answer(target: Target) -> None:
    """Bytes, not characters, are counted: the text takes up to four bytes a character."""
    service, key = Service(target), new_key()
    service.control()
    service.set(key, LONG_TEXT)
    response = service.post(encode_call("get", [key]), strict=True)
    if response.status != 200:
        raise Violation(f"the status is {response.status}", expected="200")
    kind = (response.one("Content-Type") or "none").partition(";")[0].strip().lower()
    if kind != "text/xml":
        raise Violation(f"the Content-Type is {kind}", expected="text/xml")
    if response.framing != "length":
        raise Violation("the response has no Content-Length", seen=str(response.fields))
    answer = service.read(response)
    if isinstance(answer, Fault) or not isinstance(answer.value, String):
        raise wrong("the answer is no string", answer)


@requirement("XRPC-002")
def test_faults_travel_inside_200(target: Target) -> None:
    service = Service(target)
    service.control()
    for method, params in [("get", [new_key("absent")]), ("no.such.method", [])]:
        response = service.post(encode_call(method, params))
        if response.status != 200:
            raise Violation(f"a failing {method} has status {response.status}", expected="200")
        if not isinstance(service.read(response), Fault):
            raise Violation(f"a failing {method} is answered without a fault")


@requirement("XRPC-003")
def test_answers_hold_one_value(target: Target) -> None:
    """A method without a result, too, answers with one value."""
    service = Service(target)
    key = service.control()
    for method, params in [("set", [key, "again"]), ("keys", []), ("get", [new_key("absent")])]:
        insist(service.answer(method, *params), Form.FRAME, Form.STRAY)


@requirement("XRPC-004")
def test_faults_have_two_members(target: Target) -> None:
    service = Service(target)
    service.control()
    bodies = [
        encode_call("get", [new_key("absent")]),
        encode_call("delete", [new_key("absent")]),
        encode_call("no.such.method"),
        encode_call("get", []),
        b"this is not XML",
    ]
    faults = [fault for fault in map(_fault, [service] * len(bodies), bodies) if fault]
    if not faults:
        raise Violation("no failing call is answered with a fault")
    for fault in faults:
        insist(fault, Form.FAULT)


def _fault(service: Service, body: bytes) -> Fault | None:
    """Provoke a fault; an answer that is none, or an error status, is other rows' business."""
    response = service.post(body)
    if response.status >= 400 and not response.body.lstrip().startswith(b"<"):
        return None
    try:
        answer = service.read(response)
    except Violation:
        if response.status >= 400:  # a page that explains the status
            return None
        raise
    return answer if isinstance(answer, Fault) else None


@requirement("XRPC-005")
def test_params_may_be_left_out(target: Target) -> None:
    service = Service(target)
    key = service.control()
    body = b"<?xml version='1.0'?><methodCall><methodName>keys</methodName></methodCall>"
    answer = service.read(service.post(body))
    if isinstance(answer, Fault):
        raise wrong("a call without params is answered with a fault", answer)
    if not isinstance(answer.value, Array) or String(key) not in answer.value.items:
        raise wrong("keys does not list what was stored", answer.value)


@requirement("XRPC-012")
def test_reads_any_segmentation(target: Target) -> None:
    """Every byte of the request is a segment of its own."""
    service = Service(target)
    key = service.control()
    try:
        answer = service.read(service.post(encode_call("get", [key]), pieces=1))
    except Violation as trouble:
        raise Violation(f"byte by byte: {trouble.message}", seen=trouble.seen) from trouble
    if isinstance(answer, Fault) or answer.value != String(stored_under(key)):
        raise wrong("byte by byte: the answer is another", answer)
