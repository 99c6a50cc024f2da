"""Content-Length: what is announced is what is read, and what cannot be is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.targets.unprompted import before_it_times_out
from wireproof.wire import http
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import encode_call

from .attempts import attempt, hear, request, send_what_is_taken, soon
from .service import FIELDS, Service, new_key

CHUNKED = ("Transfer-Encoding", "chunked")
MOST_CPU = 0.10  # of one processor
QUIET = 0.7  # seconds in which we look at its CPU time


def _framed(service: Service, body: bytes, *lengths: object) -> bytes:
    """Write a request with any Content-Length fields, or none."""
    fields = (*FIELDS, *(("Content-Length", str(length)) for length in lengths))
    return request(service, None, fields=fields) + body


@requirement("XRPC-009")
def test_waits_for_no_body_without_a_length(target: Target) -> None:
    """An error status, a fault about an empty body, an end: anything but waiting."""
    service = Service(target)
    service.control()
    with before_it_times_out(target):
        response = attempt(service, _framed(service, b""), within=soon(target))
    service.require_refusal(response, "a request without a length")
    service.control()


REASONS = {400, 411, 501}


@requirement("XRPC-093")
def test_understands_chunks_or_says_why_not(target: Target) -> None:
    """The body comes whole, so nobody has to wait for it."""
    service, key = Service(target), new_key()
    service.control()
    call = encode_call("set", [key, 1])
    head = request(service, None, fields=(*FIELDS, CHUNKED))
    response = attempt(service, head + http.chunked([call[:40], call[40:]]))
    if response is None or response.status not in {200, *REASONS}:
        seen = f"the status {response.status}" if response else "the end of the connection"
        raise Violation("a call in chunks is neither understood nor refused", seen=seen)
    service.require_exists(key, expected=response.status == 200)


def _lengths(right: int) -> Iterator[list[str]]:
    """Spell the right length in ways that are none: a lenient reader finds a call in the body."""
    text = str(right)
    yield [f"+{text}"]
    yield [f"{text[:1]}_{text[1:]}"]
    yield [f"{text}, {right + 1}"]
    yield [text, str(right + 1)]
    yield [str(right + 1), text]
    yield [str(right + 2**32 * 10**10)]  # right in 32 bits
    yield [str(right + 2**64)]  # right in 64 bits
    yield [f"{text}abc"]
    yield ["abc"]
    yield ["-5"]
    yield [f"{text}.0"]


@requirement("XRPC-010")
def test_refuses_lengths_that_are_none(target: Target) -> None:
    """Neither the body itself is a call, nor what lies in it read as the next request."""
    service, key, smuggled = Service(target), new_key(), new_key("smuggled")
    service.control()
    _require_all_refused(service, encode_call("set", [key, 1]))
    _require_all_refused(service, request(service, encode_call("set", [smuggled, 1])))
    service.require_exists(key, expected=False)
    service.require_exists(smuggled, expected=False)
    service.control()


def _require_all_refused(service: Service, body: bytes) -> None:
    for lengths in _lengths(len(body)):
        response = attempt(service, _framed(service, body, *lengths), finish=True)
        if response is not None and response.status < 400:
            raise Violation(
                f"a Content-Length of {' and '.join(lengths)} is answered with {response.status}",
                expected="an error status or an end",
                timeless=True,
            )


@requirement("XRPC-011")
def test_does_not_execute_what_was_cut_short(target: Target) -> None:
    """The call is complete as XML, yet ten bytes of the body never come."""
    service, key = Service(target), new_key()
    service.control()
    body = encode_call("set", [key, 1])
    response = attempt(service, _framed(service, body, len(body) + 10), finish=True)
    service.require_refusal(response, "a body that was cut short")
    service.require_exists(key, expected=False)
    service.control()


@requirement("XRPC-011", observes="process")
def test_does_not_spin_at_the_end_of_a_short_body(target: Target) -> None:
    service = Service(target)
    service.control()
    body = encode_call("set", [new_key(), 1])
    with target.connect() as client:
        client.send(_framed(service, body, len(body) + 10))
        client.half_close()
        share = _cpu_share(target, client)
    if share >= MOST_CPU:
        raise Violation(f"a body that was cut short costs {share:.0%} of a processor")
    service.control()


def _cpu_share(target: Target, client: StreamConnection) -> float:
    began, before = time.monotonic(), target.vitals()
    client.stay_away(seconds=QUIET)
    burnt = target.vitals().cpu_seconds - before.cpu_seconds
    return burnt / (time.monotonic() - began)


@requirement("XRPC-014")
def test_refuses_what_is_announced_above_its_limit(target: Target) -> None:
    """Before the rest comes: we send a megabyte and then wait."""
    service, key = Service(target), new_key()
    service.control()
    length = int(target.limit("max_body")) + 1
    body = encode_call("set", [key, "x" * MiB])
    growth = Growth(target)
    with target.connect() as client:
        send_what_is_taken(client, _framed(service, body[:MiB], length))
        with before_it_times_out(target):
            response = hear(client, within=soon(target))
    service.require_refusal(response, f"a body of {length} bytes")
    growth.require_below(32 * MiB, "by a body that was only announced")
    service.require_exists(key, expected=False)
    service.control()
