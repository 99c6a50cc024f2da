"""TCP echo, one client at a time: the accept loop that every other file here improves on.

    python -m reference_impl.tcp_echo.sequential --idle-timeout 1.5

There are no threads between clients, so nothing is shared and nothing can be mixed up; the price
is that a silent client makes all others wait, which is why an idle timeout is not optional.
The rule of this file: no client can end the loop that serves the next one.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading

from reference_impl._launch import announce, options, until_input_ends

CHUNK_BYTES = 65_536
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoServer:
    """Serve whoever has waited longest, to the end of its stream."""

    def __init__(self, address: tuple[str, int], idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        self.listener = self.listen(address)

    def listen(self, address: tuple[str, int]) -> socket.socket:
        # ECHO-020: create_server sets SO_REUSEADDR before it binds, so that connections of our
        # predecessor in TIME_WAIT do not keep us from its port.
        listener = socket.create_server(address, backlog=1024)
        # Accepted sockets inherit it: no reply waits for the acknowledgement of the one before.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener

    def serve_forever(self) -> None:
        while True:
            self.serve(self.next_client())

    def next_client(self) -> socket.socket:
        # ECHO-010, ECHO-015: whoever waits, waits in the kernel's queue, together with what it has
        # sent, which may be nothing. We neither look at it nor clear it before its turn.
        return self.listener.accept()[0]

    def serve(self, client: socket.socket) -> None:
        # ECHO-007, ECHO-018: the with block closes on every way out, and closing is our FIN.
        # ECHO-009, ECHO-010, ECHO-021: a reset, a client that is gone before we look, and one
        # that says nothing for too long are all OSError, and all end here.
        with client, contextlib.suppress(OSError):
            self.echo(client)

    def echo(self, client: socket.socket) -> None:
        # ECHO-001, ECHO-003: what a read happened to hold is what goes out, with nothing added.
        # ECHO-006: only the empty read is the end, and by then every earlier one is answered.
        while chunk := self.receive(client):
            self.reply(client, chunk)

    def receive(self, client: socket.socket) -> bytes:
        # ECHO-005: recv returns as soon as there is anything at all.
        client.settimeout(self.idle_seconds)
        return client.recv(CHUNK_BYTES)

    def reply(self, client: socket.socket, chunk: bytes) -> None:
        # ECHO-011: send may take a part; sendall goes on until the kernel has it all.
        # ECHO-012: it blocks while the client does not read, and so we stop reading too.
        client.settimeout(STALL_FACTOR * self.idle_seconds)
        client.sendall(chunk)


def leave_when_input_ends() -> None:
    """End the process from beside the accept loop, which may be blocked in some client's read."""
    until_input_ends()
    os._exit(0)  # nothing is buffered and nothing is saved, so there is nothing to wait for


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    server = EchoServer((limits.host, limits.port), limits.idle_timeout)
    announce(server.listener)
    threading.Thread(target=leave_when_input_ends, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
