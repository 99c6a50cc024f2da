"""The server itself: a thread that answers whoever connects, as its script says.

It serves one connection after the other until it is left, so that a client that comes back is
seen, counted and answered again. What a client does wrong on the way is kept for who asks.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from wireproof.errors import Violation
from wireproof.peers.xmlrpc.replies import Reply
from wireproof.wire import http
from wireproof.wire.listener import Listener
from wireproof.wire.stream import StreamConnection

LOOK_SECONDS = 0.05  # how soon it notices that it is to stop
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
OLD_END = b"\r\n"  # what HTTP/1.0 clients may send after a body (RFC 9112 section 2.2)

Script = Callable[[http.Request], Reply]
"""What to answer to a request."""


class Server:
    """Serve ``first`` and whoever comes after it to ``listener``. Use it in a ``with``."""

    def __init__(self, listener: Listener, first: StreamConnection, script: Script) -> None:
        self._listener = listener
        self._first = first
        self._script = script
        self._requests: list[http.Request] = []
        self._trouble: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take what has come, and stop."""
        self._stop.set()
        self._thread.join()

    @property
    def requests(self) -> list[http.Request]:
        """Every whole request that came; raises what was wrong with one that is none."""
        if self._trouble:
            raise self._trouble
        return self._requests

    # -- On the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        connection: StreamConnection | None = self._first
        while connection or not self._stop.is_set():
            if connection:
                try:
                    self._serve(connection)
                except Exception as trouble:  # noqa: BLE001 - told to who asks, on its own thread
                    self._trouble = self._trouble or trouble
            connection = self._listener.accept(LOOK_SECONDS)

    def _serve(self, connection: StreamConnection) -> None:
        with connection:
            reader = http.RequestReader()
            request = self._read(connection, reader)
            if request is None:
                return
            self._requests.append(request)
            with contextlib.suppress(Violation):  # who does not want it all may leave
                self._give(connection, self._script(request))
            stray = reader.unread + self._drain(connection)
            if stray.removeprefix(OLD_END if request.version == "1.0" else b""):
                raise Violation(
                    "bytes follow the body, more than its Content-Length says",
                    expected=f"{len(request.body)} bytes",
                    seen=f"{len(stray)} bytes more: {stray[:40]!r}",
                )

    def _read(
        self, connection: StreamConnection, reader: http.RequestReader
    ) -> http.Request | None:
        """Read one request; `None` where nobody sent a byte of one."""
        told = False
        while (request := reader.next_request()) is None:
            if reader.head and not told and "100-continue" in reader.head.options("Expect"):
                connection.send(GO_ON)
                told = True
            if not (piece := self._more(connection)):
                reader.feed_eof()
                return reader.next_request()  # raises, unless nothing came
            reader.feed(piece)
        return request

    def _give(self, connection: StreamConnection, reply: Reply) -> None:
        self._stop.wait(reply.after)
        rest = reply.data
        while rest and not self._stop.is_set():
            rest = rest[connection.send_until_stalled(rest, quiet_seconds=LOOK_SECONDS) :]
        if reply.then == "reset":
            connection.reset()
        elif reply.then == "end":
            connection.half_close()
        else:
            self._stop.wait()

    def _drain(self, connection: StreamConnection) -> bytes:
        """Wait until the client leaves, and give what it still said."""
        said = bytearray()
        with contextlib.suppress(OSError):  # we have reset it
            while piece := self._more(connection):
                said += piece
                if len(said) > http.MAX_BODY:
                    break
        return bytes(said)

    def _more(self, connection: StreamConnection) -> bytes:
        """Wait for bytes, or an end; once we are to stop, what is not there counts as an end."""
        while True:
            stopping = self._stop.is_set()
            with contextlib.suppress(Violation):  # nothing came in that moment
                return connection.receive_or_end(within=LOOK_SECONDS)
            if stopping:
                return b""
