"""Frames on a stream: a length and so many bytes, read by the clock and within limits.

A frame is a 4-byte big-endian signed length and a payload; the length -1 announces an 8-byte
unsigned length. The rule of this file: what somebody announces costs us nothing, and what is not
there when the clock says so will not come.
"""

from __future__ import annotations

import math
import socket
import socketserver
import struct
import time

CHUNK_BYTES = 65_536
MOST_SHORT = 0x7FFF_FFFF  # bytes that the short header can announce


class Refused(Exception):
    """The other side does not know the key, or does not speak our language."""


class Framed(socketserver.BaseRequestHandler):
    """One client and its clock; the frames that come, the frames that go."""

    request: socket.socket
    due = math.inf  # when the clock runs out, on time.monotonic()

    def allow(self, seconds: float) -> None:
        """Set the clock for all that follows."""
        self.due = time.monotonic() + seconds

    def left(self) -> float:
        # CONN-021: what is left of the whole, asked anew before every wait, so that a byte now
        # and then gains a client nothing.
        left = self.due - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def receive_frame(self, at_most: int) -> bytes:
        # CONN-010: an 8-byte length is no way around the limit.
        length = self.receive_length()
        # CONN-010, CONN-012, CONN-013: all of it is known before anything of it is read.
        if not 0 <= length <= at_most:
            raise Refused(f"a frame of {length} bytes")
        return self.receive(length)

    def receive_length(self) -> int:
        # CONN-001, CONN-011, CONN-012: signed, for only -1 means that the length is still to come.
        # CONN-015: a header may come in pieces, as everything else.
        (length,) = struct.unpack("!i", self.receive(4))
        if length == -1:
            (length,) = struct.unpack("!Q", self.receive(8))
        return int(length)

    def receive(self, size: int) -> bytes:
        # CONN-015: however many reads it takes, and not a byte more than this frame's.
        # CONN-013: memory grows with what came, not with what was announced.
        received = bytearray()
        while len(received) < size:
            self.request.settimeout(self.left())
            piece = self.request.recv(min(size - len(received), CHUNK_BYTES))
            if not piece:
                raise EOFError  # CONN-017: a cut frame is news about this client
            received += piece
        return bytes(received)

    def send_frame(self, data: bytes) -> None:
        # CONN-001: one header, one payload, whatever the size.
        length = len(data)
        short = length <= MOST_SHORT
        header = struct.pack("!i", length) if short else struct.pack("!iQ", -1, length)
        self.send(header + data)

    def send(self, data: bytes) -> None:
        # CONN-016: send() may take a part; sendall() goes on to the last byte, by one clock.
        self.request.settimeout(self.left())
        self.request.sendall(data)
