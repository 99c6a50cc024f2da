"""TCP echo, one process per client: no memory is shared, so nothing passes between clients.

    python -m reference_impl.tcp_echo.forking --idle-timeout 1.5

The parent accepts, forks and reaps on one thread: fork() copies only the thread that calls it,
and a lock held by any other would stay locked in the child for ever.
The rule of this file: a child is buried when it dies, not when the next client happens to come.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
from typing import NoReturn

from reference_impl._launch import announce, options

CHUNK_BYTES = 65_536
MOST_CHILDREN = 256
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoParent:
    """Accept, fork, bury; and take all children along when we go."""

    def __init__(self, address: tuple[str, int], idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        self.children: set[int] = set()
        # ECHO-020: create_server sets SO_REUSEADDR before it binds.
        self.listener = socket.create_server(address, backlog=1024)
        # Accepted sockets inherit it: no reply waits for the acknowledgement of the one before.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.listener.setblocking(False)  # noqa: FBT003

    def run(self) -> None:
        """Serve until stdin ends or SIGTERM comes."""
        signal.signal(signal.SIGCHLD, lambda *_: self.reap())
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        # poll() also takes a stdin that is a file or /dev/null, which epoll refuses.
        with selectors.PollSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ, self.welcome)
            selector.register(sys.stdin, selectors.EVENT_READ, self.read_input)
            try:
                while True:
                    for key, _ in selector.select():
                        key.data()
            finally:
                self.stop()

    def read_input(self) -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            sys.exit(0)

    def welcome(self) -> None:
        # ECHO-013, ECHO-014, ECHO-017: a process each, so nobody waits for anybody else.
        # An OSError is a client that left the queue, or no process to be had: its loss, not ours.
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            with client:  # the child has its own copy; while we kept ours, nobody would see a FIN
                if len(self.children) < MOST_CHILDREN:
                    self.fork(client)

    def fork(self, client: socket.socket) -> None:
        if child := os.fork():
            self.children.add(child)
            self.reap()  # it may have died before we wrote it down
        else:
            self.live(client)

    def live(self, client: socket.socket) -> NoReturn:
        """Be the child: echo, and leave without unwinding what belongs to the parent."""
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.listener.close()  # ECHO-020: or a surviving child would hold our port
            # ECHO-009, ECHO-010: whatever a client does, it does to its own process.
            with contextlib.suppress(OSError):
                self.echo(client)
        finally:
            os._exit(0)

    def echo(self, client: socket.socket) -> None:
        # ECHO-021: silence ends this connection. ECHO-006: so does the empty read, all answered.
        client.settimeout(self.idle_seconds)
        while chunk := client.recv(CHUNK_BYTES):
            # ECHO-011, ECHO-012: to the last octet, and no further read before.
            client.settimeout(STALL_FACTOR * self.idle_seconds)
            client.sendall(chunk)
            client.settimeout(self.idle_seconds)

    def reap(self) -> None:
        # ECHO-018: called by SIGCHLD, so that no zombie waits for the next client.
        for child in tuple(self.children):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(child, os.WNOHANG) == (0, 0):
                    continue
            self.children.discard(child)

    def stop(self) -> None:
        # ECHO-022: the children are told to end and are not waited for; init buries them.
        for child in tuple(self.children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    parent = EchoParent((limits.host, limits.port), limits.idle_timeout)
    announce(parent.listener)
    parent.run()


if __name__ == "__main__":
    main()
