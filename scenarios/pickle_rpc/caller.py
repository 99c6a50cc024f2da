"""The polite client: authenticated calls, replies read by a loader that trusts nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from wireproof import StreamConnection, Target, Untested, Violation
from wireproof.model.features import Standing
from wireproof.wire import frames, pickles


class Reply(Struct, frozen=True, kw_only=True):
    """What came back: a value, or an exception by its type and message."""

    ok: bool
    value: object = None
    kind: str = ""
    message: str = ""

    def __str__(self) -> str:
        return pickles.shown(self.value) if self.ok else f"{self.kind}: {self.message}"[:200]


class Caller:
    """One authenticated connection."""

    def __init__(self, client: StreamConnection, target: Target) -> None:
        self.client = client
        self._double = target.has("framing:double")
        self._envelope = target.features.standing("envelope")

    # -- Calls -------------------------------------------------------------------------------

    def call(self, name: str, *args: object, **kwargs: object) -> Reply:
        """Make one call and read its reply."""
        self.client.send(self.spelled(name, *args, **kwargs))
        return self.reply()

    def value(self, name: str, *args: object, **kwargs: object) -> object:
        """Make one call and give its result; an exception is a `Violation`."""
        reply = self.call(name, *args, **kwargs)
        if not reply.ok:
            raise Violation(f"{name} raises where a result is due", seen=str(reply))
        return reply.value

    def error(self, name: str, *args: object, **kwargs: object) -> Reply:
        """Make one call and give its exception; a result is a `Violation`."""
        reply = self.call(name, *args, **kwargs)
        if reply.ok:
            raise Violation(f"{name[:40]!r} has a result where an error is due", seen=str(reply))
        return reply

    def greet(self) -> None:
        """Make the smallest call."""
        require_equal(5, self.value("add", 2, 3), "add(2, 3)")

    # -- The wire ----------------------------------------------------------------------------

    def spelled(self, name: str, *args: object, **kwargs: object) -> bytes:
        """Spell a request as a frame."""
        return self.framed(pickles.dump((name, args, kwargs)))

    def framed(self, request: bytes) -> bytes:
        """Put a pickled request in a frame, pickled once more where that is the form."""
        return frames.frame(pickles.dump(request) if self._double else request)

    def reply(self) -> Reply:
        """Read one reply."""
        data = frames.converse(frames.read_frame(), self.client)
        loaded = pickles.load(data)
        if self._double:
            if not isinstance(loaded, bytes):
                raise Violation("a reply is not pickled twice", seen=pickles.shown(loaded))
            loaded = pickles.load(loaded)
        return _READERS[self._envelope](loaded)

    def require_refused(self, frame: bytes, what: str) -> None:
        """Send a frame that must not be executed: an error reply or an end, in time."""
        self.client.send(frame)
        before = self.client.patience.refuse
        try:
            reply = self.reply()
        except Violation as trouble:
            if "within" in trouble.message:
                raise Violation(f"{what}: neither refused nor ended within {before:g} s") from None
            return  # it hung up
        if reply.ok:
            raise Violation(f"{what} is executed instead of refused", seen=str(reply))


def _classic(value: object) -> Reply:
    if isinstance(value, BaseException):
        return Reply(ok=False, kind=type(value).__name__, message=str(value))
    return Reply(ok=True, value=value)


def _opened(value: object) -> Reply:
    match value:
        case ("ok", result):
            return Reply(ok=True, value=result)
        case ("error", str(kind), str(message), None | BaseException()):
            return Reply(ok=False, kind=kind, message=message)
    raise Violation("a reply is no envelope", seen=pickles.shown(value))


def _undeclared(value: object) -> Reply:
    """Take for an envelope what looks like one: nothing else has this shape in our calls."""
    match value:
        case ("ok", _) | ("error", str(), str(), None | BaseException()):
            return _opened(value)
    return _classic(value)


_READERS = {
    Standing.DECLARED: _opened,
    Standing.ABSENT: _classic,
    Standing.UNDECLARED: _undeclared,
}


@contextmanager
def calling(target: Target) -> Iterator[Caller]:
    """Open an authenticated connection."""
    with target.connect() as client:
        frames.converse(frames.client_handshake(key_of(target)), client)
        yield Caller(client, target)


def key_of(target: Target) -> bytes:
    """Tell the key that was given to the target."""
    if not target.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return target.authkey


def expect_served(target: Target) -> None:
    """Prove that a fresh polite client is served."""
    with calling(target) as caller:
        caller.greet()


def require_equal(expected: object, seen: object, what: str) -> None:
    """Insist on equality in value and in type, all the way down."""
    if not _same(expected, seen):
        raise Violation(
            f"{what} comes back as something else",
            expected=pickles.shown(expected),
            seen=pickles.shown(seen),
        )


def _same(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_same(each, its) for each, its in pairs)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return one == other
