"""The clients that have not proved themselves yet: so many and no more, the newest of them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import OrderedDict


class Crowd:
    """A bounded set of sockets; whoever enters a full one pushes the oldest out."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting: OrderedDict[socket.socket, None] = OrderedDict()
        self.lock = threading.Lock()

    def enter(self, client: socket.socket) -> None:
        with self.lock:
            self.waiting[client] = None
            self.make_room()

    def make_room(self) -> None:
        # HMAC-017: nobody can keep others out by staying, for whoever stays is the first to go.
        while len(self.waiting) > self.most:
            oldest, _ = self.waiting.popitem(last=False)
            with contextlib.suppress(OSError):  # it has gone by itself
                oldest.shutdown(socket.SHUT_RDWR)

    def leave(self, client: socket.socket) -> None:
        """It is in, or gone: in either case it waits no more."""
        with self.lock:
            self.waiting.pop(client, None)
