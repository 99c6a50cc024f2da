"""Mutual proof of a shared key, in both dialects of ``multiprocessing.connection``.

A challenge is 20 bytes (before Python 3.12) or ``{digest}`` and more random bytes. The answer is
an HMAC over all of the challenge: a bare MD5 code, or ``{digest}`` and a code. An old client
answers our challenge in its own way, and whether it may is the server's decision: an HMAC does not
fall with the collisions of its digest, but nobody needs it who has no old peers.
"""

from __future__ import annotations

import hmac
import os
from typing import Protocol

from reference_impl.connection.framing import Framed, Refused

CHALLENGE = b"#CHALLENGE#"
WELCOME = b"#WELCOME#"
FAILURE = b"#FAILURE#"
MOST_BYTES = 256  # of any frame before both sides have proved what they know
OLD_BYTES = 20  # a challenge of this length is from before Python 3.12
NONCE_BYTES = 40
OLD = "md5"  # travels without a name
KNOWN = ("sha256", "sha384", "sha3_256", OLD)


class Policy(Protocol):
    """What a server says of keys: its own, the digests that it accepts, and how long it waits."""

    key: bytes
    accepted: tuple[str, ...]
    auth_timeout: float


def signed(key: bytes, message: bytes, digest: str) -> bytes:
    """Sign all of ``message``, its ``{digest}`` included, and name the digest."""
    code = hmac.digest(key, message, digest)
    return code if digest == OLD else b"{%b}%b" % (digest.encode(), code)


class Authenticated(Framed):
    """A client that has to prove itself before anything else, and may ask the same of us."""

    policy: Policy

    def authenticate(self) -> None:
        # CONN-021: one clock for both halves. CONN-020: it is this client's, and so is the thread.
        # CONN-022: whatever is wrong ends this client, and `with` or `finally` clears up after it.
        self.allow(self.policy.auth_timeout)
        self.ask_for_proof()
        self.prove()

    def ask_for_proof(self) -> None:
        # CONN-002: we speak first, and need nothing from the client for it.
        message = self.challenge()
        self.send_frame(CHALLENGE + message)
        answered = self.read_answer()
        # CONN-004: after a failure there is nothing more to say or to hear.
        if not self.admits(message, answered):
            self.send_frame(FAILURE)
            raise Refused("the client does not know the key")
        self.send_frame(WELCOME)

    def challenge(self) -> bytes:
        # CONN-002, CONN-005: named, so that nobody in between can choose a weaker one.
        # CONN-008, CONN-009: from the kernel, for each connection; nothing of ours repeats it.
        return b"{sha256}" + os.urandom(NONCE_BYTES)

    def read_answer(self) -> bytes:
        # CONN-010: an answer has its limit, and is compared, never read as anything else.
        return self.receive_frame(MOST_BYTES)

    def admits(self, message: bytes, answered: bytes) -> bool:
        # CONN-004: all of it, and in the same time wherever the first difference is.
        # CONN-009: for this message, and we keep no other.
        # CONN-005, CONN-006: over all of the message, in a digest that is accepted here.
        codes = (signed(self.policy.key, message, digest) for digest in self.policy.accepted)
        return any(hmac.compare_digest(answered, code) for code in codes)

    def prove(self) -> None:
        # CONN-003: the client has as much reason to ask as we had.
        message = self.receive_frame(MOST_BYTES)
        if not message.startswith(CHALLENGE):
            raise Refused("no challenge where one was due")
        message = message.removeprefix(CHALLENGE)
        self.send_frame(signed(self.policy.key, message, self.digest_asked(message)))
        if self.receive_frame(MOST_BYTES) != WELCOME:
            raise Refused("the client does not believe us")

    def digest_asked(self, message: bytes) -> str:
        # CONN-007: a table, so that nobody has our key's code in a digest of his choice.
        if len(message) == OLD_BYTES and OLD in self.policy.accepted:
            return OLD
        for name in self.policy.accepted:
            prefix = b"{%b}" % name.encode()
            if name != OLD and message.startswith(prefix):
                if len(message) < len(prefix) + OLD_BYTES:
                    break
                return name
        raise Refused("a challenge in no digest that we answer in")
