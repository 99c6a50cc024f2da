"""A server of pickle RPC, for clients under test: it hears one call, and says what it is told to.

It speaks the form in which it was asked: once or twice pickled, and in no newer protocol. What a
client sends is read by our own loader, and anything but a call is a `Violation`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from wireproof.errors import Violation
from wireproof.wire import frames, pickles
from wireproof.wire.stream import StreamConnection


class Heard(Struct, frozen=True, kw_only=True):
    """A call, and the form in which it came."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    double: bool
    protocol: int

    def framed(self, reply: object) -> bytes:
        """Spell a reply, in the form of the call."""
        return self.around(pickles.dump(reply, protocol=self.protocol))

    def around(self, body: bytes) -> bytes:
        """Put a pickled reply in a frame, pickled once more where that is the form."""
        outer = pickles.dump(body, protocol=self.protocol) if self.double else body
        return frames.frame(outer)


def hear(connection: StreamConnection, key: bytes) -> Heard:
    """Prove and be shown, then hear one call."""
    frames.converse(frames.server_handshake(key), connection)
    data = frames.converse(frames.read_frame(), connection)
    outer = pickles.load(data)
    body = outer if isinstance(outer, bytes) else data
    double = body is not data
    match value := pickles.load(body) if double else outer:
        case (str(name), tuple(args), dict(kwargs)) if isinstance(value, tuple):
            protocol = min(pickles.protocol(body), pickles.DEFAULT_PROTOCOL)
            return Heard(name=name, args=args, kwargs=kwargs, double=double, protocol=protocol)
    raise Violation(
        "what the client sends is no call",
        expected="a name, a tuple and a dictionary",
        seen=pickles.shown(value),
    )


def failure(error: Exception, *, envelope: bool, travels: bool = True) -> object:
    """Make the reply of a function that raised; in an envelope the exception need not travel."""
    if not envelope:
        return error
    return "error", type(error).__name__, str(error), error if travels else None


def success(value: object, *, envelope: bool) -> object:
    """Make the reply of a function that returned."""
    return ("ok", value) if envelope else value
