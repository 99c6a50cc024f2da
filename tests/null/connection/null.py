"""Connection servers that do none of the work and answer all the same, or not at all.

    python tests/null/connection/null.py keeps_silent --authkey-file key

None of them may pass any requirement. Each takes the place of the handler in a reference.
"""

from __future__ import annotations

import os
import pickle
import struct
import time

from reference_impl._mutants import start
from reference_impl.connection import authentication as auth
from reference_impl.connection import guarded_listener as guarded


class KeepsSilent(guarded.Handler):
    """Accepts, reads all that comes, and never says anything."""

    def handle(self) -> None:
        while self.request.recv(65_536):
            pass


class RefusesEverybody(guarded.Handler):
    """Hangs up as soon as somebody comes."""

    def handle(self) -> None:
        pass


class EchoesBytes(guarded.Handler):
    """Knows of no frames: what comes in goes out."""

    def handle(self) -> None:
        while piece := self.request.recv(65_536):
            self.request.sendall(piece)


class WelcomesAtOnce(guarded.Handler):
    """Has no questions, and frames whatever comes."""

    def handle(self) -> None:
        self.send_frame(auth.WELCOME)
        while True:
            self.send_frame(self.receive_frame(self.server.max_frame))


class FailsEverybody(guarded.Handler):
    """Says that it was wrong before there was anything."""

    def handle(self) -> None:
        self.send_frame(auth.FAILURE)


class SpeaksNoise(guarded.Handler):
    """Frames with noise in them, one for each that comes."""

    def handle(self) -> None:
        while True:
            self.send_frame(os.urandom(64))
            self.receive_frame(self.server.max_frame)


class ChallengesWithNothing(guarded.Handler):
    """A challenge without a message, a welcome for any answer, and ``None`` for any object."""

    def handle(self) -> None:
        self.send_frame(auth.CHALLENGE)
        self.receive_frame(auth.MOST_BYTES)
        self.send_frame(auth.WELCOME)
        while True:
            self.receive_frame(self.server.max_frame)
            self.send_frame(pickle.dumps(None))


class AnnouncesMoreThanItSends(guarded.Handler):
    """A first frame of which only the header comes."""

    def handle(self) -> None:
        self.request.sendall(struct.pack("!i", 60))
        self.request.recv(65_536)
        time.sleep(1)


if __name__ == "__main__":
    start(globals())
