"""The polite client: it proves itself, says objects and hears their echoes.

The rule it keeps: it takes every dialect that a server may speak, so that how a server asks is the
question of the cases that are about it, and of no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import StreamConnection, Target, Untested, Violation
from wireproof.targets.served import still_served
from wireproof.wire import frames, pickles
from wireproof.wire.patience import Deadline

from .objects import require_echo

GREETING = "STILL THERE?"


class Guest:
    """One authenticated connection."""

    def __init__(self, client: StreamConnection) -> None:
        self.client = client

    def say(self, *values: object) -> None:
        """Send objects, a frame each, in one write."""
        self.client.send(b"".join(map(spelled, values)))

    def hear(self, *values: object) -> None:
        """Receive the echoes of objects, in order."""
        for value in values:
            require_echo(value, frames.converse(frames.read_frame(), self.client))

    def greet(self) -> None:
        """Do the smallest exchange."""
        self.say(GREETING)
        self.hear(GREETING)


def spelled(value: object) -> bytes:
    """Spell an object as a frame."""
    return frames.frame(pickles.dump(value))


# -- The handshake ---------------------------------------------------------------------------


def key_of(target: Target) -> bytes:
    """Tell the key that was given to the target."""
    if not target.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return target.authkey


def challenge_of(client: StreamConnection) -> bytes:
    """Read what the server wants signed."""
    return frames.converse(frames.read_challenge(), client)


def dialect(message: bytes) -> str:
    """Tell the digest in which a challenge is to be answered, however badly it is formed."""
    named = (name for name in frames.DIGEST_BYTES if message.startswith(b"{%b}" % name.encode()))
    return frames.LEGACY if is_old(message) else next(named, frames.LEGACY)


def is_old(message: bytes) -> bool:
    """Tell whether a challenge is from before Python 3.12."""
    return len(message) == frames.LEGACY_CHALLENGE_BYTES


def answer_to(key: bytes, message: bytes) -> bytes:
    """Sign a challenge as it asks for."""
    return frames.response(key, message, dialect(message))


def prove(client: StreamConnection, key: bytes) -> bytes:
    """Prove that we know the key and be welcome; give the message that was signed."""
    message = challenge_of(client)
    client.send(frames.frame(answer_to(key, message)))
    verdict = frames.converse(frames.read_frame(frames.MOST_BEFORE_AUTH), client)
    if verdict != frames.WELCOME:
        raise Violation(
            "the right key was not welcome",
            expected=repr(frames.WELCOME),
            seen=repr(verdict[:64]),
        )
    return message


def shake_hands(client: StreamConnection, key: bytes) -> bytes:
    """Prove ourselves, and have the server prove itself in a dialect that it knows.

    Gives the message that we have signed.
    """
    message = prove(client, key)
    digest = frames.LEGACY if is_old(message) else "sha256"
    frames.converse(frames.deliver_challenge(key, digest=digest), client)
    return message


# -- Visits ----------------------------------------------------------------------------------


@contextmanager
def visiting(target: Target) -> Iterator[Guest]:
    """Open an authenticated connection."""
    with target.connect() as client:
        shake_hands(client, key_of(target))
        yield Guest(client)


def visit(target: Target) -> None:
    """Come, do the smallest exchange, and go."""
    with visiting(target) as guest:
        guest.greet()


def expect_served(target: Target, *, after: str) -> None:
    """Prove that fresh polite clients are served; two, for trouble may come late."""
    with still_served(after):
        visit(target)
        visit(target)


def often(target: Target, times: int) -> Iterator[int]:
    """Count to ``times``, or for as long as bulk may take: a slow server is not a wrong one."""
    deadline = Deadline(target.patience.long)
    for number in range(times):
        if not deadline.left():
            return
        yield number
