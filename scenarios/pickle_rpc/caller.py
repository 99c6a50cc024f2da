"""The polite client: authenticated calls, replies read by a loader that trusts nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from msgspec import Struct

from wireproof import StreamConnection, Target, Untested, Violation
from wireproof.model.features import Standing
from wireproof.targets.served import still_served
from wireproof.wire import frames, pickles


class Reply(Struct, frozen=True, kw_only=True):
    """What came back: a value, or an exception by its type and message."""

    ok: bool
    value: object = None
    kind: str = ""
    message: str = ""

    def __str__(self) -> str:
        return pickles.shown(self.value) if self.ok else self.words[:200]

    @property
    def words(self) -> str:
        """Tell an exception's type and message."""
        return f"{self.kind}: {self.message}"


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

    def framed(self, request: bytes, *, protocol: int = pickles.DEFAULT_PROTOCOL) -> bytes:
        """Put a pickled request in a frame, pickled once more where that is the form."""
        return frames.frame(self.payload(request, protocol=protocol))

    def payload(self, request: bytes, *, protocol: int = pickles.DEFAULT_PROTOCOL) -> bytes:
        """Pickle a pickled request once more where that is the form."""
        return pickles.dump(request, protocol=protocol) if self._double else request

    def reply(self, *, within: float = 0) -> Reply:
        """Read one reply."""
        return self.read(self.frame(within=within))

    def frame(self, *, within: float = 0) -> bytes:
        """Read one frame."""
        return frames.converse(frames.read_frame(), _Reader(self.client, within))

    def read(self, data: bytes, *, buffers: Sequence[bytes] = ()) -> Reply:
        """Read a reply from its frame, and from what came beside it."""
        body = self.layers(data)[-1]
        return _READERS[self._envelope](pickles.load(body, buffers=buffers))

    def layers(self, data: bytes) -> tuple[bytes, ...]:
        """Take the pickles of a frame apart: its own, and the one inside if there is one."""
        if not self._double:
            return (data,)
        body = pickles.load(data)
        if not isinstance(body, bytes):
            raise Violation("a reply is not pickled twice", seen=pickles.shown(body))
        return data, body

    def outcome(self, frame: bytes, what: str) -> Reply | None:
        """Send a frame; give its reply, or nothing where the target ends the connection."""
        within = self.client.patience.refuse
        try:  # to send and to listen: whoever refuses may not read to the end
            begun = self.client.exchange(frame, reply_bytes=HEADER_BYTES, within=within)
            data = frames.converse(frames.read_frame(), _Reader(self.client, within, begun))
        except Violation as trouble:
            if trouble.message.startswith(_GONE) or trouble.message.endswith(_UNREAD):
                return None
            if " within " not in trouble.message:
                raise
            raise Violation(f"{what}: neither answered nor ended within {within:g} s") from None
        return self.read(data)

    def require_refused(self, frame: bytes, what: str) -> None:
        """Send a frame that must not be executed: an error reply or an end, in time."""
        reply = self.outcome(frame, what)
        if reply and reply.ok:
            raise Violation(
                f"{what} is executed instead of refused", seen=str(reply), timeless=True
            )


HEADER_BYTES = 4
_GONE = ("the target ended the connection", "the target reset the connection")
_UNREAD = f"{HEADER_BYTES} of {HEADER_BYTES} bytes came"  # a reply began, and the rest is not read


class _Reader:
    """The receiving half of a connection, with its own patience, and what has come already."""

    def __init__(self, client: StreamConnection, within: float, begun: bytes = b"") -> None:
        self._client = client
        self._within = within
        self._begun = begun

    def send(self, data: bytes, /) -> None:
        self._client.send(data)

    def receive_exactly(self, size: int, /) -> bytes:
        begun, self._begun = self._begun[:size], self._begun[size:]
        return begun + self._client.receive_exactly(size - len(begun), within=self._within)


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


@contextmanager
def neighbour(target: Target) -> Iterator[Callable[[], None]]:
    """Be another client all the while, where there is room for two; gives a way to greet."""
    if target.features.standing("concurrent") is Standing.ABSENT:
        yield lambda: None
        return
    with calling(target) as other:
        other.greet()
        yield other.greet


def key_of(target: Target) -> bytes:
    """Tell the key that was given to the target."""
    if not target.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return target.authkey


def expect_served(target: Target, *, after: str = "") -> None:
    """Prove that a fresh polite client is served."""
    with still_served(after) if after else nullcontext(), calling(target) as caller:
        caller.greet()


def count_of_bumps(target: Target) -> int:
    """Ask how often `bump` was called, this call included."""
    with calling(target) as caller:
        count = caller.value("bump")
    if type(count) is not int:
        raise Violation("bump gives no number", expected="an int", seen=pickles.shown(count))
    return count


def require_equal(expected: object, seen: object, what: str) -> None:
    """Insist on equality in value and in type, all the way down."""
    if not _same(expected, seen):
        raise Violation(
            f"{what} comes back as something else",
            expected=pickles.shown(expected),
            seen=pickles.shown(seen),
            timeless=True,
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
