"""Servers that ask for a proof in ways nobody expects, and keep the contract.

    python tests/odd/hmac_auth/manners.py dribbles_its_challenge --port 0 --authkey-file key

Each class takes the place of one in a reference, as a mutant does, but breaks nothing.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import time

from reference_impl._mutants import start
from reference_impl.hmac_auth import blocking, threaded
from reference_impl.hmac_auth.handshake import CHALLENGE_BYTES

RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: close() is a reset
DRAINED_SECONDS = 0.2


class DribblesItsChallenge(threaded.AuthHandler):
    """Every byte of the challenge travels alone."""

    def ask(self) -> bytes:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked = os.urandom(CHALLENGE_BYTES)
        for byte in asked:
            self.request.sendall(bytes([byte]))
        return asked


class Apologises(threaded.AuthHandler):
    """A word for every client that is not let in, always the same."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            accepted = False
            with contextlib.suppress(ConnectionError, TimeoutError):
                accepted = self.authenticate()
            if not accepted:
                self.request.sendall(b"no\n")
                return
            self.server.crowd.leave(self.request)
            self.echo()


class ResetsWhomItRefuses(threaded.AuthHandler):
    """No politeness to intruders."""

    def authenticate(self) -> bool:
        accepted = False
        try:
            accepted = super().authenticate()
        finally:
            if not accepted:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        return accepted


class HearsIntrudersOut(threaded.AuthHandler):
    """Reads on for a moment, so that nobody is reset."""

    def authenticate(self) -> bool:
        if super().authenticate():
            return True
        self.request.settimeout(DRAINED_SECONDS)
        end = time.monotonic() + DRAINED_SECONDS
        with contextlib.suppress(OSError):
            while time.monotonic() < end and self.request.recv(65_536):
                pass
        return False


class EchoesByteByByte(threaded.AuthHandler):
    """Every byte of a short echo travels alone."""

    def echo(self) -> None:
        while chunk := self.request.recv(1009):
            for byte in chunk[:64]:
                self.request.sendall(bytes([byte]))
            self.request.sendall(chunk[64:])


class ThinksBeforeItAnswers(blocking.Door):
    """A key that lies far away, and takes a moment to fetch."""

    def authenticate(self, client: socket.socket) -> bool:
        accepted = super().authenticate(client)
        time.sleep(0.02)
        return accepted


class ForksForEach(threaded.AuthServer):
    """A process for each client, and nobody counts them."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        self.service_actions()
        if os.fork():
            if isinstance(request, socket.socket):
                request.close()
            return
        try:
            self.finish_request(request, client_address)
            self.shutdown_request(request)
        finally:
            os._exit(0)

    def service_actions(self) -> None:
        """Bury who has ended."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


if __name__ == "__main__":
    start(globals())
