"""Frames and mutual authentication of multiprocessing.connection, as bytes and nothing else.

A frame is a 4-byte big-endian signed length and a payload; the length -1 announces an 8-byte
unsigned length (CPython, Lib/multiprocessing/connection.py, ``_send_bytes`` and ``_recv_bytes``).
Both sides prove that they know the key before any payload passes: a challenge, an HMAC over all
of it, a verdict, first one way and then the other.

Nothing here opens a socket or waits. A dialogue is a generator that says what to send and how
many bytes it needs; `converse` plays it over whatever can do both. What the other side does wrong
is a `Violation`.
"""

from __future__ import annotations

import hmac
import os
import struct
from collections.abc import Callable, Container, Generator
from functools import partial
from typing import Protocol, TypeVar, cast

from msgspec import Struct

from wireproof.errors import Violation

MOST_SHORT = 0x7FFF_FFFF  # bytes that a 4-byte header can announce
MOST_BEFORE_AUTH = 256  # bytes of a frame during the handshake
MOST_AFTER_AUTH = 256 * 1024 * 1024  # bytes of a frame that we are willing to hold

CHALLENGE = b"#CHALLENGE#"
WELCOME = b"#WELCOME#"
FAILURE = b"#FAILURE#"
LEGACY_CHALLENGE_BYTES = 20  # a message of this length is from before Python 3.12
MODERN_NONCE_BYTES = 40

LEGACY = "md5"  # travels without a name
DIGEST_BYTES = {"md5": 16, "sha256": 32, "sha384": 48, "sha3_256": 32, "sha3_384": 48}
"""The digests that the handshake knows, with the length of their code in bytes."""


class Send(Struct, frozen=True):
    """A dialogue wants these bytes sent."""

    data: bytes


class Receive(Struct, frozen=True):
    """A dialogue wants exactly so many bytes."""

    size: int


T = TypeVar("T")
Dialogue = Generator[Send | Receive, bytes, T]


class Link(Protocol):
    """Whatever can send bytes and receive an exact number: a `StreamConnection`, a test's list."""

    def send(self, data: bytes, /) -> None:
        """Send all of ``data``."""

    def receive_exactly(self, size: int, /) -> bytes:
        """Receive ``size`` bytes or raise."""


def converse(dialogue: Dialogue[T], link: Link) -> T:
    """Play ``dialogue`` over ``link`` and give its result."""
    proceed: Callable[[], Send | Receive] = partial(next, dialogue)
    while True:
        try:
            step = proceed()
        except StopIteration as over:
            return cast("T", over.value)
        match step:
            case Send(data):
                link.send(data)
                proceed = partial(dialogue.send, b"")
            case Receive(size):
                proceed = partial(dialogue.send, link.receive_exactly(size))


# -- Frames ----------------------------------------------------------------------------------


def header(length: int, *, wide: bool = False) -> bytes:
    """Announce ``length`` bytes; ``wide`` takes the 8-byte form where 4 bytes would do.

    The short form also spells what no honest peer says: any negative length.
    """
    if wide or length > MOST_SHORT:
        return struct.pack("!iQ", -1, length)
    return struct.pack("!i", length)


def frame(payload: bytes, *, wide: bool = False) -> bytes:
    """Put ``payload`` in a frame."""
    return header(len(payload), wide=wide) + payload


def read_frame(at_most: int = MOST_AFTER_AUTH) -> Dialogue[bytes]:
    """Read one frame of ``at_most`` bytes and give its payload."""
    (length,) = struct.unpack("!i", (yield Receive(4)))
    if length == -1:
        (length,) = struct.unpack("!Q", (yield Receive(8)))
    if length < 0:
        raise Violation(
            "a frame announces a negative length", expected="0 or more bytes", seen=str(length)
        )
    if length > at_most:
        raise Violation(
            "a frame is too long", expected=f"at most {at_most} bytes", seen=f"{length} bytes"
        )
    return (yield Receive(length)) if length else b""


class Frames(Struct, frozen=True):
    """The payloads of whole frames in a stream, and the bytes after the last of them."""

    payloads: tuple[bytes, ...]
    rest: bytes


def split(stream: bytes, at_most: int = MOST_AFTER_AUTH) -> Frames:
    """Cut a recorded stream into its frames."""
    payloads: list[bytes] = []
    at = 0
    while True:
        tape = _Tape(stream, at)
        try:
            payloads.append(converse(read_frame(at_most), tape))
        except EOFError:
            return Frames(tuple(payloads), stream[at:])
        at = tape.at


