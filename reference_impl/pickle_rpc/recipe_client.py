"""The classic recipe's proxy over ``multiprocessing.connection``, with a loader that asks first.

    echo '{"name": "add", "args": [2, 3], "kwargs": {}}' |
        python -m reference_impl.pickle_rpc.recipe_client --port 8000 --authkey-file key

It speaks to servers of the recipe: double pickled, classic replies. The recipe's own ``recv`` and
``pickle.loads`` build whatever a server names; ``recv_bytes`` and ``replies.py`` do not.
"""

from __future__ import annotations

import pickle
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from reference_impl._launch import options
from reference_impl.pickle_rpc.client_orders import FailedError, carry_out
from reference_impl.pickle_rpc.replies import TwicePickled

# Before Python 3.12 a first frame that is no challenge is an AssertionError.
REFUSALS = (AuthenticationError, AssertionError, EOFError, OSError, ValueError)


class Reader(TwicePickled):
    """Everything behind the frames."""


class Proxy:
    """One connection, over which a function looks as if it were here."""

    def __init__(self, connection: Connection, call_timeout: float, max_depth: int) -> None:
        self.connection = connection
        self.call_timeout = call_timeout
        self.replies = Reader(max_depth)

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], most: int) -> object:
        data = self.exchange(pickle.dumps((name, args, kwargs)), most)
        # PRPC-029: raises what the function raised, and returns only what it returned.
        return self.replies.result(data)

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        # PRPC-029: an end in the middle is an EOFError or an OSError.
        try:
            self.connection.send(request)
            if not self.connection.poll(self.call_timeout):
                raise TimeoutError("no reply")
            return self.connection.recv_bytes(max_frame)
        except (EOFError, OSError) as trouble:
            raise FailedError("call", trouble) from trouble


def main() -> None:
    given = options(__doc__, authkey_file="", call_timeout=30.0, max_frame=64 << 20, max_depth=100)
    key = Path(given.authkey_file).read_bytes()

    def call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        try:
            connection = Client((given.host, given.port), authkey=key)
        except ConnectionRefusedError as trouble:
            raise FailedError("connect", trouble) from trouble
        except REFUSALS as trouble:
            raise FailedError("auth", trouble) from trouble
        with connection:
            proxy = Proxy(connection, given.call_timeout, given.max_depth)
            return proxy.call(name, args, kwargs, given.max_frame)

    carry_out(call)


if __name__ == "__main__":
    main()
