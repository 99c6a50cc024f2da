"""Faulty pickle RPC servers whose mistakes show between clients, in what is kept, and in memory.

python -m reference_impl.pickle_rpc.mutants_process shares_one_buffer --authkey-file key
"""

from __future__ import annotations

import os
import pickle
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, ClassVar

from reference_impl._mutants import start
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc import framed, out_of_band
from reference_impl.pickle_rpc.inspection import Inspection
from reference_impl.pickle_rpc.messages import MOST_BUFFERS
from reference_impl.pickle_rpc.restricted import AskingUnpickler

# -- Neighbours and losses -------------------------------------------------------------------


class AnswersOneCallAtATime(framed.Enveloped):
    """One lock around all calls, for the functions might not be thread-safe."""

    turn = threading.Lock()

    def call(
        self, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> object:
        with self.turn:
            return super().call(function, args, kwargs)


class SharesOneBuffer(framed.Handler):
    """Header and body in two writes, and the body meanwhile where everybody keeps it."""

    body: ClassVar[bytes | memoryview] = b""

    def send_frame(self, data: bytes | memoryview) -> None:
        SharesOneBuffer.body = data
        self.request.sendall(struct.pack("!i", len(data)))
        self.request.sendall(SharesOneBuffer.body)


class SendsUnderOneLock(framed.Handler):
    """So that frames are never mixed up, not even those of two connections."""

    turn = threading.Lock()

    def send_frame(self, data: bytes | memoryview) -> None:
        with self.turn:
            super().send_frame(data)


class TriesAgainWhenAReplyIsLost(framed.Handler):
    """The call has failed, so it is made once more."""

    def serve(self) -> None:
        while self.request.recv(1, socket.MSG_PEEK):
            data = self.receive_frame(self.server.limits.max_frame)
            reply = self.calls.answer(data)
            try:
                self.send_frame(reply)
            except OSError:
                self.send_frame(self.calls.answer(data))


class RemembersItsClients(framed.Handler):
    """A second descriptor for each, to tell them when the server ends."""

    clients: ClassVar[list[int]] = []

    def handle(self) -> None:
        self.clients.append(os.dup(self.request.fileno()))
        super().handle()


class TakesWhatCame(framed.Handler):
    """A short read is the end of the frame."""

    def receive(self, size: int) -> bytes:
        received = b""
        while len(received) < size and (piece := self.request.recv(size - len(received))):
            received += piece
        return received


# -- Costs -----------------------------------------------------------------------------------


class Trusting(Inspection):
    """Follows a pickle without its rule about indices."""

    def remember(self, index: object, _count: int) -> None:
        self.memo[len(self.memo) if index is None else index] = self.stack[-1]


class BelievesMemoIndices(framed.Enveloped):
    """Looks for what cannot be read, and not for what it will cost."""

    def inspect(self, data: bytes) -> None:
        if Trusting().follow(data) != len(data):
            raise pickle.UnpicklingError("bytes follow the pickle")


class ReadsFramesOfAnyLength(framed.Handler):
    """The limit is a limit of replies, or so it seemed."""

    def receive_frame(self, at_most: int) -> bytes:
        length = self.receive_length()
        if not 0 <= length <= max(at_most, 1 << 62):
            raise auth.Refused(f"a frame of {length} bytes")
        return self.receive(length)


class PreparesBeforeChecking(framed.Handler):
    """Room first, for a length is a length; then it is found to be too long."""

    def receive_frame(self, at_most: int) -> bytes:
        length = self.receive_length()
        room = bytearray(b"\0") * min(length, 1 << 30)
        if not 0 <= length <= at_most:
            raise auth.Refused(f"a frame of {length} bytes")
        room[:] = self.receive(length)
        return bytes(room)


# -- Buffers ---------------------------------------------------------------------------------


class TakesBuffersFromTheEnd(out_of_band.Buffered):
    """``pop()`` is the cheapest way to take one."""

    def unpickle(self, data: bytes) -> object:
        return AskingUnpickler(data, self.allow, self.came[::-1]).load()


class IgnoresSpareBuffers(out_of_band.Buffered):
    """More than enough is enough."""

    def inspect(self, data: bytes) -> None:
        inspection = out_of_band.Counting()
        if inspection.follow(data) != len(data) or inspection.buffers > len(self.came):
            raise pickle.UnpicklingError("bytes are left over, or buffers missing")


class BelievesTheAnnouncement(out_of_band.Handler):
    """The lengths are known, so the buffers can be made ready at once."""

    def lengths(self, data: bytes, room: int) -> list[int]:
        lengths = [length for (length,) in struct.iter_unpack("!Q", data)]
        if len(lengths) > MOST_BUFFERS or sum(lengths) > max(room, 1 << 30):
            raise auth.Refused("buffers beyond all measure")
        self.ready = [bytearray(b"\0") * length for length in lengths]
        return lengths


class JoinsPieces(out_of_band.Handler):
    """Reads a buffer as any other frame, and makes bytes of it."""

    def receive_buffer(self, length: int) -> pickle.PickleBuffer:
        if (announced := self.receive_length()) != length:
            raise auth.Refused(f"{announced} bytes, where {length} were announced")
        return pickle.PickleBuffer(bytes(bytearray(self.receive(length))))


if __name__ == "__main__":
    start(globals())
