"""Requests: which are calls at all, by method, path, type and coding; and many on a connection."""

from __future__ import annotations

import pytest

from wireproof import StreamConnection, Target, Untested, Violation, requirement
from wireproof.wire import http
from wireproof.wire.xmlrpc import Boolean, Fault, Result, Value, decode_response, encode_call

from .attempts import STAYING, Fields, attempt, hear, request
from .service import FIELDS, Service, final, new_key, stored_under, wrong

UNTYPED = tuple(field for field in FIELDS if field[0] != "Content-Type")
REFUSALS = {405, 501}


def _require_no_effect(service: Service, key: str) -> None:
    service.require_exists(key, expected=False)
    service.control()


def _method(service: Service, method: str, key: str) -> http.Response | None:
    """Send what would be a call, were the method POST."""
    return attempt(service, request(service, encode_call("set", [key, 1]), method=method))


@requirement("XRPC-007")
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "CALL"])
def test_calls_by_post_only(target: Target, method: str) -> None:
    """A page about the service is no call, and allowed in answer to GET."""
    service, key = Service(target), new_key()
    service.control()
    response = _method(service, method, key)
    if response is not None and response.status < 400 and _is_result(response.body):
        raise Violation(f"{method} is executed as a call")
    _require_no_effect(service, key)


def _is_result(body: bytes) -> bool:
    try:
        return isinstance(decode_response(body), Result)
    except Violation:
        return False


@requirement("XRPC-084")
@pytest.mark.parametrize("method", ["PUT", "CALL"])
def test_says_which_methods_it_lacks(target: Target, method: str) -> None:
    service = Service(target)
    service.control()
    response = _method(service, method, new_key())
    if response is None or response.status not in REFUSALS:
        seen = f"status {response.status}" if response else "the end of the connection"
        raise Violation(f"{method} is answered with {seen}", expected="405 or 501")
    service.control()


@requirement("XRPC-008")
@pytest.mark.parametrize("path", ["/no-such-path", "{}/more", "{}x"])
def test_calls_at_its_path_only(target: Target, path: str) -> None:
    """Whether a query belongs to the path is not asked: servers differ."""
    service, key = Service(target), new_key()
    service.control()
    body, elsewhere = encode_call("set", [key, 1]), path.format(service.path)
    response = attempt(service, request(service, body, path=elsewhere))
    if response is None or response.status != 404:
        seen = f"status {response.status}" if response else "the end of the connection"
        raise Violation(f"a call to another path is answered with {seen}", expected="404")
    _require_no_effect(service, key)


@requirement("XRPC-016")
@pytest.mark.parametrize("coding", ["deflate", "x-wireproof"])
def test_refuses_codings_it_does_not_have(target: Target, coding: str) -> None:
    """The body is plain, so whoever ignores the field finds a call in it."""
    service, key = Service(target), new_key()
    service.control()
    fields = (*FIELDS, ("Content-Encoding", coding))
    sent = request(service, encode_call("set", [key, 1]), fields=fields)
    service.require_refusal(attempt(service, sent), f"a body in the coding {coding}")
    _require_no_effect(service, key)


TYPES: dict[str, Fields] = {
    "text": (*UNTYPED, ("Content-Type", "text/plain")),
    "form": (*UNTYPED, ("Content-Type", "application/x-www-form-urlencoded")),
    "json": (*UNTYPED, ("Content-Type", "application/json")),
    "none": UNTYPED,
}


@requirement("XRPC-017")
@pytest.mark.parametrize("kind", TYPES)
def test_refuses_types_that_a_form_can_send(target: Target, kind: str) -> None:
    service, key = Service(target), new_key()
    service.control()
    sent = request(service, encode_call("set", [key, 1]), fields=TYPES[kind])
    response = attempt(service, sent)
    if response is None or response.status != 415:
        seen = f"status {response.status}" if response else "the end of the connection"
        raise Violation(f"a call of type {kind} is answered with {seen}", expected="415")
    _require_no_effect(service, key)


@requirement("XRPC-013")
def test_answers_call_after_call_on_one_connection(target: Target) -> None:
    """Each with another answer; the third is a call that fails, which ends nothing."""
    service = Service(target)
    key = _require_lasting(service)
    calls = [("get", [key]), ("exists", [key]), ("get", [new_key()]), ("exists", [key])]
    with target.connect() as client:
        for number, (name, params) in enumerate(calls):
            client.send(_staying(service, encode_call(name, params)))
            _require_answer(client, key, name, failing=number == 2)


@requirement("XRPC-013")
@pytest.mark.parametrize("apart", [0, 1], ids=["at-once", "the-second-in-pieces"])
def test_answers_pipelined_calls_in_order(target: Target, apart: int) -> None:
    """Two in one segment; a third begins with them, and may end later."""
    service = Service(target)
    key = _require_lasting(service)
    bodies = [encode_call(name, [key]) for name in ("get", "exists", "get")]
    sent = b"".join(_staying(service, body) for body in bodies)
    with target.connect() as client:
        if apart:
            client.send(sent[:-40])
            client.send_in_pieces(sent[-40:], 10, apart=4)
        else:
            client.send(sent)
        reader = http.ResponseReader("POST", "POST", "POST", strict=False)
        for name in ("get", "exists", "get"):
            _require_same_answer(_next(client, reader), key, name)


def _require_lasting(service: Service) -> str:
    """See that connections persist at all: a server may say with any answer that it closes."""
    key = service.control()
    response = attempt(service, _staying(service, encode_call("keys")))
    if response is not None and not response.stays_open:
        raise Untested("it closes its connections after one call")
    return key


def _staying(service: Service, body: bytes) -> bytes:
    return request(service, body, fields=STAYING)


def _next(client: StreamConnection, reader: http.ResponseReader) -> http.Response:
    """Read the next of several responses."""
    while (response := final(reader)) is None:
        piece = client.receive_some()
        if not piece:
            raise Violation("the connection ended with a call unanswered")
        reader.feed(piece)
    return response


def _require_answer(client: StreamConnection, key: str, name: str, *, failing: bool) -> None:
    response = hear(client, within=client.patience.reply)
    if response is None:
        raise Violation("the connection ended with a call unanswered")
    if not failing:
        _require_same_answer(response, key, name)
    elif not isinstance(decode_response(response.body), Fault):
        raise Violation("a failing call is answered without a fault")


def _require_same_answer(response: http.Response, key: str, name: str) -> None:
    answer = decode_response(response.body)
    due = "string" if name == "get" else "boolean"
    seen: Value | None = None if isinstance(answer, Fault) else answer.value
    text = getattr(seen, "text", None)
    if text != stored_under(key) if due == "string" else seen != Boolean(truth=True):
        raise wrong(f"{name} is answered with something else", answer)
