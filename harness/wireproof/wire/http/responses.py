"""Read HTTP/1.x responses strictly: bytes in, values out, no sockets.

``feed`` and ``feed_eof`` only take what came; ``next_response`` tells what it means. A response
that breaks RFC 9112 beyond understanding is a `Violation`. What a client may understand although
no server may send it (section 2.2) is one too while the reader is strict, otherwise an entry in
the response's ``oddities``.
"""

from __future__ import annotations

import re
from collections import deque

import msgspec

from wireproof.errors import Violation
from wireproof.wire.http.messages import Fields, Framing, Response
from wireproof.wire.http.stream import ByteStream, Reading, shown

MAX_HEAD = 65_536
MAX_BODY = 64 * 1024 * 1024
MAX_CHUNK_LINE = 4096

_STATUS_LINE = re.compile(rb"HTTP/(1\.[0-9]) ([1-9][0-9]{2})( ([\t\x20-\x7e\x80-\xff]*))?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)([ \t]*):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})([ \t]*;[\t\x20-\x7e\x80-\xff]*)?")
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)


class ResponseReader:
    """Reads the responses of one connection, in order.

    ``methods`` are those of the requests sent so far, more with `sent`: the answer to a HEAD has
    no body. Without any, every response is taken for one to POST. Bounds are in bytes.
    """

    def __init__(
        self,
        *methods: str,
        strict: bool = True,
        max_head: int = MAX_HEAD,
        max_body: int = MAX_BODY,
    ) -> None:
        self._methods = deque(methods)
        self._stream = ByteStream(strict=strict)
        self._max_head = max_head
        self._max_body = max_body
        self._reading: Reading[Response] | None = None
        self._broken: Violation | None = None

    def sent(self, method: str) -> None:
        """Note that another request was sent."""
        self._methods.append(method)

    def feed(self, data: bytes) -> None:
        """Take bytes that came."""
        self._stream.feed(data)

    def feed_eof(self) -> None:
        """Note that the server ended its direction."""
        self._stream.ended = True

    @property
    def unread(self) -> bytes:
        """Bytes that came after what the responses so far needed."""
        return self._stream.unread()

    def next_response(self) -> Response | None:
        """Give the next response, interim ones too; None while it is not complete.

        None also when the stream ended before a first byte of it: that is for the caller to judge.
        Raises `Violation`, then and ever after, when it is malformed, too large, or cut by the
        end of the stream.
        """
        if self._broken:
            raise self._broken
        if self._reading is None:
            if not len(self._stream):
                return None
            self._stream.oddities = []
            self._reading = self._response()
        try:
            return self._advance(self._reading)
        except Violation as violation:
            self._broken = violation
            raise

    def _advance(self, reading: Reading[Response]) -> Response | None:
        try:
            next(reading)
        except StopIteration as done:
            self._reading = None
            response: Response = done.value
            return response
        if self._stream.ended:
            raise Violation(f"the connection ended {self._stream.place}")
        return None

    # -- The grammar -------------------------------------------------------------------------

    def _response(self) -> Reading[Response]:
        head = yield from self._head()
        interim = head.status < 200
        method = self._methods.popleft() if self._methods and not interim else "POST"
        framing: Framing = "none"
        length = 0
        if not (interim or head.status in {204, 304} or method == "HEAD"):
            framing, length = self._framing(head)
        body, trailers = yield from self._body(framing, length)
        return msgspec.structs.replace(
            head,
            body=body,
            framing=framing,
            trailers=trailers,
            stays_open=framing != "close" and _persistent(head),
            oddities=tuple(self._stream.oddities),
        )

    def _head(self) -> Reading[Response]:
        line = yield from self._stream.line("the status line", self._max_head)
        found = _STATUS_LINE.fullmatch(line)
        if not found:
            message = "the response does not begin with a status line"
            raise Violation(message, expected="HTTP/1.1 200 OK", seen=shown(line))
        version, status, tail, reason = found.groups()
        if tail is None:
            self._stream.odd("the status line has no space after its code", line)
        fields = yield from self._fields("the head")
        return Response(
            version=version.decode(),
            status=int(status),
            reason=(reason or b"").decode("latin-1"),
            fields=fields,
            body=b"",
            framing="none",
            stays_open=True,
        )

    def _fields(self, what: str) -> Reading[Fields]:
        fields: list[tuple[str, str]] = []
        left = self._max_head
        while line := (yield from self._stream.line(what, left)):
            left -= len(line) + 2
            if line[:1] in {b" ", b"\t"} and fields:
                self._stream.odd("a field is folded over two lines", line)
                name, value = fields.pop()
                folded = line.strip(b" \t").decode("latin-1")
                fields.append((name, f"{value} {folded}"))
            else:
                fields.append(self._field(line))
        return tuple(fields)

    def _field(self, line: bytes) -> tuple[str, str]:
        found = _FIELD.fullmatch(line)
        if not found:
            message = "a line of the head is no field"
            raise Violation(message, expected="name: value", seen=shown(line))
        name, space, value = found.groups()
        if space:
            self._stream.odd("a field has white space before its colon", line)
        return name.decode(), value.rstrip(b" \t").decode("latin-1")

    def _framing(self, head: Response) -> tuple[Framing, int]:
        """Tell how the body is delimited: RFC 9112 section 6.3, without a server's licences."""
        codings = head.options("Transfer-Encoding")
        if not head.all("Transfer-Encoding"):
            return self._length(head)
        if head.version == "1.0":
            raise Violation("an HTTP/1.0 response has a Transfer-Encoding", seen=repr(codings))
        if head.all("Content-Length"):
            raise Violation("the response has both Transfer-Encoding and Content-Length")
        if codings != ["chunked"]:
            raise Violation("a transfer coding came that nobody asked for", seen=repr(codings))
        return "chunked", 0

    def _length(self, head: Response) -> tuple[Framing, int]:
        given = head.all("Content-Length")
        if not given:
            return "close", 0
        lengths = head.options("Content-Length")
        if len(set(lengths)) != 1 or not _LENGTH.fullmatch(lengths[0]):
            raise Violation("the Content-Length is no number", expected="digits", seen=repr(given))
        if len(lengths) > 1:
            self._stream.odd("the Content-Length comes more than once", repr(given).encode())
        return "length", self._bounded(int(lengths[0]))

    def _body(self, framing: Framing, length: int) -> Reading[tuple[bytes, Fields]]:
        if framing == "chunked":
            return (yield from self._chunks())
        body = b""
        if framing == "length":
            body = yield from self._stream.exactly(length, "the body")
        elif framing == "close":
            body = yield from self._stream.rest("the body", self._max_body)
        return body, ()

    def _chunks(self) -> Reading[tuple[bytes, Fields]]:
        body = bytearray()
        while size := (yield from self._chunk_size()):
            self._bounded(len(body) + size)
            body += yield from self._stream.exactly(size, "a chunk")
            line = yield from self._stream.line("the end of a chunk", MAX_CHUNK_LINE)
            if line:
                message = "a chunk is longer than it said"
                raise Violation(message, expected="CRLF", seen=shown(line))
        trailers = yield from self._fields("the trailers")
        return bytes(body), trailers

    def _chunk_size(self) -> Reading[int]:
        line = yield from self._stream.line("a chunk size", MAX_CHUNK_LINE)
        found = _CHUNK_SIZE.fullmatch(line)
        if not found:
            message = "a chunk has no size"
            raise Violation(message, expected="hexadecimal digits", seen=shown(line))
        return int(found[1], 16)

    def _bounded(self, size: int) -> int:
        if size > self._max_body:
            raise Violation(f"the body has {size} bytes or more, above {self._max_body}")
        return size


def _persistent(head: Response) -> bool:
    """Tell what RFC 9112 section 9.3 says of the connection."""
    options = head.options("Connection")
    return "close" not in options and (head.version != "1.0" or "keep-alive" in options)
