"""Frames as a client reads and writes them: by one clock, and within limits.

A frame is a 4-byte big-endian signed length and a payload; the length -1 announces an 8-byte
unsigned length.
"""

from __future__ import annotations

import socket
import struct
import time

CHUNK_BYTES = 65_536
MOST_SHORT = 0x7FFF_FFFF  # bytes that the short header can announce


class Refused(Exception):
    """The server does not know the key, or does not speak our language."""


class Framed:
    """One connection and its clock."""

    def __init__(self, opened: socket.socket) -> None:
        self.opened = opened
        self.due = 0.0

    def allow(self, seconds: float) -> None:
        self.due = time.monotonic() + seconds

    def left(self) -> float:
        # CONN-025: what is left of the whole, asked anew before every wait.
        left = self.due - time.monotonic()
        if left <= 0:
            raise TimeoutError("the server is silent")
        return left

    def receive(self, size: int) -> bytes:
        received = bytearray()
        while len(received) < size:
            self.opened.settimeout(self.left())
            piece = self.opened.recv(min(size - len(received), 65_536))
            if not piece:
                raise EOFError("the server left")
            received += piece
        return bytes(received)

    def receive_frame(self, at_most: int) -> bytes:
        (length,) = struct.unpack("!i", self.receive(4))
        if length == -1:
            (length,) = struct.unpack("!Q", self.receive(8))
        if not 0 <= length <= at_most:
            raise Refused(f"a frame of {length} bytes")
        return self.receive(length)

    def send_frame(self, data: bytes) -> None:
        short = len(data) <= MOST_SHORT
        header = struct.pack("!i", len(data)) if short else struct.pack("!iQ", -1, len(data))
        self.opened.settimeout(self.left())
        self.opened.sendall(header + data)
