"""The mistakes that the cases of connection must find: each class makes one, and says so.

    python -m reference_impl.connection.mutants compares_a_beginning --authkey-file key

A mutant overrides the one function of a reference that keeps the rule. None of them looks for
what a test would send; each is something that somebody could have meant well.
"""

from __future__ import annotations

import datetime as dt
import hmac
import itertools
import os
import pickle
import random
import socket
import socketserver
import struct
import threading

from reference_impl._mutants import start
from reference_impl.connection import authentication as auth
from reference_impl.connection import guarded_listener as guarded
from reference_impl.connection.framing import CHUNK_BYTES, Refused

# -- Frames ----------------------------------------------------------------------------------


class SplitsLongMessages(guarded.Handler):
    """Sees the 16 KiB at which CPython writes in two parts, and makes two frames of them."""

    def send_frame(self, data: bytes) -> None:
        for at in range(0, max(len(data), 1), 16_384):
            super().send_frame(data[at : at + 16_384])


class KnowsOneKindOfLength(guarded.Handler):
    """A length cannot be negative, so it is read without a sign."""

    def receive_length(self) -> int:
        return int.from_bytes(self.receive(4), "big")


class TakesNegativeForAKeepalive(guarded.Handler):
    """Less than nothing is nothing, and nothing is passed over."""

    def receive_length(self) -> int:
        while (length := super().receive_length()) < 0:
            pass
        return length


class ExpectsTheHeaderWhole(guarded.Handler):
    """Four bytes always come together."""

    def receive_length(self) -> int:
        self.request.settimeout(self.left())
        header = self.request.recv(4)
        if len(header) < 4:
            raise Refused("half a header")
        (length,) = struct.unpack("!i", header)
        return int.from_bytes(self.receive(8), "big") if length == -1 else int(length)


class MakesRoomAtOnce(guarded.Handler):
    """One buffer of the announced size saves copies."""

    def receive(self, size: int) -> bytes:
        room = bytearray(1) * size
        rest = memoryview(room)
        while rest:
            self.request.settimeout(self.left())
            taken = self.request.recv_into(rest)
            if not taken:
                raise EOFError
            rest = rest[taken:]
        return bytes(room)


class SendsWhatFits(guarded.Handler):
    """``send`` is asked to send it all, so it will.

    The kernel keeps little of it, so that how much fits does not depend on the kernel's mood.
    """

    def setup(self) -> None:
        super().setup()
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 131_072)

    def send(self, data: bytes) -> None:
        self.request.settimeout(self.left())
        self.request.send(data)


# -- The handshake ---------------------------------------------------------------------------


class SavesOnRandomness(guarded.Handler):
    """Sixteen bytes are more than anybody can guess."""

    def challenge(self) -> bytes:
        return b"{sha256}" + os.urandom(16)


class AsksAsBefore(guarded.Handler):
    """Twenty bytes, as all of Python did for years."""

    def challenge(self) -> bytes:
        return os.urandom(auth.OLD_BYTES)


class CountsItsChallenges(guarded.Handler):
    """A counter never gives a number twice, until the process begins anew."""

    numbers = itertools.count(1)

    def challenge(self) -> bytes:
        return b"{sha256}" + next(self.numbers).to_bytes(auth.NONCE_BYTES, "big")


class SeedsByTheDate(guarded.Handler):
    """Random numbers need a seed, and the date is always another."""

    dice = random.Random(dt.datetime.now(dt.UTC).date().toordinal())

    def challenge(self) -> bytes:
        return b"{sha256}" + self.dice.randbytes(auth.NONCE_BYTES)


class AsksAlwaysTheSame(guarded.Handler):
    """The challenge was made when the module was loaded."""

    question = b"{sha256}" + bytes(range(auth.NONCE_BYTES))

    def challenge(self) -> bytes:
        return self.question


class TakesItselfForProven(guarded.Handler):
    """It is the client who has to prove something."""

    def prove(self) -> None:
        pass


class GoesOnAfterFailure(guarded.Handler):
    """Tells the client, who will surely leave."""

    def ask_for_proof(self) -> None:
        message = self.challenge()
        self.send_frame(auth.CHALLENGE + message)
        right = self.admits(message, self.read_answer())
        self.send_frame(auth.WELCOME if right else auth.FAILURE)


class ComparesABeginning(guarded.Handler):
    """``startswith``, since some digests come with something behind them."""

    def admits(self, message: bytes, answered: bytes) -> bool:
        names = self.policy.accepted
        return any(auth.signed(self.policy.key, message, n).startswith(answered) for n in names)


