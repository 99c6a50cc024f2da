"""Read HTTP/1.x requests strictly: bytes in, values out, no sockets.

As `ResponseReader`, for the other direction: what breaks RFC 9112 is a `Violation`, and so is,
while the reader is strict, what a server may understand although no client may send it.
"""

from __future__ import annotations

import re

import msgspec

from wireproof.errors import Violation
from wireproof.wire.http.messages import Framing, Request
from wireproof.wire.http.reader import MAX_BODY, MAX_HEAD, MessageReader
from wireproof.wire.http.stream import Reading, shown

_REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) HTTP/(1\.[0-9])")
_FRAGMENT = b"#"  # of a URI, which no request target has (RFC 9112 section 3.2)


class RequestReader(MessageReader[Request]):
    """Reads the requests of one connection, in order. Bounds are in bytes."""

    def __init__(
        self, *, strict: bool = True, max_head: int = MAX_HEAD, max_body: int = MAX_BODY
    ) -> None:
        super().__init__(strict=strict, max_head=max_head, max_body=max_body)
        self.head: Request | None = None
        """The request that is being read, as soon as its head is complete; without a body."""

    def next_request(self) -> Request | None:
        """Give the next request; None while it is not complete.

        None also when the stream ended before a first byte of it: that is for the caller to judge.
        Raises `Violation`, then and ever after, when it is malformed, too large, or cut by the
        end of the stream.
        """
        return self._next()

    # -- The grammar -------------------------------------------------------------------------

    def _message(self) -> Reading[Request]:
        head = yield from self._head()
        self.head = head
        framing, length = self._framing(head)
        body, trailers = yield from self._body(framing, length)
        self.head = None
        return msgspec.structs.replace(
            head,
            body=body,
            framing=framing,
            trailers=trailers,
            stays_open=head.persists,
            oddities=tuple(self._stream.oddities),
        )

    def _head(self) -> Reading[Request]:
        line = yield from self._stream.line("the request line", self._max_head)
        while not line:  # section 2.2: a server should ignore it
            self._stream.odd("an empty line stands before the request line", line)
            line = yield from self._stream.line("the request line", self._max_head)
        found = _REQUEST_LINE.fullmatch(line)
        if not found or _FRAGMENT in found[2]:
            message = "the request does not begin with a request line"
            raise Violation(message, expected="POST /path HTTP/1.1", seen=shown(line))
        method, target, version = (part.decode() for part in found.groups())
        fields = yield from self._fields("the head")
        return Request(
            method=method,
            target=target,
            version=version,
            fields=fields,
            body=b"",
            framing="none",
            stays_open=True,
        )

    def _framing(self, head: Request) -> tuple[Framing, int]:
        """Tell how the body is delimited: RFC 9112 section 6.3, where no length means no body."""
        if self._coding(head):
            return "chunked", 0
        length = self._length(head)
        return ("none", 0) if length is None else ("length", length)
