"""What our XML-RPC server sends: good answers, faults, and what is no answer at all."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wireproof.wire import http
from wireproof.wire.xmlrpc import encode_call, encode_fault, encode_result

XML = "text/xml"
HTML = "text/html; charset=utf-8"
PAGE = b"<!DOCTYPE html><html><head><title>Hello</title></head><body><p>Hello</body></html>"
GOOD = encode_result("what nobody may believe")
MISSING = 10  # bytes of a body that are announced and never come


class Reply(Struct, frozen=True, kw_only=True):
    """Bytes for a request that has come, and what the server does after them.

    ``after`` is how long it waits before, in seconds. Then it ends its direction, resets the
    connection, or holds it and says nothing more.
    """

    data: bytes
    then: Literal["end", "reset", "hold"] = "end"
    after: float = 0


def answer(
    document: bytes, *, status: int = 200, kind: str = XML, fields: http.Fields = ()
) -> bytes:
    """Write a response with a document in it, whatever both are."""
    reason = {200: "OK", 404: "Not Found", 500: "Internal Server Error"}[status]
    given = (("Content-Type", kind), ("Connection", "close"), *fields)
    return http.response(status, reason, fields=given, body=document)


def result(value: object, *, after: float = 0) -> Reply:
    """Answer as a good server does."""
    return Reply(data=answer(encode_result(value)), after=after)


def fault(code: int, string: str) -> Reply:
    """Answer that the call failed, as a good server does."""
    return Reply(data=answer(encode_fault(code, string)))


def _too_long() -> bytes:
    return answer(GOOD, fields=(("Content-Length", str(len(GOOD) + MISSING)),))


LIES = {
    "a good document under status 500": Reply(data=answer(GOOD, status=500)),
    "a page under status 404": Reply(data=answer(PAGE, status=404, kind=HTML)),
    "a page under status 200": Reply(data=answer(PAGE, kind=HTML)),
    "a call": Reply(data=answer(encode_call("set", ["a", "b"]))),
    "a document cut in two": Reply(data=answer(GOOD[: len(GOOD) // 2])),
    "a document without its last tag": Reply(data=answer(GOOD.rpartition(b"<")[0])),
    "a body shorter than its length": Reply(data=_too_long()),
    "an empty body": Reply(data=answer(b"")),
    "no HTTP": Reply(data=GOOD),
}
"""What is no answer to a call, by what it is; each but the last two holds what looks like one."""
