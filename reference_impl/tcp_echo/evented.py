"""TCP echo, all clients on one thread: nobody is waited for, everybody is asked.

    python -m reference_impl.tcp_echo.evented --idle-timeout 1.5

A client costs a socket and a small buffer, so thousands may idle here; but the order of things,
which a thread keeps by blocking, has to be written down: see ``Client.events``.
The rule of this file: no call in it ever waits, except the one to ``select``.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
import time

from reference_impl._launch import announce, options, until_input_ends

CHUNK_BYTES = 65_536
MOST_OWED_BYTES = 262_144
MOST_CLIENTS = 1000  # under the usual 1024 descriptors: accept() must never run out of them
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Client:  # one connection: what we owe it, and whether it has ended its stream
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.owed = bytearray()  # ECHO-017: each client has its own
        self.ended = False
        self.active = time.monotonic()

    def events(self) -> int:
        # ECHO-012: with too much owed we do not read, and TCP makes the client wait.
        # ECHO-006: after its FIN there is nothing to read, but maybe still something to pay.
        reading = not self.ended and len(self.owed) < MOST_OWED_BYTES
        # ECHO-019: a socket is nearly always writable; asked for without a debt, it would spin.
        return (READ if reading else 0) | (WRITE if self.owed else 0)

    def receive(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.owed += (chunk := self.connection.recv(CHUNK_BYTES))
            self.ended = not chunk

    def pay(self) -> None:
        # ECHO-011, ECHO-013: what fits is sent, what does not fit stays owed, and nobody waits.
        with contextlib.suppress(BlockingIOError):
            del self.owed[: self.connection.send(self.owed)]


class EchoLoop:  # ask which clients are ready, do what can be done at once, and ask again
    def __init__(self, address: tuple[str, int], idle_seconds: float) -> None:
        self.idle_seconds, self.next_sweep = idle_seconds, 0.0
        self.clients: set[Client] = set()
        socket.setdefaulttimeout(0)  # the rule of this file, for the listener and what it accepts
        self.listener = socket.create_server(address, backlog=1024)  # ECHO-020: SO_REUSEADDR
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, READ)

    def turn(self) -> None:
        # ECHO-019: with nobody connected there is no deadline to wake up for.
        for key, ready in self.selector.select(self.idle_seconds / 8 if self.clients else None):
            self.attend(key.data, ready) if key.data else self.welcome()
        if (now := time.monotonic()) >= self.next_sweep:
            self.next_sweep = now + self.idle_seconds / 8  # not every turn: it looks at everybody
            self.sweep(now)

    def welcome(self) -> None:
        # ECHO-010, ECHO-014: nothing is expected of a new client, not even that it is still there.
        with contextlib.suppress(OSError):
            connection, _ = self.listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if len(self.clients) < MOST_CLIENTS:
                self.clients.add(client := Client(connection))
                self.selector.register(connection, READ, client)

    def attend(self, client: Client, ready: int) -> None:
        client.active, events = time.monotonic(), 0
        with contextlib.suppress(OSError):  # ECHO-009: a reset ends a client, never the loop
            if ready & READ:
                client.receive()
            client.pay()  # ECHO-017: to this client and no other
            events = client.events()
        # ECHO-006: it has ended and nothing is owed, so there is nothing left to wait for.
        if events:
            self.selector.modify(client.connection, events, client)
        else:
            self.dismiss(client)

    def dismiss(self, client: Client) -> None:
        # ECHO-006, ECHO-007, ECHO-008, ECHO-018: closed here and now, on every way out: our FIN.
        self.selector.unregister(client.connection)
        self.clients.discard(client)
        client.connection.close()

    def sweep(self, now: float) -> None:
        # ECHO-021: those whose time is up, and no others.
        for client in tuple(self.clients):
            if now > client.active + self.idle_seconds * (STALL_FACTOR if client.owed else 1):
                self.dismiss(client)


def leave_when_input_ends() -> None:
    until_input_ends()
    os._exit(0)  # nothing is buffered and nothing is saved, so there is nothing to wait for


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    loop = EchoLoop((limits.host, limits.port), limits.idle_timeout)
    announce(loop.listener)
    threading.Thread(target=leave_when_input_ends, daemon=True).start()
    while True:
        loop.turn()


if __name__ == "__main__":
    main()
