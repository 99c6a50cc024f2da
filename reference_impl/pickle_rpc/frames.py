"""The frames of ``multiprocessing.connection`` over a plain socket.

A length in 4 bytes, big-endian, and as many bytes; the length -1 announces a length in 8 bytes.
"""

from __future__ import annotations

import socket
import socketserver
import struct

from reference_impl.pickle_rpc import authentication as auth

CHUNK_BYTES = 65_536


class Frames(socketserver.BaseRequestHandler):
    """Reads and writes frames for one client; ``EOFError`` where it leaves within one."""

    request: socket.socket

    def receive_frame(self, at_most: int) -> bytes:
        length = self.receive_length()
        # PRPC-021: before anything of it is read.
        if not 0 <= length <= at_most:
            raise auth.Refused(f"a frame of {length} bytes")
        return self.receive(length)

    def receive_length(self) -> int:
        (length,) = struct.unpack("!i", self.receive(4))
        if length == -1:
            (length,) = struct.unpack("!Q", self.receive(8))
        return int(length)

    def receive(self, size: int) -> bytes:
        # PRPC-003: exactly as many, and what follows stays in the socket for the next call.
        # PRPC-025: a cut frame raises, so nothing of it is ever executed.
        # PRPC-021: memory grows with what came, not with what was said.
        received = bytearray()
        while len(received) < size:
            piece = self.request.recv(min(size - len(received), CHUNK_BYTES))
            if not piece:
                raise EOFError
            received += piece
        return bytes(received)

    def send_frame(self, data: bytes | memoryview) -> None:
        # PRPC-023, PRPC-026: a reply has no buffer and no lock but its own connection's.
        length = len(data)
        short = length <= 0x7FFF_FFFF
        header = struct.pack("!i", length) if short else struct.pack("!iQ", -1, length)
        if length <= CHUNK_BYTES:
            self.request.sendall(header + data)
        else:
            self.request.sendall(header)
            self.request.sendall(data)  # PRPC-033: as it is
