"""Pickle RPC over frames that we read ourselves, single pickled, with replies in an envelope.

    python -m reference_impl.pickle_rpc.framed --authkey-file key

The frames and the handshake are those of ``multiprocessing.connection``: whoever uses its
``Client`` with ``send_bytes`` and ``recv_bytes`` will not notice that we do not. One layer of
pickle is one less to restrict, and ``("ok", value)`` tells a returned exception from a raised one.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
from functools import partial

from reference_impl._launch import options, serve
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc.calls import Calls
from reference_impl.pickle_rpc.house import LIMITS, TRANSFER_SECONDS, House

CHUNK_BYTES = 65_536


class Enveloped(Calls):
    """Replies that say what they are."""

    def result(self, value: object) -> object:
        # An exception that was returned is a value.
        return "ok", value

    def failure(self, error: BaseException) -> object:
        # PRPC-004: type and message in words, whether or not the exception can travel.
        # What comes along is of the very same class, which everybody has, or nothing.
        exception = super().failure(error)
        same = exception if type(exception) is type(error) else None
        return "error", type(error).__name__, str(error), same


class Handler(socketserver.BaseRequestHandler):
    """One client: a handshake, then calls until it leaves."""

    request: socket.socket
    server: House

    def handle(self) -> None:
        limits, within = self.server.limits, self.server.deadlines.within
        self.within = partial(within, connection=self.request)
        self.calls = Enveloped(limits.max_depth, partial(self.within, limits.call_timeout))
        # A client that vanishes is news about the client, not about us.
        with contextlib.suppress(auth.Refused, EOFError, OSError):
            with self.within(limits.auth_timeout):
                # PRPC-018: plain bytes both ways; no pickle is read before both have passed.
                self.ask_for_proof(self.server.authkey)
                self.prove(self.server.authkey)
            self.serve()

    def ask_for_proof(self, key: bytes) -> None:
        message = auth.new_challenge()
        self.send_frame(auth.CHALLENGE + message)
        # PRPC-018: an answer is compared, never read as anything else.
        if not auth.is_right(key, message, self.receive_frame(auth.MOST_BYTES)):
            self.send_frame(auth.FAILURE)
            raise auth.Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)

    def prove(self, key: bytes) -> None:
        message = self.receive_frame(auth.MOST_BYTES)
        if not message.startswith(auth.CHALLENGE):
            raise auth.Refused("no challenge where one was due")
        message = message.removeprefix(auth.CHALLENGE)
        self.send_frame(auth.answer(key, message, auth.digest_asked(message)))
        if self.receive_frame(auth.MOST_BYTES) != auth.WELCOME:
            raise auth.Refused("the client does not believe us")

    def serve(self) -> None:
        # PRPC-003, PRPC-005: as many calls as come, and an error is a reply like any other.
        while self.request.recv(1, socket.MSG_PEEK):
            with self.within(TRANSFER_SECONDS):
                data = self.receive_frame(self.server.limits.max_frame)
            reply = self.calls.answer(data)
            with self.within(TRANSFER_SECONDS):
                self.send_frame(reply)

    def receive_frame(self, at_most: int) -> bytes:
        (length,) = struct.unpack("!i", self.receive(4))
        if length == -1:
            (length,) = struct.unpack("!Q", self.receive(8))
        # Before anything of it is read.
        if not 0 <= length <= at_most:
            raise auth.Refused(f"a frame of {length} bytes")
        return self.receive(length)

    def receive(self, size: int) -> bytes:
        # PRPC-003: exactly as many, and what follows stays in the socket for the next call.
        # A cut frame raises, so nothing of it is ever executed.
        received = bytearray()
        while len(received) < size:
            piece = self.request.recv(min(size - len(received), CHUNK_BYTES))
            if not piece:
                raise EOFError
            received += piece  # Memory grows with what came, not with what was said
        return bytes(received)

    def send_frame(self, data: bytes) -> None:
        length = len(data)
        short = length <= 0x7FFF_FFFF
        header = struct.pack("!i", length) if short else struct.pack("!iQ", -1, length)
        self.request.sendall(header + data)


def main() -> None:
    serve(House(Handler, options(__doc__, **LIMITS)))


if __name__ == "__main__":
    main()
