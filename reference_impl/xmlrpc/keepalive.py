"""XML-RPC over HTTP/1.1: one thread for each client, which calls as often as it likes.

    python -m reference_impl.xmlrpc.keepalive

A new connection and a new thread for each call is what makes the classic recipe slow, not its
XML. Here a client keeps both. Answers are not compressed: on a fast network that costs more time
than it saves.
"""

from __future__ import annotations

from http import HTTPStatus

from reference_impl._launch import options, serve
from reference_impl.xmlrpc.admission import Admission, Crowd
from reference_impl.xmlrpc.system import System


class Endpoint(System):
    """Everything behind the HTTP."""


class Handler(Admission):
    """One client: its requests in order, each answered before the next is read."""

    protocol_version = "HTTP/1.1"
    server: Crowd

    def do_POST(self) -> None:  # noqa: N802 - the base class's name for it
        # XRPC-013: the base class comes back here until the connection is to be closed, with
        # whatever was pipelined still in rfile; we take exactly one body off it.
        body = self.admit()
        if body is not None:
            self.reply(self.server.endpoint.answer(body))

    def find_fault(self) -> HTTPStatus | None:
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE  # XRPC-016: never parsed as if it were plain.
        if self.request_version != "HTTP/1.0" and len(self.headers.get_all("Host", ())) != 1:
            return HTTPStatus.BAD_REQUEST  # RFC 9112 section 3.2
        return super().find_fault()

    def reply(self, document: bytes) -> None:
        # XRPC-001: the length is in bytes, or text (XRPC-034) and names (XRPC-031) beyond ASCII
        # arrive cut. XRPC-002: 200 also for a fault, since the call was understood.
        self.send(HTTPStatus.OK, "text/xml", len(document), document)

    def send(self, status: int, kind: str, length: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        if self.close_connection or self.request_version == "HTTP/1.0":
            self.send_header("Connection", "close")  # this also makes the base class close it
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until stdin ends."""
    given = options(__doc__, max_body=32 << 20, max_depth=100, idle_timeout=30.0)
    Handler.timeout = given.idle_timeout
    Handler.max_body = given.max_body
    serve(Crowd((given.host, given.port), Handler, Endpoint(given.max_depth)))


if __name__ == "__main__":
    main()
