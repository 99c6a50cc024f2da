"""TCP echo of lines: a thread per client, and file objects instead of sockets.

    python -m reference_impl.tcp_echo.line_stream --idle-timeout 1.5

The unit is a line that ends in LF, in octets: CR is an octet like any other, and the encoding of
a line is none of our business. A line may be longer than our memory, so we pass long ones on in
pieces, which on the wire is the same.
The rule of this file: the first unfinished piece is the only thing that is ever held back.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading

from reference_impl._launch import options, serve

PIECE_BYTES = 65_536
MOST_CLIENTS = 900  # under the usual 1024 descriptors: accept() must never run out of them
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class LineHandler(socketserver.StreamRequestHandler):
    """Echo the lines of one client."""

    server: LineServer
    connection: socket.socket
    disable_nagle_algorithm = True  # no reply waits for the acknowledgement of the one before
    wbufsize = 0  # LINE-001: a buffered writer would keep a line until somebody thinks of flush()

    def handle(self) -> None:
        # ECHO-009, ECHO-010, ECHO-021: a client that is gone, was never there, or sleeps.
        with contextlib.suppress(OSError):
            while line := self.next_line():
                self.reply(line)

    def next_line(self) -> bytes:
        # LINE-001: readline returns at the LF; it does not wait for its buffer to fill.
        # LINE-003: the end of the stream ends the last line as well, LF or not.
        # LINE-004: from a longer line it takes a piece, and the next call takes the next one.
        self.connection.settimeout(self.server.idle_seconds)
        return self.rfile.readline(PIECE_BYTES)

    def reply(self, line: bytes) -> None:
        # ECHO-001, ECHO-002, LINE-002: octets in, the same octets out; no text, no strip, no "\n".
        # ECHO-011, ECHO-012: unbuffered, this write is sendall, and it blocks while nobody reads.
        self.connection.settimeout(STALL_FACTOR * self.server.idle_seconds)
        self.wfile.write(line)


class LineServer(socketserver.ThreadingTCPServer):
    """Accept at once and remember nobody."""

    allow_reuse_address = True  # ECHO-020: on the class, since the constructor binds
    daemon_threads = True  # ECHO-022: a client must not keep us alive
    request_queue_size = 1024  # a full queue costs a client a second, until its SYN is repeated

    def __init__(self, address: tuple[str, int], idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        super().__init__(address, LineHandler)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        # ECHO-013, ECHO-014, ECHO-017: a thread each, so nobody waits for anybody else.
        # A full house hangs up: a flood must end in refusals, not in a thread that cannot start.
        if threading.active_count() > MOST_CLIENTS:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    serve(LineServer((limits.host, limits.port), limits.idle_timeout))


if __name__ == "__main__":
    main()
