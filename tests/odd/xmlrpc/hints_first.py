"""Odd but right: an interim answer before the answer, and a new connection for every call."""

from __future__ import annotations

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd


class Handler(keepalive.Handler):
    """An HTTP/1.1 client must be able to skip interim answers (RFC 9110 section 15.2)."""

    def send(self, status: int, kind: str, length: int, body: bytes) -> None:
        if self.request_version == "HTTP/1.1":
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
        self.close_connection = True
        self.wfile.write(
            b"HTTP/1.1 %d \r\nConnection: close\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b"
            % (status, kind.encode(), length, body)
        )


if __name__ == "__main__":
    given = options(__doc__)
    Handler.timeout = 1.5
    Handler.max_body = 32 << 20
    serve(Crowd((given.host, given.port), Handler, keepalive.Endpoint(100)))
