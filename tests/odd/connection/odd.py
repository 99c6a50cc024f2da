"""Connection servers that look unusual and keep the contract.

    python tests/odd/connection/odd.py one_byte_segments --authkey-file key

Each class takes the place of one in a reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our references for a rule.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import pickle
import shutil
import socket
import struct
import sys
import time
from pathlib import Path

from reference_impl._mutants import start
from reference_impl.connection import authentication as auth
from reference_impl.connection import guarded_listener as guarded
from reference_impl.connection.framing import CHUNK_BYTES, Refused

DRIBBLED_BYTES = 300  # of each frame; megabytes in single bytes would not be in time
LATE_SECONDS = 0.03
MOST_BEFORE_THE_END = 65_536


# -- How bytes come --------------------------------------------------------------------------


class OneByteSegments(guarded.Handler):
    """Every frame, those of the handshake too, begins in segments of one byte."""

    def send(self, data: bytes) -> None:
        for at in range(min(len(data), DRIBBLED_BYTES)):
            super().send(data[at : at + 1])
        super().send(data[DRIBBLED_BYTES:])


class SlowInTime(guarded.Handler):
    """Late with the challenge, late with the first echo, and talkative on stderr."""

    def ask_for_proof(self) -> None:
        time.sleep(LATE_SECONDS)
        super().ask_for_proof()

    def serve(self) -> None:
        time.sleep(LATE_SECONDS)
        sys.stderr.write("a client has arrived\n" * 20)
        super().serve()


class WideHeaders(guarded.Handler):
    """Announces every length in eight bytes, which is legal for the smallest frame."""

    def send_frame(self, data: bytes) -> None:
        self.send(struct.pack("!iQ", -1, len(data)) + data)


class ResetsAtTheEnd(guarded.Handler):
    """Ends with a reset where others end with a FIN."""

    def finish(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class HearsThemOut(guarded.Handler):
    """Ends its own direction first, so that a refusal arrives, and reads a little of the rest."""

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            self.request.settimeout(LATE_SECONDS)
            self.request.recv(MOST_BEFORE_THE_END)


# -- How the key is proved -------------------------------------------------------------------


class OldDialect(guarded.Handler):
    """Speaks as Python did before 3.12: 20 bytes, and a bare MD5 code of whatever comes."""

    def challenge(self) -> bytes:
        return os.urandom(auth.OLD_BYTES)

    def prove(self) -> None:
        message = self.receive_frame(auth.MOST_BYTES).removeprefix(auth.CHALLENGE)
        self.send_frame(hmac.digest(self.policy.key, message, "md5"))
        if self.receive_frame(auth.MOST_BYTES) != auth.WELCOME:
            raise Refused("the client does not believe us")


class StrongestDialect(guarded.Handler):
    """Asks for the longest of SHA-3 and takes nothing else."""

    def challenge(self) -> bytes:
        return b"{sha3_384}" + os.urandom(auth.NONCE_BYTES)

    def admits(self, message: bytes, answered: bytes) -> bool:
        return hmac.compare_digest(answered, auth.signed(self.policy.key, message, "sha3_384"))


class LongestChallenge(guarded.Handler):
    """Fills the 256 bytes."""

    def challenge(self) -> bytes:
        name = b"{sha256}"
        return name + os.urandom(auth.MOST_BYTES - len(auth.CHALLENGE + name))


class KnowsOnlyOneDigest(guarded.Handler):
    """A machine without SHA-3."""

    def digest_asked(self, message: bytes) -> str:
        if not message.startswith(b"{sha256}"):
            raise Refused("a challenge in no digest that we have")
        return super().digest_asked(message)


class SaysNothingToStrangers(guarded.Handler):
    """Takes its time over a wrong digest, and hangs up without a verdict."""

    def ask_for_proof(self) -> None:
        message = self.challenge()
        self.send_frame(auth.CHALLENGE + message)
        if not self.admits(message, self.read_answer()):
            time.sleep(LATE_SECONDS)
            raise Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)


# -- What comes back -------------------------------------------------------------------------


class OldestPickles(guarded.Handler):
    """Echoes in the oldest protocol: lines of text, and the module names of Python 2."""

    def echo(self, data: bytes) -> bytes:
        return pickle.dumps(pickle.loads(super().echo(data)), protocol=0)  # noqa: S301 - our own


class NewestPickles(guarded.Handler):
    """Echoes in the newest protocol, whatever was asked in."""

    def echo(self, data: bytes) -> bytes:
        value = pickle.loads(super().echo(data))  # noqa: S301 - our own
        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


class SendsBackBytes(guarded.Handler):
    """Has never heard of pickles: the payload, whatever it is, goes back."""

    def echo(self, data: bytes) -> bytes:
        return data


class SendsBackAtOnce(guarded.Handler):
    """As before, and begins before it has all; it holds no more than a piece of anything."""

    def serve(self) -> None:
        while self.waits_for_more():
            self.allow(guarded.TRANSFER_SECONDS)
            left = self.receive_length()
            if left < 0:
                raise Refused(f"a frame of {left} bytes")
            short = left <= 0x7FFF_FFFF
            self.send(struct.pack("!i", left) if short else struct.pack("!iQ", -1, left))
            while left:
                piece = self.receive(min(left, CHUNK_BYTES))
                self.send(piece)
                left -= len(piece)


class TellsWhatIsWrong(guarded.Handler):
    """Answers what is no object with a text, and goes on."""

    def echo(self, data: bytes) -> bytes:
        try:
            return super().echo(data)
        except Refused as trouble:
            return pickle.dumps(f"error: {trouble}")


# -- How it listens --------------------------------------------------------------------------


class OneProcessEach(guarded.TcpListener):
    """A forked process for each client."""

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        if os.fork():
            request.close()
            self.reap()
            return
        try:
            self.socket.close()
            self.finish_request(request, client_address)
            self.shutdown_request(request)
        finally:
            os._exit(0)

    def service_actions(self) -> None:
        self.reap()

    def reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


class OneAfterTheOther(guarded.TcpListener):
    """Serves a client to its end before it looks for the next."""

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self.finish_request(request, client_address)
        self.shutdown_request(request)


class DirectoryOfItsOwn(guarded.UnixListener):
    """A socket that anybody could write to, in a directory that nobody else can enter."""

    def server_bind(self) -> None:
        self.folder = Path(f"{self.server_address!s}.d")
        self.folder.mkdir(mode=0o700)
        self.server_address = str(self.folder / "s")
        before = os.umask(0)
        try:
            self.socket.bind(self.server_address)
        finally:
            os.umask(before)

    def server_close(self) -> None:
        super().server_close()
        shutil.rmtree(self.folder, ignore_errors=True)


if __name__ == "__main__":
    start(globals())
