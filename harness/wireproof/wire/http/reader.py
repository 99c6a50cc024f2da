"""What reading requests and responses have in common: fields, lengths, chunks, and the end."""

from __future__ import annotations

import re
from typing import Generic, TypeVar

from wireproof.errors import Violation
from wireproof.wire.http.messages import Fields, Framing, Message
from wireproof.wire.http.stream import ByteStream, Reading, shown

MAX_HEAD = 65_536
MAX_BODY = 64 * 1024 * 1024
MAX_CHUNK_LINE = 4096

_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)([ \t]*):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})([ \t]*;[\t\x20-\x7e\x80-\xff]*)?")
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)

Kind = TypeVar("Kind", bound=Message)


class MessageReader(Generic[Kind]):
    """Reads the messages of one direction of a connection, in order. Bounds are in bytes."""

    def __init__(self, *, strict: bool, max_head: int, max_body: int) -> None:
        self._stream = ByteStream(strict=strict)
        self._max_head = max_head
        self._max_body = max_body
        self._reading: Reading[Kind] | None = None
        self._broken: Violation | None = None

    def feed(self, data: bytes) -> None:
        """Take bytes that came."""
        self._stream.feed(data)

    def feed_eof(self) -> None:
        """Note that the other side ended its direction."""
        self._stream.ended = True

    @property
    def unread(self) -> bytes:
        """Bytes that came after what the messages so far needed."""
        return self._stream.unread()

    def _next(self) -> Kind | None:
        if self._broken:
            raise self._broken
        if self._reading is None:
            if not len(self._stream):
                return None
            self._stream.oddities = []
            self._reading = self._message()
        try:
            return self._advance(self._reading)
        except Violation as violation:
            self._broken = violation
            raise

    def _advance(self, reading: Reading[Kind]) -> Kind | None:
        try:
            next(reading)
        except StopIteration as done:
            self._reading = None
            message: Kind = done.value
            return message
        if self._stream.ended:
            raise Violation(f"the connection ended {self._stream.place}")
        return None

    # -- The grammar -------------------------------------------------------------------------

    def _message(self) -> Reading[Kind]:
        raise NotImplementedError

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

    def _coding(self, head: Message) -> str:
        """Tell the transfer coding, if any; only chunked, and only where it may stand."""
        codings = head.options("Transfer-Encoding")
        if not head.all("Transfer-Encoding"):
            return ""
        if head.version == "1.0":
            raise Violation(f"an HTTP/1.0 {head.kind} has a Transfer-Encoding", seen=repr(codings))
        if head.all("Content-Length"):
            raise Violation(f"the {head.kind} has both Transfer-Encoding and Content-Length")
        if codings != ["chunked"]:
            raise Violation("a transfer coding came that nobody asked for", seen=repr(codings))
        return "chunked"

    def _length(self, head: Message) -> int | None:
        given = head.all("Content-Length")
        if not given:
            return None
        lengths = head.options("Content-Length")
        if len(set(lengths)) != 1 or not _LENGTH.fullmatch(lengths[0]):
            raise Violation("the Content-Length is no number", expected="digits", seen=repr(given))
        if len(lengths) > 1:
            self._stream.odd("the Content-Length comes more than once", repr(given).encode())
        return self._bounded(int(lengths[0]))

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
