"""Who sends and who receives: three roles around any wire that carries whole arrays.

A role knows when an array moves, a wire knows how. Each connection has its own thread, its own
array to receive into, and a limit to the time it may stand still.
"""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import threading
from argparse import Namespace
from collections.abc import Callable
from typing import Any, Protocol

from reference_impl._launch import options, serve
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import failure, leave, success

ROLES = ("sender", "receiver", "bounce")
LIMITS: dict[str, Any] = {
    "role": "bounce",
    "result": os.environ.get("WIREPROOF_RESULT", ""),
    "idle_timeout": 1.5,
    "max_clients": 64,
}
# With the kernel's own 2.5 MiB on loopback, a reader of 500 KB/s leaves us unwritable for 2.0 s
# and looks idle. With this buffer it is 0.3 s, and 256 MiB pass as fast as before.
SEND_BUFFER_BYTES = 262_144


class Wire(Protocol):
    """Carries whole arrays over one stream."""

    def send(self, array: Array) -> None: ...
    def receive(self, array: Array) -> None: ...
    def memory_of(self, array: Array) -> memoryview: ...


class Connection(socketserver.BaseRequestHandler):
    """Play our role to one client."""

    server: ArrayServer
    request: socket.socket

    def handle(self) -> None:
        self.request.settimeout(self.server.limits.idle_timeout)  # For each step alone.
        # ARR-005: a bounce has sent nothing of an array cut short, so closing tells it all.
        with contextlib.suppress(ConnectionError, TimeoutError):
            getattr(self, self.server.limits.role)(self.server.wire(self.request))

    def sender(self, wire: Wire) -> None:
        wire.send(self.server.array)

    def bounce(self, wire: Wire) -> None:
        array = self.server.agreement.empty()
        while array.nbytes:  # An empty array is there and back already; reading would never end.
            wire.receive(array)
            wire.send(array)

    def receiver(self, wire: Wire) -> None:
        """Leave one verdict a connection, in place before the client sees us close."""
        array = self.server.agreement.empty()
        try:
            wire.receive(array)
        except TimeoutError:
            verdict = failure("timeout")
        except ConnectionError:
            verdict = failure("truncated")  # ARR-005: neither success nor a tail of zeros.
        else:
            verdict = success(array, wire.memory_of(array))
        leave(verdict, self.server.limits.result)


class ArrayServer(socketserver.ThreadingTCPServer):
    """One thread a client, so that a stalled one delays nobody."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, limits: Namespace, wire: Callable[[socket.socket], Wire]) -> None:
        super().__init__((limits.host, limits.port), Connection)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.limits = limits
        self.wire = wire
        self.agreement = Agreement.from_environment()
        self.array = self.agreement.counted() if limits.role == "sender" else self.agreement.empty()

    def verify_request(self, *_: object) -> bool:
        """Refuse the client too many: each may cost us the memory of one array."""
        return threading.active_count() < int(self.limits.max_clients)


def play(wire: Callable[[socket.socket], Wire], description: str | None) -> None:
    """Serve in the role that argv names until stdin ends."""
    limits = options(description, **LIMITS)
    if limits.role not in ROLES or (limits.role == "receiver" and not limits.result):
        raise SystemExit(f"--role is one of {', '.join(ROLES)}; a receiver needs --result FILE")
    serve(ArrayServer(limits, wire))
