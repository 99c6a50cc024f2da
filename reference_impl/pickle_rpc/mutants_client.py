"""Faulty clients, each named after the mistake in it: whom they believe, what an end is to them.

python -m reference_impl.pickle_rpc.mutants_client loads_anything_of_a_server --authkey-file key
"""

from __future__ import annotations

import builtins
import importlib
import pickle
import time
from functools import reduce
from typing import Any

from reference_impl._mutants import start
from reference_impl.pickle_rpc import framed_client, recipe_client
from reference_impl.pickle_rpc.client_orders import RaisedError

# -- What they make of an error --------------------------------------------------------------


class ReturnsTheException(recipe_client.Reader):
    """The proxy without its last ``if``: what came is what is returned."""

    def raised(self, _reply: object) -> None:
        return None


class RaisesItsOwn(framed_client.Reader):
    """Whatever it was, it went wrong over there."""

    def raised(self, reply: object) -> RaisedError | None:
        raised = super().raised(reply)
        return RaisedError("RemoteError", raised.message) if raised else None


class GuessesByTheLooks(framed_client.Reader):
    """A result that begins like an error is taken for one."""

    def raised(self, reply: object) -> RaisedError | None:
        match reply:
            case ("ok", str(text)) if text.partition(": ")[0].endswith("Error"):
                return RaisedError(*text.split(": ", 1))
        return super().raised(reply)


# -- What they make of an end ----------------------------------------------------------------


class WaitsBehindTheEnd(framed_client.Proxy):
    """Nothing came, so it must be still on its way."""

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        self.send_frame(request)
        while True:
            try:
                return self.receive_frame(max_frame)
            except (EOFError, OSError):
                time.sleep(0.1)


class TakesTheEndForNone(framed_client.Proxy):
    """No reply is a reply, too."""

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        try:
            return super().exchange(request, max_frame)
        except (EOFError, OSError):
            return pickle.dumps(("ok", None))


class BlamesTheFunction(framed_client.Proxy):
    """One ``except`` for all that can go wrong in a call."""

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        try:
            return super().exchange(request, max_frame)
        except (EOFError, OSError) as trouble:
            raise RaisedError(type(trouble).__name__, str(trouble)) from None


# -- Whom they believe -----------------------------------------------------------------------


class LoadsAnythingOfAServer(framed_client.Reader):
    """The server has proved that it knows the key, so what could it want to do to us?"""

    def allow(self, module: str, name: str) -> object:
        return reduce(getattr, name.split("."), importlib.import_module(module))


class AllowsAllBuiltins(framed_client.Reader):
    """The builtin exceptions are needed, and where they are there is more."""

    def allow(self, module: str, name: str) -> object:
        found: Any = getattr(builtins, name, None) if module == "builtins" else None
        return found or super().allow(module, name)


class RestrictsTheInside(recipe_client.Reader):
    """``recv()`` is how one receives; what is dangerous is ``pickle.loads``."""

    def body(self, data: bytes) -> bytes:
        return bytes(pickle.loads(data))  # noqa: S301 - the mistake


if __name__ == "__main__":
    start(globals())
