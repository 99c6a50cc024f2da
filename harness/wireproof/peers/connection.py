"""Servers of the message connection, for clients under test: one that knows the key, and impostors.

The handshake is that of CPython's Lib/multiprocessing/connection.py. An impostor does not know the
key, so whatever it does, the client must have said nothing but handshake when it leaves.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from wireproof.errors import Violation
from wireproof.wire import frames
from wireproof.wire.frames import CHALLENGE, FAILURE, WELCOME, Dialogue, Send, frame, read_frame
from wireproof.wire.stream import StreamConnection

Impostor = Callable[[bytes], Dialogue[None]]
"""What an impostor does; it is given the key, for only so can one lie by a single bit."""


def serve(connection: StreamConnection, key: bytes) -> None:
    """Be a good server: prove and be shown, then send one object back."""
    frames.converse(frames.server_handshake(key), connection)
    connection.send(frame(frames.converse(read_frame(), connection)))


def deceive(connection: StreamConnection, impostor: Impostor, key: bytes) -> None:
    """Play an impostor and raise a `Violation` where the client sends it a payload."""
    overheard = _Overheard(connection)
    with contextlib.suppress(Violation):  # a client may leave as soon as it smells a rat
        frames.converse(impostor(key), overheard)
    with contextlib.suppress(Violation):  # it may also stay, and say nothing more
        while not overheard.foreign() and overheard.hear_more():
            pass
    if foreign := overheard.foreign() or overheard.said.rest:
        raise Violation(
            "a payload came before the server had proved that it knows the key",
            expected="nothing but the handshake",
            seen=f"{len(foreign)} bytes: {foreign[:48]!r}",
            timeless=True,
        )


class _Overheard:
    """A link that keeps what comes, and knows whether the client has a challenge to answer."""

    def __init__(self, connection: StreamConnection) -> None:
        self._connection = connection
        self._heard = bytearray()
        self._asked = False

    def send(self, data: bytes, /) -> None:
        self._asked = self._asked or CHALLENGE in data
        self._connection.send(data)

    def receive_exactly(self, size: int, /) -> bytes:
        piece = self._connection.receive_exactly(size)
        self._heard += piece
        return piece

    def hear_more(self) -> bool:
        """Hear whatever comes next; tell whether it was no end."""
        piece = self._connection.receive_or_end(within=self._connection.patience.refuse)
        self._heard += piece
        return bool(piece)

    @property
    def said(self) -> frames.Frames:
        """All that the client said."""
        return frames.split(bytes(self._heard))

    def foreign(self) -> bytes:
        """Find what is no handshake: beside its answer, a client says a challenge and verdicts."""
        answers = 1 if self._asked else 0
        later = (one for one in self.said.payloads[answers:] if one not in {WELCOME, FAILURE})
        return next((one for one in later if not one.startswith(CHALLENGE)), b"")


# -- Impostors -------------------------------------------------------------------------------


def _ask() -> Dialogue[bytes]:
    """Ask for proof, welcome whatever comes, and give it."""
    yield Send(frame(CHALLENGE + frames.challenge()))
    shown = yield from read_frame(frames.MOST_BEFORE_AUTH)
    yield Send(frame(WELCOME))
    return shown


def _answering(lie: Callable[[bytes, bytes], bytes]) -> Impostor:
    """Make an impostor that answers the client's challenge with a lie about the right answer.

    The lie is told the right answer, and what the client has shown to us.
    """

    def impostor(key: bytes) -> Dialogue[None]:
        shown = yield from _ask()
        message = yield from frames.read_challenge()
        yield Send(frame(lie(frames.response(key, message), shown)))

    return impostor


def _welcomes_itself(_key: bytes) -> Dialogue[None]:
    """Send what a server says, verdict on itself included, and listen to nothing."""
    yield Send(frame(CHALLENGE + frames.challenge()) + frame(WELCOME) + frame(WELCOME))


def _needs_no_handshake(_key: bytes) -> Dialogue[None]:
    yield Send(frame(WELCOME) * 2)


IMPOSTORS: dict[str, Impostor] = {
    "another key": _answering(lambda right, _shown: right[:-16] + os.urandom(16)),
    "one bit": _answering(lambda right, _shown: right[:-1] + bytes([right[-1] ^ 1])),
    "half of it": _answering(lambda right, _shown: right[:-8]),
    "nothing": _answering(lambda _right, _shown: b""),
    "the client's own": _answering(lambda _right, shown: shown),
    "WELCOME": _answering(lambda _right, _shown: WELCOME),
    "WELCOME in advance": _welcomes_itself,
    "WELCOME at once": _needs_no_handshake,
}
"""Impostors, by what they send where the client wants to see a proof."""

SILENCES = {
    "nothing": b"",
    "half a challenge": frame(CHALLENGE + bytes(28))[:-8],
}
"""What a server says before it falls silent, by what it is."""
