"""From the bytes of a request to the bytes of a reply.

Whatever happens in here becomes a reply: the connection and the server live on. The reply is the
classic one, the pickled result or the pickled exception; a subclass may put it in an envelope.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from reference_impl.pickle_rpc.plain import EXCEPTIONS, dumps, protocol_of
from reference_impl.pickle_rpc.restricted import Restricted
from reference_impl.pickle_rpc.service import FUNCTIONS

InTime = Callable[[], AbstractContextManager[None]]
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Calls(Restricted):
    """Answers the requests of one connection; ``in_time`` ends a call that takes too long."""

    def __init__(self, max_depth: int, in_time: InTime) -> None:
        super().__init__(max_depth)
        self.in_time = in_time

    def answer(self, data: bytes) -> bytes:
        protocol = self.protocol(data)
        try:
            # PRPC-023: everything of a call is local to it.
            name, args, kwargs = self.read(data)
            # PRPC-006: an unknown name is an error like any other, so this is inside the try.
            value = self.call(self.find(name), args, kwargs)
            # PRPC-008: and so is a result that no pickle can hold.
            return self.spell(self.result(value), protocol)
        except BaseException as error:  # noqa: BLE001 - PRPC-012: a function ends nobody but itself
            return self.spell(self.failure(error), protocol)

    def spell(self, value: object, protocol: int) -> bytes:
        # PRPC-010: by a pickler that refuses what only we could load.
        return dumps(value, protocol)

    def protocol(self, data: bytes) -> int:
        # PRPC-028: we answer in the protocol that we are asked in.
        return protocol_of(data)

    def read(self, data: bytes) -> Call:
        request = self.load(data)
        # PRPC-013: exactly this shape; anything else would fail later and elsewhere.
        if isinstance(request, tuple) and tuple(map(type, request)) == (str, tuple, dict):
            name, args, kwargs = request
            if all(isinstance(key, str) for key in kwargs):
                return name, args, kwargs
        raise TypeError("a request is a name, a tuple and a dictionary by names")

    def find(self, name: str) -> Callable[..., object]:
        # PRPC-006: told to whoever asked.
        # PRPC-014: a table has no attributes to wander into.
        if name not in FUNCTIONS:
            raise LookupError(f"no function {name[:80]!r}")
        return FUNCTIONS[name]

    def call(
        self, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> object:
        # PRPC-012: whatever it raises is ours to tell. PRPC-022: nobody else waits for it.
        # PRPC-024: once. Nothing in here tries again.
        with self.in_time():
            # PRPC-001, PRPC-002: as they came, in their order and under their names.
            # PRPC-007: Python itself tells who gave too few, too many or the wrong ones.
            return function(*args, **kwargs)

    def result(self, value: object) -> object:
        # An exception that is a result looks like one that was raised: this form of reply
        # cannot tell them apart.
        return value

    def failure(self, error: BaseException) -> object:
        # PRPC-004, PRPC-007: a builtin exception is made anew of its class and its arguments.
        # PRPC-027: so its notes, its causes and its traceback stay here.
        if type(error) in EXCEPTIONS and self.is_plain(error.args):
            return type(error)(*error.args)
        return self.stand_in(error)

    def stand_in(self, error: BaseException) -> Exception:
        # PRPC-009, PRPC-010: what cannot travel, or could not be loaded, is told in words.
        return RuntimeError(f"{type(error).__name__}: {error}")

    def is_plain(self, value: object) -> bool:
        try:
            dumps(value, 2)
        except Exception:  # noqa: BLE001 - any reason will do
            return False
        return True
