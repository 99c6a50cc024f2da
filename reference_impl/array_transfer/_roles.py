"""Who sends and who receives: a role knows when an array moves, a wire knows how.

Each connection has its own thread, and its own array to receive into.
"""

from __future__ import annotations

import contextlib
import os
import socket
import socketserver
import threading
from argparse import Namespace
from typing import Any, ClassVar, Protocol

import numpy as np

from reference_impl._launch import options, serve
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Truncated, failure, leave, success

ROLES = ("sender", "receiver", "bounce")
LIMITS: dict[str, Any] = {
    "role": "bounce",
    "result": os.environ.get("WIREPROOF_RESULT", ""),
    "idle_timeout": 1.5,
    "max_bytes": 1 << 30,
    "max_clients": 64,
}
# With the kernel's own 2.5 MiB on loopback, a reader of 500 KB/s leaves us unwritable for 2.0 s
# and looks idle. With this buffer it is 0.3 s, and 256 MiB pass as fast as before.
SEND_BUFFER_BYTES = 262_144


class Wire(Protocol):
    """Carries whole arrays over one stream."""

    announces: bool

    def __init__(self, stream: socket.socket, agreement: Agreement, limits: Namespace) -> None: ...
    @staticmethod
    def require_plain(dtype: np.dtype[Any]) -> None: ...
    def give(self, array: Array) -> None: ...
    def take(self) -> Array: ...
    def order_of(self, array: Array) -> tuple[str, memoryview]: ...


class Connection(socketserver.BaseRequestHandler):
    """Play our role to one client."""

    server: ArrayServer
    request: socket.socket

    def setup(self) -> None:
        if self.request.family != socket.AF_UNIX:  # No header waits for an ACK (Nagle).
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle(self) -> None:
        ours = self.server
        # ARR-005: a bounce has sent nothing of an array cut short, so closing tells it all.
        with contextlib.suppress(ConnectionError, TimeoutError):
            getattr(self, ours.limits.role)(ours.wire(self.request, ours.agreement, ours.limits))

    def sender(self, wire: Wire) -> None:
        wire.give(self.server.array)

    def bounce(self, wire: Wire) -> None:
        # Unannounced, an empty array is there and back already; reading it would never end.
        while wire.announces or self.server.array.nbytes:
            wire.give(wire.take())

    def receiver(self, wire: Wire) -> None:
        """Leave one verdict a connection, in place before the client sees us close."""
        try:
            array = wire.take()
        except TimeoutError:
            verdict = failure("timeout")
        except ConnectionError as trouble:
            # ARR-005: neither success nor a tail of zeros. A reset is truncation as well.
            verdict = failure(getattr(trouble, "word", Truncated.word))
        else:
            verdict = success(array, *wire.order_of(array))
        leave(verdict, self.server.limits.result)


class ArrayServer(socketserver.ThreadingTCPServer):
    """One thread a client, so that a stalled one delays nobody."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    own_limits: ClassVar[dict[str, Any]] = {}

    def __init__(self, limits: Namespace, wire: type[Wire]) -> None:
        super().__init__(self.place(limits), Connection)  # type: ignore[arg-type]  # a path, too
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self.limits = limits
        self.wire = wire
        self.agreement = Agreement.from_environment()
        wire.require_plain(self.agreement.dtype)
        self.array = self.agreement.counted() if limits.role == "sender" else self.agreement.empty()

    @staticmethod
    def place(limits: Namespace) -> tuple[str, int] | str:
        """Tell where to listen."""
        return limits.host, limits.port

    def verify_request(self, *_: object) -> bool:
        """Refuse the client too many: each may cost us the memory of one array."""
        return threading.active_count() < int(self.limits.max_clients)


def play(
    wire: type[Wire], description: str | None, server: type[ArrayServer] = ArrayServer
) -> None:
    """Serve in the role that argv names until stdin ends."""
    limits = options(description, **LIMITS, **server.own_limits)
    if limits.role not in ROLES or (limits.role == "receiver" and not limits.result):
        raise SystemExit(f"--role is one of {', '.join(ROLES)}; a receiver needs --result FILE")
    serve(server(limits, wire))
