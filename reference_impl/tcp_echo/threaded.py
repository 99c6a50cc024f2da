"""TCP echo, one thread per client: the shortest server that keeps the whole contract.

    python -m reference_impl.tcp_echo.threaded --idle-timeout 1.5

A client costs us one blocked read, and the code reads like the sentence "what comes in goes out".
For thousands of idle clients read ``evented.py`` beside this file.
The rule of this file: whatever happens to a client happens to its own thread.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading

from reference_impl._launch import options, serve

CHUNK_BYTES = 65_536
MOST_CLIENTS = 900  # under the usual 1024 descriptors: accept() must never run out of them
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoHandler(socketserver.BaseRequestHandler):
    """Echo one client until it ends its stream."""

    request: socket.socket
    server: EchoServer

    def handle(self) -> None:
        # ECHO-001: no greeting, no prompt, no farewell.
        # ECHO-009, ECHO-010: a client that vanishes is news about the client, not about us.
        with contextlib.suppress(OSError):
            self.echo()

    def echo(self) -> None:
        # ECHO-003: a read has no meaning of its own, so nothing is held back or joined.
        # ECHO-006: only the empty read is the end, and by then every earlier one is answered.
        while chunk := self.receive():
            self.reply(chunk)

    def receive(self) -> bytes:
        # ECHO-021: the clock runs for this connection; the listener has none.
        self.request.settimeout(self.server.idle_seconds)
        # ECHO-002, ECHO-017: bytes of our own, never text and never a buffer that threads share.
        # ECHO-004, ECHO-005: whatever is there, much or little; a full buffer means nothing.
        return self.request.recv(CHUNK_BYTES)

    def reply(self, chunk: bytes) -> None:
        # ECHO-001, ECHO-002, ECHO-005: exactly these octets, and now.
        # ECHO-012, ECHO-013: a client that does not read blocks this thread and no other.
        self.request.settimeout(STALL_FACTOR * self.server.idle_seconds)
        # ECHO-004, ECHO-006, ECHO-011: send may take a part; sendall goes on to the last octet.
        self.request.sendall(chunk)

    def finish(self) -> None:
        # ECHO-007, ECHO-008: all is read and all is handed over, so our end is a FIN, at once.
        # ECHO-006: the kernel delivers what it still holds, as long as nobody tells it not to.
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)


class EchoServer(socketserver.ThreadingTCPServer):
    """Accept at once and remember nobody."""

    daemon_threads = True  # ECHO-022: a client must not keep us alive
    request_queue_size = 1024  # a full queue costs a client a second, until its SYN is repeated

    def __init__(self, address: tuple[str, int], idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        super().__init__(address, EchoHandler)

    def server_bind(self) -> None:
        # ECHO-020: set before bind(), and so that connections of our predecessor in TIME_WAIT
        # do not keep us from its port. TCPServer's own default is not to.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it: no reply waits for the acknowledgement of the one before.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().server_bind()

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
    serve(EchoServer((limits.host, limits.port), limits.idle_timeout))


if __name__ == "__main__":
    main()
