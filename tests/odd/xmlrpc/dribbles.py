"""Odd but right: starts late, answers late and in single bytes, and talks a lot on stderr."""

from __future__ import annotations

import io
import socket
import sys
import time

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd

ONE_BY_ONE = 250  # bytes; a megabyte in single bytes would not be in time


class Handler(keepalive.Handler):
    """The head and the beginning of the body come in segments of one byte."""

    def send(self, status: int, kind: str, length: int, body: bytes) -> None:
        wire, self.wfile = self.wfile, io.BytesIO()
        super().send(status, kind, length, body)
        answer, self.wfile = self.wfile.getvalue(), wire
        time.sleep(0.01)
        for index in range(min(len(answer), ONE_BY_ONE)):
            self.connection.send(answer[index : index + 1])
        self.wfile.write(answer[ONE_BY_ONE:])

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        sys.stderr.write(f"noise about {self.path!r}: {code} {size}\n" * 3)


class Narrow(Crowd):
    """Small socket buffers, which whoever is accepted inherits."""

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        super().server_bind()


if __name__ == "__main__":
    given = options(__doc__)
    sys.stdout.write("starting slowly: this line announces nothing\n")
    time.sleep(0.7)
    Handler.timeout = 1.5
    Handler.max_body = 32 << 20
    serve(Narrow((given.host, given.port), Handler, keepalive.Endpoint(100)))