class ComparesTheFirstHalf(guarded.Handler):
    """A truncated HMAC, as RFC 2104 allows."""

    def admits(self, message: bytes, answered: bytes) -> bool:
        codes = (auth.signed(self.policy.key, message, name) for name in self.policy.accepted)
        return any(
            len(code) == len(answered)
            and hmac.compare_digest(code[: len(code) // 2], answered[: len(code) // 2])
            for code in codes
        )


class TakesTheNameForAnEnvelope(guarded.Handler):
    """What is signed is what is in it, with or without the name around it."""

    def admits(self, message: bytes, answered: bytes) -> bool:
        code = hmac.digest(self.policy.key, message.removeprefix(b"{sha256}"), "sha256")
        return super().admits(message, answered) or answered == b"{sha256}" + code


class LetsOldPeersInAllTheSame(guarded.Handler):
    """Whoever configured it cannot have meant the old machine in the corner."""

    def admits(self, message: bytes, answered: bytes) -> bool:
        old = auth.signed(self.policy.key, message, auth.OLD)
        return super().admits(message, answered) or hmac.compare_digest(answered, old)


class LocksOldPeersOut(guarded.Handler):
    """MD5 is broken, and what is broken is left out."""

    def admits(self, message: bytes, answered: bytes) -> bool:
        return answered.startswith(b"{") and super().admits(message, answered)


class RemembersWhoWasRight(guarded.Handler):
    """A cache of digests that were right spares the work of the next time."""

    right: set[bytes] = set()

    def admits(self, message: bytes, answered: bytes) -> bool:
        if answered not in self.right and super().admits(message, answered):
            self.right.add(answered)
        return answered in self.right


class SignsInWhateverIsNamed(guarded.Handler):
    """``hashlib`` knows which digests there are."""

    def digest_asked(self, message: bytes) -> str:
        if not message.startswith(b"{"):
            return auth.OLD
        name = message[1 : message.index(b"}")].decode().lower()
        try:
            hmac.digest(b"", b"", name)
        except ValueError as unknown:
            raise Refused(name) from unknown
        return name


class SignsInItsFavourite(guarded.Handler):
    """Everybody knows sha256 by now, whatever he asks for."""

    def digest_asked(self, message: bytes) -> str:
        asked = super().digest_asked(message)
        return asked if asked == auth.OLD else "sha256"


class ReadsWhatIsAnnounced(guarded.Handler):
    """A frame is a frame, before the handshake as after it."""

    def read_answer(self) -> bytes:
        return self.receive_frame(self.server.max_frame)


# -- Time and failure ------------------------------------------------------------------------


class ShakesHandsOneByOne(guarded.Handler):
    """One handshake at a time, for the log's sake."""

    lock = threading.Lock()

    def authenticate(self) -> None:
        with self.lock:
            super().authenticate()


class CountsFromTheLastByte(guarded.Handler):
    """A timeout is what a socket has."""

    def left(self) -> float:
        return self.policy.auth_timeout


class LeaksWhatFailed(guarded.Handler):
    """A descriptor of its own for the handshake, closed when that is done."""

    def authenticate(self) -> None:
        spare = os.dup(self.request.fileno())
        super().authenticate()
        os.close(spare)


class DiesOfAReset(guarded.Handler):
    """Expects wrong keys, and clients that leave; not that one leaves with a reset."""

    def authenticate(self) -> None:
        try:
            super().authenticate()
        except ConnectionError:
            os._exit(1)


class EndsWithItsClient(guarded.Handler):
    """The end of the input is the end of the program."""

    def serve(self) -> None:
        try:
            super().serve()
        except EOFError:
            os._exit(0)


# -- Objects ---------------------------------------------------------------------------------


class ReadsOncePerFrame(guarded.Handler):
    """One read, one frame: what else the read brought is lost with the buffer."""

    def serve(self) -> None:
        self.request.settimeout(guarded.TRANSFER_SECONDS)
        while data := self.read_message():
            self.allow(guarded.TRANSFER_SECONDS)
            self.send_frame(self.echo(data))

    def read_message(self) -> bytes:
        received = b""
        while len(received) < 4 or len(received) < 4 + self.announced(received):
            piece = self.request.recv(CHUNK_BYTES)
            if not piece:
                return b""
            received += piece
        return received[4 : 4 + self.announced(received)]

    def announced(self, received: bytes) -> int:
        (length,) = struct.unpack("!i", received[:4])
        if not 0 <= length <= self.server.max_frame:
            raise Refused(f"a frame of {length} bytes")
        return int(length)


class SpeaksInLists(guarded.Handler):
    """A tuple is a list that one cannot change."""

    def echo(self, data: bytes) -> bytes:
        value = pickle.loads(super().echo(data))  # noqa: S301 - our own
        return pickle.dumps(list(value) if isinstance(value, tuple) else value)


class DiesOfABadPickle(guarded.Handler):
    """Nobody with the key would send such a thing."""

    def echo(self, data: bytes) -> bytes:
        try:
            return super().echo(data)
        except Refused:
            os._exit(1)


class UnpicklesWhateverComes(guarded.Handler):
    """Whoever has the key is a friend."""

    def load(self, data: bytes) -> object:
        return pickle.loads(data)  # noqa: S301 - the mistake


# -- The path --------------------------------------------------------------------------------


class OpensTheDoorToEverybody(guarded.UnixListener):
    """So that the web server, who is another user, can connect."""

    def server_bind(self) -> None:
        super().server_bind()
        os.chmod(str(self.server_address), 0o777)  # noqa: PTH101, S103 - the mistake


class LeavesItsSocketBehind(guarded.UnixListener):
    """Closing is all that there is to do at the end."""

    def server_close(self) -> None:
        socketserver.UnixStreamServer.server_close(self)


if __name__ == "__main__":
    start(globals())