class _Tape:
    """A link that plays back what was recorded and ends with an `EOFError`."""

    def __init__(self, stream: bytes, at: int) -> None:
        self.stream = stream
        self.at = at

    def send(self, data: bytes, /) -> None:
        raise TypeError(f"a recording takes no {len(data)} bytes")

    def receive_exactly(self, size: int, /) -> bytes:
        piece = self.stream[self.at : self.at + size]
        if len(piece) < size:
            raise EOFError
        self.at += size
        return piece


# -- Proofs ----------------------------------------------------------------------------------


def challenge(digest: str = "sha256") -> bytes:
    """Make a fresh message to be signed: 20 bare bytes for md5, else ``{name}`` and 40 bytes."""
    if digest == LEGACY:
        return os.urandom(LEGACY_CHALLENGE_BYTES)
    return _named(digest, os.urandom(MODERN_NONCE_BYTES))


def digest_of(message: bytes) -> str:
    """Tell which digest a challenge asks for; an unknown or malformed one is a `Violation`."""
    if len(message) == LEGACY_CHALLENGE_BYTES:
        return LEGACY
    for name in DIGEST_BYTES:
        prefix = _named(name, b"")
        if name != LEGACY and message.startswith(prefix):
            if len(message) < len(prefix) + LEGACY_CHALLENGE_BYTES:
                break
            return name
    raise Violation(
        "the challenge is none that a client can answer",
        expected="20 bytes, or {sha256} and at least 20 bytes",
        seen=f"{len(message)} bytes: {message[:64]!r}",
    )


def response(key: bytes, message: bytes, digest: str = "") -> bytes:
    """Sign all of ``message``, its ``{name}`` included, by default with the digest it asks for."""
    digest = digest or digest_of(message)
    code = hmac.digest(key, message, digest)
    return code if digest == LEGACY else _named(digest, code)


def proves(
    key: bytes, message: bytes, answer: bytes, accepted: Container[str] = DIGEST_BYTES
) -> bool:
    """Tell whether ``answer`` proves knowledge of ``key`` in one of the ``accepted`` digests."""
    return any(
        hmac.compare_digest(answer, response(key, message, digest))
        for digest in DIGEST_BYTES
        if digest in accepted
    )


def _named(digest: str, rest: bytes) -> bytes:
    return b"{%b}%b" % (digest.encode("ascii"), rest)


# -- The handshake ---------------------------------------------------------------------------


def read_challenge() -> Dialogue[bytes]:
    """Read the other side's challenge and give the message to be signed."""
    payload = yield from read_frame(MOST_BEFORE_AUTH)
    if not payload.startswith(CHALLENGE):
        raise Violation(
            "the first frame is no challenge", expected=repr(CHALLENGE), seen=repr(payload[:64])
        )
    return payload.removeprefix(CHALLENGE)


def answer_challenge(key: bytes, *, digest: str = "") -> Dialogue[str]:
    """Prove that we know ``key`` and give the digest that the challenge asked for.

    ``digest`` answers with another one: ``md5`` is what Python before 3.12 does.
    """
    message = yield from read_challenge()
    asked = digest_of(message)
    yield Send(frame(response(key, message, digest or asked)))
    verdict = yield from read_frame(MOST_BEFORE_AUTH)
    if verdict != WELCOME:
        raise Violation(
            "the right key was not welcome", expected=repr(WELCOME), seen=repr(verdict[:64])
        )
    return asked


def deliver_challenge(
    key: bytes, *, digest: str = "sha256", accepted: Container[str] = DIGEST_BYTES
) -> Dialogue[None]:
    """Have the other side prove that it knows ``key``; it may answer in any ``accepted`` digest."""
    message = challenge(digest)
    yield Send(frame(CHALLENGE + message))
    answer = yield from read_frame(MOST_BEFORE_AUTH)
    if not proves(key, message, answer, accepted):
        yield Send(frame(FAILURE))
        raise Violation(
            "the target does not prove that it knows the key",
            expected=f"a keyed digest of our challenge, by default {digest}",
            seen=f"{len(answer)} bytes: {answer[:64]!r}",
        )
    yield Send(frame(WELCOME))


def client_handshake(key: bytes, *, digest: str = "") -> Dialogue[str]:
    """Authenticate as a client does: prove first, then ask for proof in the dialect we were asked.

    Gives the digest of the server's challenge; ``digest`` changes what we answer with.
    """
    asked = yield from answer_challenge(key, digest=digest)
    yield from deliver_challenge(key, digest=asked)
    return asked


def server_handshake(
    key: bytes, *, digest: str = "sha256", accepted: Container[str] = DIGEST_BYTES
) -> Dialogue[None]:
    """Authenticate as a server does: ask for proof first, then prove."""
    yield from deliver_challenge(key, digest=digest, accepted=accepted)
    yield from answer_challenge(key)
