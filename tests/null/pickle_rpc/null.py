"""Pickle RPC servers that do none of the work and answer all the same, or not at all.

    python tests/null/pickle_rpc/null.py does_nothing --authkey-file key

None of them may pass any requirement. Each takes the place of a handler in a reference.
"""

from __future__ import annotations

import os
import pickle
import struct
from multiprocessing.connection import Connection

from reference_impl._mutants import start
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc import framed, over_connection
from reference_impl.pickle_rpc.house import TRANSFER_SECONDS


class DoesNothing(framed.Handler):
    """Accepts, reads all that comes, and never says anything."""

    def handle(self) -> None:
        while self.request.recv(65_536):
            pass


class RefusesEverybody(framed.Handler):
    """Hangs up as soon as somebody comes."""

    def handle(self) -> None:
        pass


class EchoesBytes(framed.Handler):
    """Knows of no frames: what comes in goes out."""

    def handle(self) -> None:
        while piece := self.request.recv(65_536):
            self.request.sendall(piece)


class RefusesAfterAuthentication(framed.Handler):
    """Knows the key, and wants nothing else of anybody."""

    def serve(self) -> None:
        pass


class AnswersNothing(framed.Handler):
    """Knows the key, and then keeps silent."""

    def serve(self) -> None:
        while self.request.recv(65_536):
            pass


class AnswersNone(framed.Handler):
    """Whatever is called, the result is ``None``."""

    def serve(self) -> None:
        while True:
            self.receive_frame(self.server.limits.max_frame)
            self.send_frame(pickle.dumps(("ok", None)))


class AnswersWithAnError(framed.Handler):
    """Whatever is called, it is an error."""

    def serve(self) -> None:
        while True:
            self.receive_frame(self.server.limits.max_frame)
            self.send_frame(pickle.dumps(("error", "TypeError", "no", TypeError("no"))))


class AnswersGarbage(framed.Handler):
    """Frames, with noise in them."""

    def serve(self) -> None:
        while True:
            self.receive_frame(self.server.limits.max_frame)
            self.send_frame(os.urandom(64))


class WelcomesAnybody(framed.Handler):
    """Believes every proof, and sends every frame back."""

    def ask_for_proof(self, _key: bytes) -> None:
        self.send_frame(auth.CHALLENGE + auth.new_challenge())
        self.receive_frame(auth.MOST_BYTES)
        self.send_frame(auth.WELCOME)

    def serve(self) -> None:
        while True:
            self.send_frame(self.receive_frame(self.server.limits.max_frame))


class AnswersNoneTwice(over_connection.Handler):
    """``None`` in the classic form, double pickled."""

    def serve(self, connection: Connection) -> None:
        while True:
            connection.recv_bytes(self.server.limits.max_frame)
            connection.send(pickle.dumps(None))


class AnswersWithAnErrorTwice(over_connection.Handler):
    """An exception in the classic form, double pickled."""

    def serve(self, connection: Connection) -> None:
        while True:
            connection.recv_bytes(self.server.limits.max_frame)
            connection.send(pickle.dumps(TypeError("no")))


class AnnouncesMoreThanItSends(over_connection.Handler):
    """A reply of which only the header comes."""

    def serve(self, connection: Connection) -> None:
        while True:
            connection.recv_bytes(self.server.limits.max_frame)
            with self.within(TRANSFER_SECONDS):
                self.request.sendall(struct.pack("!i", 1000))


if __name__ == "__main__":
    start(globals())
