"""The other side: what a client sends, and what it makes of answers that are none."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.peers.xmlrpc import BOMBS, DEPTHS, LIES, Reply, fault, result
from wireproof.wire import http
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import Array, DateTime, Form, decode_call, require_same_value

from .clients import (
    METHOD,
    call,
    order,
    require_error,
    require_fault,
    require_good_answer_taken,
    require_value,
)

MOST_GROWTH = 128 * MiB  # beyond what the same client needs for a good answer
STRICT = frozenset(Form) - {Form.STRAY, Form.DOUBLE}  # namespaces and exponents are habits

TEXTS: list[object] = [
    "a\rb\r\nc\n",
    "<&>]]>\"'",
    "gr\xfc\xdfe \u4e2d\u6587 \U0001f40d",
    "",
    " \t two  ends ",
]
SCALARS: list[object] = [
    0,
    -1,
    2**31 - 1,
    -(2**31),
    True,
    False,
    0.5,
    -123456.789,
    b"",
    bytes(range(256)),
]
CONTAINERS: list[object] = [[], [[1, "b"], []], {"": 1, "faultCode": 2, "a<b": [{"\xe9": {}}]}]
DATES: list[object] = [DateTime("19980717T14:08:55"), DateTime("00010101T00:00:00")]
CALLS: dict[str, list[object]] = {"text": TEXTS, "scalars": SCALARS, "nothing": []}

SPLIT = http.response(200, "OK", fields=[("Content-Length", "900")], body=b"<?xml version='1.0'?>")
SILENCES = {"at once": b"", "amid the body": SPLIT}


# -- What it sends -----------------------------------------------------------------------------


def only_request(target: Target, params: list[object]) -> http.Request:
    """Have it call once and give the one request that came."""
    found = call(target, result(True), order(params=params)).requests  # noqa: FBT003 - a value
    if len(found) != 1:
        raise Violation(f"{len(found)} requests came for one call")
    return found[0]


@requirement("XRPC-070")
def test_posts_with_the_fields_of_the_specification(target: Target) -> None:
    """Host is the authority that the client was given (RFC 9112 section 3.2)."""
    request = only_request(target, ["a"])
    seen = {name: request.one(name) for name in ("Host", "User-Agent", "Content-Type")}
    kind = (seen["Content-Type"] or "").partition(";")[0].strip().lower()
    if request.method != "POST":
        raise Violation(f"the method is {request.method}", expected="POST")
    if not (seen["Host"] or "").startswith("127.0.0.1:"):
        raise Violation(f"the Host is {seen['Host']!r}", expected="the host and port it was given")
    if not seen["User-Agent"]:
        raise Violation("there is no User-Agent")
    if kind != "text/xml":
        raise Violation(f"the Content-Type is {seen['Content-Type']!r}", expected="text/xml")
    if request.framing != "length":
        raise Violation("there is no Content-Length")


@requirement("XRPC-070")
@pytest.mark.parametrize("which", CALLS)
def test_writes_calls_that_mean_what_it_was_told(target: Target, which: str) -> None:
    """Whatever a value holds, the document is well-formed, of the length announced, and says it."""
    require_call(only_request(target, CALLS[which]), CALLS[which])


@requirement("XRPC-070", features=("containers",))
def test_writes_arrays_and_structs(target: Target) -> None:
    """Whatever their members are called."""
    require_call(only_request(target, CONTAINERS), CONTAINERS)


@requirement("XRPC-070", features=("dates",))
def test_writes_dates(target: Target) -> None:
    require_call(only_request(target, DATES), DATES)


@requirement("XRPC-070", features=("nil",))
def test_writes_nil(target: Target) -> None:
    """Where the extension is declared."""
    require_call(only_request(target, [None, 1]), [None, 1])


@requirement("XRPC-070", features=("nil", "containers"))
def test_writes_nil_in_arrays_and_structs(target: Target) -> None:
    """Nil is a value like any other."""
    hollow: list[object] = [[None], {"a": None}]
    require_call(only_request(target, hollow), hollow)


def require_call(request: http.Request, params: list[object]) -> None:
    sent = decode_call(request.body, insist_on=STRICT)
    if sent.method != METHOD:
        raise Violation("another method is called", expected=METHOD, seen=repr(sent.method[:80]))
    require_same_value(params, Array(sent.params), "the parameters")


# -- What it makes of answers ------------------------------------------------------------------


@requirement("XRPC-071")
@pytest.mark.parametrize(("code", "string"), [(4, "Too many parameters."), (-32601, "\xe9 <&>")])
def test_reports_a_fault_with_both_members(target: Target, code: int, string: str) -> None:
    """And a good answer as no fault."""
    require_fault(call(target, fault(code, string)), code, string)
    require_good_answer_taken(target)


@requirement("XRPC-071")
def test_takes_a_struct_that_looks_like_a_fault_for_a_value(target: Target) -> None:
    """What makes a fault is where it stands."""
    due = {"faultCode": 4, "faultString": "Too many parameters."}
    require_value(call(target, result(due)), due)


@requirement("XRPC-071")
@pytest.mark.parametrize("which", LIES)
def test_reports_what_is_no_answer_as_an_error(target: Target, which: str) -> None:
    """Not as a value, and not as a fault that nobody sent."""
    require_error(call(target, LIES[which]), which)
    require_good_answer_taken(target)


@requirement("XRPC-072", measures=True)
@pytest.mark.parametrize("which", BOMBS)
def test_survives_bombs(target: Target, which: str) -> None:
    """In time, and with no more memory than a good answer may need.

    Depth alone does no harm to who does not recurse: without posture strict it may be a value.
    """
    most = require_good_answer_taken(target).peak_bytes + MOST_GROWTH
    told = call(target, BOMBS[which](), within=target.patience.long, most_bytes=most)
    if target.strict or which not in DEPTHS or not told.answer["ok"]:
        require_error(told, which)


# -- What it makes of silence ------------------------------------------------------------------


@requirement("XRPC-073")
@pytest.mark.parametrize("which", SILENCES)
def test_gives_up_on_a_silent_server_in_time(target: Target, which: str) -> None:
    """It takes an answer that comes late, and does not wait for one that never comes."""
    limit = target.limit("call_timeout")
    require_good_answer_taken(target, after=limit / 3)
    silence = Reply(data=SILENCES[which], then="hold")
    require_error(call(target, silence, within=limit + target.patience.reply), "silence")


@requirement("XRPC-090")
@pytest.mark.parametrize("ending", ["end", "reset"])
def test_does_not_send_a_call_again_that_may_have_been_executed(
    target: Target, ending: str
) -> None:
    """A server that has read the whole call and leaves may have done what it was told."""
    require_good_answer_taken(target)
    lost = Reply(data=b"", then="end" if ending == "end" else "reset")
    told = call(target, lost, order("set", ["key", "value"]))
    if len(told.requests) != 1:
        raise Violation(f"the call was sent {len(told.requests)} times", expected="once")
    require_error(told, "a lost connection")
