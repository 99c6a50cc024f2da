"""One HTTP exchange over one socket, by one clock: a request out, a body back, or an error.

The request says HTTP/1.0, to which nobody may answer in chunks (RFC 9112 section 6.1), so that a
length or the end of the stream are the only ways to tell where a body ends.
"""

from __future__ import annotations

import re
import socket
import time

from reference_impl.xmlrpc.orders import ProtocolError

CHUNK = 65_536
MAX_HEAD = 16_384
HEAD_END = b"\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.[0-9] ([0-9]{3})[ \r]")


class Exchange:
    """What a client knows of HTTP, and how long it waits."""

    def __init__(self, host: str, port: int, call_timeout: float, max_body: int) -> None:
        self.host = host
        self.port = port
        self.call_timeout = call_timeout
        self.max_body = max_body

    def exchange(self, document: bytes) -> bytes:
        """Send a call and give the body of the answer."""
        # XRPC-090: once, on a connection of its own. Whatever goes wrong after the first byte, the
        # server may have done what it was told, and only the caller knows whether twice is harm.
        due = time.monotonic() + self.call_timeout
        with socket.create_connection((self.host, self.port), self.left(due)) as opened:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.sendall(self.request(document))
            return self.receive(opened, due)

    def left(self, due: float) -> float:
        # XRPC-073: one clock for all of it, asked anew before every wait.
        left = due - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server is silent")
        return left

    def request(self, document: bytes) -> bytes:
        # XRPC-070: the length of the bytes, and all that the specification asks for.
        head = (
            f"POST /RPC2 HTTP/1.0\r\nHost: {self.host}:{self.port}\r\nUser-Agent: fast_client\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(document)}\r\n\r\n"
        )
        return head.encode() + document

    def receive(self, opened: socket.socket, due: float) -> bytes:
        received = b""
        while HEAD_END not in received:
            if len(received) > MAX_HEAD:
                raise ProtocolError("the head has no end")
            received += self.piece(opened, due)
        head, _, body = received.partition(HEAD_END)
        return self.receive_body(opened, due, self.expected(head), bytearray(body))

    def receive_body(
        self, opened: socket.socket, due: float, length: int | None, body: bytearray
    ) -> bytes:
        most = self.max_body if length is None else length
        while length is None or len(body) < length:
            opened.settimeout(self.left(due))
            piece = opened.recv(CHUNK)
            if not piece:
                break
            body += piece
            self.admit(len(body), most)
        # XRPC-071: a body that is shorter than its length is no answer, whatever it looks like.
        if length is not None and len(body) != length:
            raise ProtocolError(f"{len(body)} of {length} bytes came")
        return bytes(body)

    def piece(self, opened: socket.socket, due: float) -> bytes:
        opened.settimeout(self.left(due))
        if not (piece := opened.recv(CHUNK)):
            raise ProtocolError("the server left in the middle of an answer")
        return piece

    def expected(self, head: bytes) -> int | None:
        """Tell the body's length, if it has one; a head that promises no answer is an error."""
        self.require_success(head)
        fields = dict(self.field(line) for line in head.split(b"\r\n")[1:])
        # XRPC-072: we have asked for no coding, so that nothing has to be unpacked.
        if {b"transfer-encoding", b"content-encoding"} & fields.keys():
            raise ProtocolError("the body is in a coding that nobody asked for")
        length = fields.get(b"content-length")
        if length is None:
            return None
        if not re.fullmatch(rb"[0-9]{1,15}", length):
            raise ProtocolError("the length is no number")
        self.admit(int(length), self.max_body)
        return int(length)

    def require_success(self, head: bytes) -> None:
        # XRPC-071: faults come with 200; whatever comes with another status is none of ours.
        status = STATUS.match(head + b"\r\n")
        if not status or status[1] != b"200":
            raise ProtocolError(f"this is no success: {head[:40]!r}")

    def field(self, line: bytes) -> tuple[bytes, bytes]:
        name, _, value = line.partition(b":")
        return name.lower(), value.strip()

    def admit(self, size: int, most: int) -> None:
        if size > most:
            raise ProtocolError(f"a body of more than {most} bytes")
