"""The server's side of the handshake, one-way or mutual, over a blocking socket."""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
import time
from pathlib import Path
from typing import NamedTuple

CHALLENGE_BYTES = 32


class Rules(NamedTuple):
    """What a server asks of its clients."""

    key: bytes
    digest: str
    mutual: bool
    seconds: float
    events: str = ""  # a file in which to note each comparison, for whoever tests us


class Handshake:
    """Ask one client for its proof, and in the mutual form give ours."""

    request: socket.socket
    rules: Rules

    def authenticate(self) -> bool:
        self.deadline = time.monotonic() + self.rules.seconds
        asked = self.ask()
        nonce = self.receive(CHALLENGE_BYTES) if self.rules.mutual else b""
        answer = self.receive(hashlib.new(self.rules.digest).digest_size)
        accepted = self.accepts(asked, nonce, answer)
        if accepted and nonce:
            self.request.sendall(self.code(b"server", asked, nonce))
        return accepted

    def ask(self) -> bytes:
        # HMAC-001: the challenge, alone, and before anything else.
        asked = self.challenge()
        self.request.sendall(asked)
        return asked

    def challenge(self) -> bytes:
        # HMAC-010, HMAC-011: the kernel's randomness, new for each client.
        return os.urandom(CHALLENGE_BYTES)

    def accepts(self, asked: bytes, nonce: bytes, answer: bytes) -> bool:
        # HMAC-004, HMAC-006, HMAC-012: one key, one function, and this challenge.
        # HMAC-020: a code is bound to who makes it and to what both have chosen.
        due = self.code(b"client", asked, nonce) if nonce else self.code(asked)
        return self.same(due, answer)

    def code(self, *parts: bytes) -> bytes:
        # HMAC-002, HMAC-003: HMAC itself hashes long keys and pads short ones.
        return hmac.digest(self.rules.key, b"".join(parts), self.rules.digest)

    def same(self, due: bytes, answer: bytes) -> bool:
        # HMAC-005, HMAC-006, HMAC-018: all of it, and in constant time.
        if self.rules.events:
            with Path(self.rules.events).open("a") as events:
                events.write(f"{len(due)} {len(answer)}\n")
        return hmac.compare_digest(due, answer)

    def receive(self, size: int) -> bytes:
        # HMAC-007, HMAC-008: until there is all of it, and not a byte more.
        # HMAC-001: and meanwhile we say nothing. HMAC-016: one deadline for the whole handshake.
        received = b""
        while len(received) < size:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.request.settimeout(left)
            piece = self.request.recv(size - len(received))
            if not piece:
                raise ConnectionError
            received += piece
        return received
