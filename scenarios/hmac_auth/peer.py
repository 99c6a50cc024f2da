"""The polite client: it answers the challenge as declared, and hears its echoes.

The rule it keeps: nothing here wrongs a correct server, in whichever digest and form.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from wireproof import StreamConnection, Target, Untested
from wireproof.targets.served import still_served
from wireproof.wire.compare import require_same

CHALLENGE_BYTES = 32
DIGESTS = {"sha256": 32, "sha512": 64, "md5": 16}  # bytes of a code
CLIENT, SERVER = b"client", b"server"  # what a code of the mutual form begins with
GREETING = b"STILL THERE?"


class Answer(Struct, frozen=True):
    """What a client says to a challenge: a nonce in the mutual form, and the code."""

    nonce: bytes
    code: bytes

    @property
    def data(self) -> bytes:
        """The bytes on the wire."""
        return self.nonce + self.code


def key_of(target: Target) -> bytes:
    """Tell the key that was given to the target."""
    if not target.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return target.authkey


def digest_of(target: Target) -> str:
    """Tell the digest that is declared, or was found."""
    return next((name for name in DIGESTS if target.has(f"digest:{name}")), "sha256")


def coded(target: Target, *parts: bytes, key: bytes = b"") -> bytes:
    """Make a code of some bytes."""
    return hmac.digest(key or key_of(target), b"".join(parts), digest_of(target))


def challenge_of(client: StreamConnection) -> bytes:
    """Read what the server wants a code of."""
    return client.receive_exactly(CHALLENGE_BYTES)


def answer_to(target: Target, challenge: bytes, *, key: bytes = b"") -> Answer:
    """Make the right answer, or that of somebody with another key."""
    if not target.has("mutual"):
        return Answer(b"", coded(target, challenge, key=key))
    nonce = secrets.token_bytes(CHALLENGE_BYTES)
    return Answer(nonce, coded(target, CLIENT, challenge, nonce, key=key))


def expect_proof(
    target: Target, client: StreamConnection, challenge: bytes, answer: Answer
) -> None:
    """Have the server prove itself, where the form has it."""
    if target.has("mutual"):
        due = coded(target, SERVER, challenge, answer.nonce)
        require_same(due, client.receive_exactly(len(due)), "the server's own code")


def prove(target: Target, client: StreamConnection) -> tuple[bytes, Answer]:
    """Answer the challenge; give both."""
    challenge = challenge_of(client)
    answer = answer_to(target, challenge)
    client.send(answer.data)
    expect_proof(target, client, challenge, answer)
    return challenge, answer


def greet(client: StreamConnection) -> None:
    """Do the smallest exchange."""
    client.expect_exchange(GREETING, GREETING)


@contextmanager
def visiting(target: Target) -> Iterator[StreamConnection]:
    """Open a connection on which the client has proved itself."""
    with target.connect() as client:
        prove(target, client)
        yield client


def visit(target: Target) -> None:
    """Come, do the smallest exchange, and go."""
    with visiting(target) as client:
        greet(client)


def expect_served(target: Target, *, after: str) -> None:
    """Prove that fresh polite clients are served; two, for trouble may come late."""
    with still_served(after):
        visit(target)
        visit(target)
