"""A house for clients: a thread each, not more than there is room for, and a limit on each wait."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_CLIENTS = 500  # half of the usual 1024 descriptors: a Connection takes one of its own
LOOK_SECONDS = 0.05
TRANSFER_SECONDS = 30.0  # for one frame, from its first byte to its last

LIMITS: dict[str, Any] = {
    "authkey_file": "",  # the path of a file; a key itself never goes by argv
    "socket": "",  # the path of a UNIX socket, instead of a port
    "auth_timeout": 10.0,
    "call_timeout": 30.0,
    "max_frame": 64 << 20,
    "max_depth": 100,
}


class Deadlines:
    """Hangs up on whoever is late: one thread for all, two dictionary operations per wait."""

    def __init__(self) -> None:
        self.due: dict[socket.socket, float] = {}
        threading.Thread(target=self.watch, daemon=True).start()

    @contextlib.contextmanager
    def within(self, seconds: float, connection: socket.socket) -> Iterator[None]:
        """Shut ``connection`` down if the block is not done in time, counted in total."""
        self.due[connection] = time.monotonic() + seconds
        try:
            yield
        finally:
            self.due.pop(connection, None)

    def watch(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            for connection in [late for late, due in list(self.due.items()) if due < now]:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits on it


class House(socketserver.ThreadingTCPServer):
    """Accepts at once; all that takes time happens in the thread of the client."""

    # PRPC-022, PRPC-026: nobody waits for anybody else's call, nor for anybody else's reading.
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, handler: type[socketserver.BaseRequestHandler], given: Namespace) -> None:
        self.limits = given
        self.authkey = Path(given.authkey_file).read_bytes()
        self.deadlines = Deadlines()
        if given.socket:
            self.address_family = socket.AF_UNIX
        super().__init__(given.socket or (given.host, given.port), handler)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET:
            # Accepted sockets inherit it: no reply waits for the acknowledgement of the one before.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().server_bind()

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        if threading.active_count() > MOST_CLIENTS:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)
