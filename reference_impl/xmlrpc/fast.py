"""XML-RPC on bare sockets: as little as possible between the bytes of a call and its answer.

    python -m reference_impl.xmlrpc.fast

One thread and one connection for each client. A request's head is understood once, however often
it comes again, and an answer is one write. Nil is not known here, 64-bit integers are.
"""

from __future__ import annotations

import contextlib
import gc
import socket
import threading

from reference_impl._launch import announce, options, until_input_ends
from reference_impl.xmlrpc.fast_heads import MOST_HEAD, Frame, Heads, RefusalError
from reference_impl.xmlrpc.fast_service import Lean

CHUNK = 262_144
MAX_CLIENTS = 256


class Endpoint(Lean):
    """Everything behind the HTTP."""


class Client:
    """One connection: its requests in order, each answered before the next is looked at."""

    def __init__(self, connection: socket.socket, endpoint: Endpoint, heads: Heads) -> None:
        self.connection = connection
        self.endpoint = endpoint
        self.heads = heads
        self.came = bytearray()  # and not used up: the next request may have begun

    def serve(self) -> None:
        with self.connection, contextlib.suppress(OSError):  # XRPC-019: a timeout is one, too
            try:
                while self.answer_next():
                    pass
            except RefusalError as refusal:
                self.connection.sendall(refusal.response())

    def answer_next(self) -> bool:
        head = self.read_head()
        frame = self.heads.understand(head) if head else None
        body = self.read_body(frame) if frame else None
        if frame is None or body is None:  # XRPC-011: cut short, so it is no call.
            return False
        self.reply(frame, self.endpoint.answer(body))
        return frame.stays  # XRPC-013: what was pipelined has come, and waits.

    def reply(self, frame: Frame, document: bytes) -> None:
        # XRPC-001, XRPC-002: 200 also for a fault; the length is in bytes. One write for all.
        self.send(b"%b%d\r\n\r\n%b" % (frame.answer_head, len(document), document))

    def send(self, data: bytes) -> None:
        # XRPC-091: sendall() has one clock for all of it; ours is for clients that stand still.
        sent = self.connection.send(data)
        while sent < len(data):
            sent += self.connection.send(memoryview(data)[sent:])

    def read_head(self) -> bytes:
        came = self.came
        while (end := came.find(b"\r\n\r\n")) < 0:
            if len(came) > MOST_HEAD:
                raise RefusalError(431)
            if not (piece := self.connection.recv(CHUNK)):
                return b""
            came += piece
        head = bytes(came[:end])
        del came[: end + 4]
        return head

    def read_body(self, frame: Frame) -> bytes | None:
        if frame.waits and not self.came:
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        came = self.came  # XRPC-012: in as many pieces as it likes; XRPC-050: copied once.
        while len(came) < frame.length:
            if not (piece := self.connection.recv(min(CHUNK, frame.length - len(came)))):
                return None
            came += piece
        body = bytes(came[: frame.length])
        del came[: frame.length]
        return body


def accept_all(listener: socket.socket, endpoint: Endpoint, heads: Heads, timeout: float) -> None:
    seats = threading.BoundedSemaphore(MAX_CLIENTS)

    def seat(connection: socket.socket) -> None:
        try:
            Client(connection, endpoint, heads).serve()
        finally:
            seats.release()

    while True:
        connection, _ = listener.accept()
        if not seats.acquire(blocking=False):
            connection.close()
            continue
        connection.settimeout(timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=seat, args=(connection,), daemon=True).start()


def main() -> None:
    """Serve until stdin ends."""
    gc.set_threshold(100_000)  # a tree is thousands of objects, and none of them is a cycle
    given = options(__doc__, max_body=32 << 20, max_depth=100, idle_timeout=30.0)
    listener = socket.create_server((given.host, given.port), backlog=128)
    work = (listener, Endpoint(given.max_depth), Heads(given.max_body), given.idle_timeout)
    threading.Thread(target=accept_all, args=work, daemon=True).start()
    announce(listener)
    until_input_ends()


if __name__ == "__main__":
    main()
