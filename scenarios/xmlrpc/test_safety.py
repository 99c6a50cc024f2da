"""Safety: what is not XML, or has no end, is refused and harms nobody."""

from __future__ import annotations

import time
from typing import Literal

import pytest

from wireproof import Target, Untested, Violation, requirement
from wireproof.wire.stream import KiB, MiB
from wireproof.wire.xmlrpc import Fault, Result, String, encode_call, nested

from .attempts import attempt, request
from .service import Service, new_key, read_response, spelled, wrong

LARGE = 8 * MiB
LEAST_DEPTH, MOST_DEPTH = 20, 100  # how deep we nest what is to be accepted


def _malformed(key: str) -> dict[str, bytes]:
    whole = encode_call("set", [key, "value"])
    root = whole.index(b"<methodCall")
    return {
        "empty": b"",
        "no-xml": b"hello",
        "truncated": whole[: -len(b"</methodCall>")],
        "cut-in-a-tag": whole[:-1],
        "two-roots": whole + whole[root:],
        "trailing-text": whole + b"trailing",
        "crossed-tags": whole.replace(b"</param></params>", b"</params></param>"),
        "unclosed-after-the-call": whole.replace(b"</methodCall>", b"<open></methodCall>"),
    }


@requirement("XRPC-042")
@pytest.mark.parametrize("kind", _malformed("key"))
def test_refuses_what_is_not_well_formed(target: Target, kind: str) -> None:
    """Not even a complete call inside is executed."""
    service, key = Service(target), new_key()
    service.control()
    response = service.post(_malformed(key)[kind], within=target.patience.reply)
    service.require_refusal(response, f"a malformed body ({kind})")
    service.require_exists(key, expected=False)
    service.control()


@requirement("XRPC-048")
@pytest.mark.parametrize("kind", ["array", "struct"])
@pytest.mark.parametrize("depth", [20_000, 200_000])
def test_survives_deep_nesting(
    target: Target, depth: int, kind: Literal["array", "struct"]
) -> None:
    """Refused where a depth is declared; otherwise a server may be able to keep it."""
    service, key = Service(target), new_key()
    service.control()
    body = encode_call("set", [key, nested(depth, kind=kind)])
    response = attempt(service, request(service, body), within=target.patience.bulk(len(body)))
    if depth > float(target.implementation.limits.get("max_depth", depth)):
        service.require_refusal(response, f"a nest of {depth}")
        service.require_exists(key, expected=False)
    elif response is not None and response.status < 400:
        service.read(response)
    service.control()


@requirement("XRPC-048")
@pytest.mark.parametrize("kind", ["array", "struct"])
def test_reads_to_the_depth_it_declares(target: Target, kind: Literal["array", "struct"]) -> None:
    service, key = Service(target), new_key()
    service.control()
    depth = min(int(target.implementation.limits.get("max_depth", LEAST_DEPTH)), MOST_DEPTH)
    service.set(key, nested(depth, kind=kind))
    service.require_exists(key, expected=True)


DIGITS = "9" * 1_000_000


@requirement("XRPC-049")
@pytest.mark.parametrize("element", ["int", "i4"])
def test_refuses_endless_integers_in_time(target: Target, element: str) -> None:
    service, key = Service(target), new_key()
    service.control()
    sent = spelled(f"<{element}>{DIGITS}</{element}>")
    response = service.post(encode_call("set", [key, sent]), within=target.patience.reply)
    if target.strict or response.status >= 400 or isinstance(service.read(response), Fault):
        service.require_refusal(response, "an int of 1 000 000 digits")
        service.require_exists(key, expected=False)
    else:
        _require_untold(service, key)


def _require_untold(service: Service, key: str) -> None:
    """Accept that it was stored, also as text, but no other number in its place, and none late."""
    response = service.post(encode_call("get", [key]), within=service.target.patience.reply)
    try:
        answer = service.read(response)
    except Violation:
        return  # all its digits, which we refuse to read
    if isinstance(answer, Result) and answer.value != String(DIGITS):
        raise wrong("an int of 1 000 000 digits comes back as another", answer.value)


@requirement("XRPC-049")
@pytest.mark.parametrize("text", [DIGITS, f"0.{DIGITS}"], ids=["large", "long"])
def test_reads_endless_doubles_in_time(target: Target, text: str) -> None:
    """The second is nearly one, so accepting it is allowed."""
    service, key = Service(target), new_key()
    service.control()
    sent = spelled(f"<double>{text}</double>")
    service.post(encode_call("set", [key, sent]), within=target.patience.reply)
    service.control()


@requirement("XRPC-050", measures=True)
def test_reads_large_bodies_in_linear_time(target: Target) -> None:
    """Four times the size may take eight times as long, or a second."""
    if target.limit("max_body") < LARGE + MiB:
        raise Untested(f"takes bodies of {LARGE // MiB} MiB only above its limit `max_body`")
    service = Service(target)
    service.control()
    small, large = _reading_seconds(service, LARGE // 4), _reading_seconds(service, LARGE)
    if large > max(8 * small, 1):
        raise Violation(
            f"a text of {LARGE // MiB} MiB takes {large:.2f} s, a quarter of it {small:.2f} s",
            timeless=True,
        )


def _reading_seconds(service: Service, size: int) -> float:
    """Send one long text in small writes and tell how long the answer took."""
    target = service.target
    sent = request(service, encode_call("set", [new_key("large"), "x" * size]))
    with target.connect() as client:
        began, starved = time.monotonic(), target.starved_seconds()
        client.send_in_pieces(sent, 4 * KiB, apart=0)
        read_response(client, within=target.patience.bulk(size), strict=False)
        return time.monotonic() - began - (target.starved_seconds() - starved)
