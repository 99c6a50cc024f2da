"""Mutual proof of a shared key, as ``multiprocessing.connection`` spells it, in both dialects.

A challenge is 20 bytes (before Python 3.12) or ``{digest}`` and more random bytes. The answer is
an HMAC over all of the challenge: a bare MD5 code, or ``{digest}`` and a code. Old peers answer
every challenge in their own way, and we let them in: an HMAC does not fall with the collisions of
its digest. What an answer may not do is to choose a digest that nobody offered.
"""

from __future__ import annotations

import hmac
import os

CHALLENGE = b"#CHALLENGE#"
WELCOME = b"#WELCOME#"
FAILURE = b"#FAILURE#"
MOST_BYTES = 256  # of any frame before both sides have proved what they know
LEGACY_BYTES = 20
NAMES = ("sha256", "sha384", "sha3_256")


class Refused(Exception):
    """The other side does not know the key, or does not speak our language."""


def new_challenge() -> bytes:
    return b"{sha256}" + os.urandom(40)


def digest_asked(message: bytes) -> str:
    """Tell which digest a challenge asks for."""
    if len(message) == LEGACY_BYTES:
        return "md5"
    for name in NAMES:
        prefix = b"{%b}" % name.encode()
        if message.startswith(prefix) and len(message) >= len(prefix) + LEGACY_BYTES:
            return name
    raise Refused("a challenge in no digest that we know")


def answer(key: bytes, message: bytes, digest: str) -> bytes:
    code = hmac.digest(key, message, digest)
    return code if digest == "md5" else b"{%b}%b" % (digest.encode(), code)


def is_right(key: bytes, message: bytes, answered: bytes) -> bool:
    return any(
        hmac.compare_digest(answered, answer(key, message, digest)) for digest in ("sha256", "md5")
    )
