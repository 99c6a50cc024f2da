"""Messages with large buffers beside the pickle: their lengths, the pickle, then each buffer.

``#BUFFERS#`` and the length of each in 8 bytes, big-endian; then the pickle; then the buffers.
A message without buffers is the frame of its pickle, as it always was.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pickle import PickleBuffer

from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc.frames import Frames

ANNOUNCEMENT = b"#BUFFERS#"  # no pickle begins with it
MOST_BUFFERS = 1024


class Messages(Frames):
    """Reads each buffer into memory that nobody has to copy, and writes it from there."""

    def receive_message(self, room: int) -> tuple[bytes, list[PickleBuffer]]:
        # PRPC-025: all of it, before any of it is executed.
        data = self.receive_frame(room)
        if not data.startswith(ANNOUNCEMENT):
            return data, []
        lengths = self.lengths(data.removeprefix(ANNOUNCEMENT), room)
        data = self.receive_frame(room - sum(lengths))
        return data, [self.receive_buffer(length) for length in lengths]

    def lengths(self, data: bytes, room: int) -> list[int]:
        # PRPC-032: before anything is set aside for them; all of a message has one limit.
        if len(data) % 8 or len(data) // 8 > MOST_BUFFERS:
            raise auth.Refused("no list of lengths, or too long a one")
        lengths = [length for (length,) in struct.iter_unpack("!Q", data)]
        if sum(lengths) > room:
            raise auth.Refused("buffers beyond the limit")
        return lengths

    def receive_buffer(self, length: int) -> PickleBuffer:
        # PRPC-031: the frame is as long as it was said to be.
        if self.receive_length() != length:
            raise auth.Refused("a buffer of another length than announced")
        # PRPC-033: the one place in memory where this buffer will ever be.
        received = bytearray(length)
        missing = memoryview(received)
        while missing:
            count = self.request.recv_into(missing)
            if not count:
                raise EOFError
            missing = missing[count:]
        return PickleBuffer(memoryview(received).toreadonly())

    def send_message(self, data: bytes, buffers: Sequence[PickleBuffer]) -> None:
        # PRPC-030: a reply has the same layout.
        raws = [buffer.raw() for buffer in buffers]
        if raws:
            self.send_frame(ANNOUNCEMENT + struct.pack(f"!{len(raws)}Q", *map(len, raws)))
        self.send_frame(data)
        for raw in raws:
            self.send_frame(raw)
