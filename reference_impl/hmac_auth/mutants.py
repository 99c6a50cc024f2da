"""The mistakes that the cases of hmac-auth must find: each class makes one, and says so in its name.

    python -m reference_impl.hmac_auth.mutants reminds_the_silent --authkey-file key

A mutant overrides the one function of a reference that keeps the rule. None of them looks for
what a test would send; each is something that somebody could have meant well.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import itertools
import os
import socket
from typing import ClassVar

from reference_impl._mutants import start
from reference_impl.hmac_auth import blocking, client, threaded
from reference_impl.hmac_auth.handshake import CHALLENGE_BYTES

# What is asked.


class RemindsTheSilent(threaded.AuthHandler):
    """People at a terminal do not know that it is their turn."""

    def receive(self, size: int) -> bytes:
        self.request.settimeout(0.4)
        with contextlib.suppress(TimeoutError):
            self.request.recv(1, socket.MSG_PEEK)
            return super().receive(size)
        self.request.sendall(b"?")
        return super().receive(size)


class CountsItsChallenges(threaded.AuthHandler):
    """A hash of a counter looks random, and never repeats while we run."""

    counter: ClassVar = itertools.count()

    def challenge(self) -> bytes:
        return hashlib.sha256(str(next(self.counter)).encode()).digest()


class EndsItsChallengeWithANul(threaded.AuthHandler):
    """Thirty-one bytes are enough, and C programs like a string to end."""

    def challenge(self) -> bytes:
        return os.urandom(CHALLENGE_BYTES - 1) + b"\0"


# What counts as an answer.


class SignsWithABareHash(threaded.AuthHandler):
    """A hash of key and message proves the key just as well."""

    def code(self, *parts: bytes) -> bytes:
        return hashlib.new(self.rules.digest, self.rules.key + b"".join(parts)).digest()


class CutsLongKeys(threaded.AuthHandler):
    """The block of the hash is sixty-four bytes, so there is no use for more."""

    def code(self, *parts: bytes) -> bytes:
        return hmac.digest(self.rules.key[:64], b"".join(parts), self.rules.digest)


class TakesTheKeyWithItsNewline(threaded.AuthHandler):
    """Editors put one at the end of the file, and half of the clients have it in their key."""

    def accepts(self, asked: bytes, nonce: bytes, answer: bytes) -> bool:
        edited = hmac.digest(self.rules.key + b"\n", asked, self.rules.digest)
        return super().accepts(asked, nonce, answer) or hmac.compare_digest(edited, answer)


class LeavesOutTheLastByte(threaded.AuthHandler):
    """As if there were a terminator."""

    def same(self, due: bytes, answer: bytes) -> bool:
        return super().same(due[:-1], answer[:-1])


class TakesABareHash(threaded.AuthHandler):
    """The first version of the client had no HMAC, and some still run."""

    def accepts(self, asked: bytes, nonce: bytes, answer: bytes) -> bool:
        old = hashlib.new(self.rules.digest, self.rules.key + asked).digest()
        return super().accepts(asked, nonce, answer) or hmac.compare_digest(old, answer)


class RemembersGoodAnswers(threaded.AuthHandler):
    """Who was right once need not be computed again."""

    good: ClassVar[set[bytes]] = set()

    def accepts(self, asked: bytes, nonce: bytes, answer: bytes) -> bool:
        accepted = answer in self.good or super().accepts(asked, nonce, answer)
        if accepted:
            self.good.add(answer)
        return accepted


class TakesCodesWithoutARole(threaded.AuthHandler):
    """The role was added later, and older clients leave it out."""

    def accepts(self, asked: bytes, nonce: bytes, answer: bytes) -> bool:
        bare = self.code(asked, nonce)
        return super().accepts(asked, nonce, answer) or hmac.compare_digest(bare, answer)


class ComparesWithEquals(threaded.AuthHandler):
    """Bytes can be compared."""

    def same(self, due: bytes, answer: bytes) -> bool:
        return due == answer


# How it is read.


class ReadsOnce(blocking.Door):
    """So few bytes come in one piece."""

    def receive(self, client: socket.socket, size: int) -> bytes:
        client.settimeout(self.seconds)
        return client.recv(size)


class ClearsItsInput(threaded.AuthHandler):
    """Nothing that came too early may reach the service."""

    def receive(self, size: int) -> bytes:
        received = super().receive(size)
        if size != CHALLENGE_BYTES:
            self.request.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                self.request.recv(threaded.CHUNK_BYTES)
        return received


class StartsTheClockAnew(threaded.AuthHandler):
    """A client that sends is a client that works on it."""

    def receive(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            self.request.settimeout(self.rules.seconds)
            piece = self.request.recv(size - len(received))
            if not piece:
                raise ConnectionError
            received += piece
        return received


# What follows from it.


class QuotesWhatWasWrong(threaded.AuthHandler):
    """A message that does not say what was wrong helps nobody."""

    heard = b""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            if self.authenticate():
                self.server.crowd.leave(self.request)
                self.echo()
            else:
                self.request.sendall(b"wrong: " + self.heard + b"\n")

    def receive(self, size: int) -> bytes:
        self.heard = super().receive(size)
        return self.heard


class GivesASecondTry(threaded.AuthHandler):
    """Typing errors happen."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            if self.authenticate() or self.accepts(self.asked, b"", self.receive(self.size)):
                self.server.crowd.leave(self.request)
                self.echo()

    def ask(self) -> bytes:
        self.asked = super().ask()
        self.size = hashlib.new(self.rules.digest).digest_size
        return self.asked


class TellsShortFromWrong(threaded.AuthHandler):
    """Two mistakes, two messages."""

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            try:
                accepted = self.authenticate()
            except ConnectionError:
                self.request.sendall(b"too short\n")
                return
            if accepted:
                self.server.crowd.leave(self.request)
                self.echo()


class FallsWithItsClient(blocking.Door):
    """A client may be late; anything else is a bug that should not be hidden."""

    def serve(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError), self.next() as client:
                self.attend(client)


# Crowds.


class AuthenticatesInTheAcceptLoop(threaded.AuthServer):
    """A thread is started for those who may have one."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        self.finish_request(request, client_address)
        self.shutdown_request(request)


class LetsTheFirstComeFirst(blocking.Door):
    """Whoever has waited longest is next; that is only fair."""

    def next(self) -> socket.socket:
        return self.listener.accept()[0]


class TurnsNewcomersAway(threaded.AuthServer):
    """First come, first served."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        if len(self.crowd.waiting) < self.crowd.most:
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)


# Clients.


class BelievesAnyServer(client.AuthClient):
    """It has our address, so it must be ours."""

    def check(self, asked: bytes, nonce: bytes) -> None:
        self.receive(len(self.code(asked, nonce)))


class AnswersWhatItHas(client.AuthClient):
    """So few bytes come in one piece."""

    def receive(self, size: int) -> bytes:
        piece = self.server.recv(size)
        if not piece:
            raise ConnectionError("the server has ended the connection")
        return piece


class ReportsWhatItSent(client.AuthClient):
    """It is an echo, after all."""

    def call(self, payload: bytes) -> bytes:
        super().call(payload)
        return payload


if __name__ == "__main__":
    start(globals())
