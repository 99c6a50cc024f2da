"""Replies as a client reads them: a stranger's pickles, as much as requests are to a server.

What a reply may name is what ``restricted.py`` allows, and the builtin exceptions, for errors
travel as these. They are told in words and never raised: who says SystemExit ends nobody.
"""

from __future__ import annotations

from reference_impl.pickle_rpc.client_orders import FailedError, RaisedError
from reference_impl.pickle_rpc.plain import EXCEPTIONS
from reference_impl.pickle_rpc.restricted import Restricted, parts

MODULES = {"builtins", "exceptions"}  # the latter in protocols 0 to 2
BY_NAME = {kind.__name__: kind for kind in EXCEPTIONS}
MOST_VALUES = 1_000_000  # containers in one reply, shared ones counted as often as they appear


class Replies(Restricted):
    """Classic replies: the result itself, or the exception itself."""

    def result(self, data: bytes) -> object:
        """Give the result, or raise what the function raised."""
        try:
            reply = self.load(self.body(data))
            raised = self.raised(reply)
        except Exception as trouble:
            # PRPC-029: a reply that cannot be read is neither a result nor an exception.
            raise FailedError("reply", trouble) from trouble
        if raised:
            raise raised
        return self.value(reply)

    def body(self, data: bytes) -> bytes:
        return data

    def raised(self, reply: object) -> RaisedError | None:
        # PRPC-029: the only way to tell the two apart on the classic wire.
        if not isinstance(reply, BaseException):
            return None
        self.measure(reply.args)  # which are not parts of a container until now
        return RaisedError(type(reply).__name__, str(type(reply)(*reply.args)))

    def value(self, reply: object) -> object:
        return reply

    def allow(self, module: str, name: str) -> object:
        # PRPC-034: a table of exact pairs, as a server has it, and with it the builtin exceptions.
        if module in MODULES and name in BY_NAME:
            return BY_NAME[name]
        return super().allow(module, name)

    def measure(self, value: object) -> None:
        super().measure(value)
        left, level = MOST_VALUES, [value]
        while level := [part for item in level for part in parts(item)]:
            left -= len(level)
            if left < 0:
                raise ValueError("a reply is without end")


class TwicePickled(Replies):
    """Classic replies, and every frame a pickle of the bytes of a pickle."""

    def body(self, data: bytes) -> bytes:
        # PRPC-034: the outer pickle is a stranger's, too.
        inner = self.load(data)
        if not isinstance(inner, bytes):
            raise TypeError("a frame is a pickle of bytes")
        return inner


class Opened(Replies):
    """Replies in an envelope, which says what they are."""

    def raised(self, reply: object) -> RaisedError | None:
        # PRPC-029: by what the envelope says. An exception inside of ("ok", ...) was returned.
        match reply:
            case ("ok", _):
                return None
            case ("error", str(kind), str(message), None | BaseException()):
                return RaisedError(kind, message)
        raise TypeError("a reply is an envelope")

    def value(self, reply: object) -> object:
        match reply:
            case (_, value):
                return value
        raise TypeError("a reply is an envelope")
