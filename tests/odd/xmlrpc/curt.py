"""Odd but right: refuses with a reset and without a word, and shows a page to whoever looks."""

from __future__ import annotations

import socket
import struct

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd

PAGE = b"<!DOCTYPE html><html><body><p>Speak XML-RPC here.</body></html>"


class Handler(keepalive.Handler):
    """No status says what was wrong, for that would help whoever tries."""

    def do_GET(self) -> None:  # noqa: N802 - the base class's name for it
        self.close_connection = True
        self.send(200, "text/html", len(PAGE), PAGE)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        del code, message, explain
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


if __name__ == "__main__":
    given = options(__doc__)
    Handler.timeout = 1.5
    Handler.max_body = 32 << 20
    serve(Crowd((given.host, given.port), Handler, keepalive.Endpoint(100)))
