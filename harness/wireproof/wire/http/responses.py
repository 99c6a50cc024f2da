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
from wireproof.wire.http.messages import Framing, Response
from wireproof.wire.http.reader import MAX_BODY, MAX_HEAD, MessageReader
from wireproof.wire.http.stream import Reading, shown

_STATUS_LINE = re.compile(rb"HTTP/(1\.[0-9]) ([1-9][0-9]{2})( ([\t\x20-\x7e\x80-\xff]*))?")


class ResponseReader(MessageReader[Response]):
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
        super().__init__(strict=strict, max_head=max_head, max_body=max_body)
        self._methods = deque(methods)

    def sent(self, method: str) -> None:
        """Note that another request was sent."""
        self._methods.append(method)

    def next_response(self) -> Response | None:
        """Give the next response, interim ones too; None while it is not complete.

        None also when the stream ended before a first byte of it: that is for the caller to judge.
        Raises `Violation`, then and ever after, when it is malformed, too large, or cut by the
        end of the stream.
        """
        return self._next()

    # -- The grammar -------------------------------------------------------------------------

    def _message(self) -> Reading[Response]:
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
            stays_open=framing != "close" and head.persists,
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

    def _framing(self, head: Response) -> tuple[Framing, int]:
        """Tell how the body is delimited: RFC 9112 section 6.3, without a server's licences."""
        if self._coding(head):
            return "chunked", 0
        length = self._length(head)
        return ("close", 0) if length is None else ("length", length)
