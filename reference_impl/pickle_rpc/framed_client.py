"""A pickle RPC client over frames that we read ourselves: single pickled, replies in an envelope.

    echo '{"name": "add", "args": [2, 3], "kwargs": {}}' |
        python -m reference_impl.pickle_rpc.framed_client --port 8000 --authkey-file key

The handshake is the one of the message connection's client: nothing is sent, and no pickle is
read, before the server has proved that it knows the key. Each stage has one clock.
"""

from __future__ import annotations

import pickle
import socket
from pathlib import Path
from typing import Any

from reference_impl._launch import options
from reference_impl.connection.client_framing import Refused
from reference_impl.connection.guarded_client import Client
from reference_impl.pickle_rpc.client_orders import FailedError, carry_out
from reference_impl.pickle_rpc.replies import Opened

LIMITS: dict[str, Any] = {
    "authkey_file": "",  # the path of a file; a key itself never goes by argv
    "connect_timeout": 10.0,
    "call_timeout": 30.0,
    "max_frame": 64 << 20,
    "max_depth": 100,
}


class Reader(Opened):
    """Everything behind the frames."""


class Proxy(Client):
    """One connection, over which a function looks as if it were here."""

    replies: Reader

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        # PRPC-029: an end in the middle is an EOFError, at once. The call may have been made, so
        # nothing in here makes it again.
        self.send_frame(request)
        return self.receive_frame(max_frame)

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], most: int) -> object:
        # PRPC-029: raises what the function raised, and returns only what it returned.
        data = self.exchange(pickle.dumps((name, args, kwargs)), most)
        return self.replies.result(data)


def main() -> None:
    given = options(__doc__, **LIMITS)
    key = Path(given.authkey_file).read_bytes()

    def call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        stage = "connect"
        try:
            where = (given.host, given.port)
            with socket.create_connection(where, given.connect_timeout) as opened:
                proxy, stage = Proxy(opened, key), "auth"
                proxy.replies = Reader(given.max_depth)
                proxy.allow(given.connect_timeout)
                proxy.authenticate()
                stage = "call"
                proxy.allow(given.call_timeout)
                return proxy.call(name, args, kwargs, given.max_frame)
        except (Refused, EOFError, OSError) as trouble:
            raise FailedError(stage, trouble) from trouble

    carry_out(call)


if __name__ == "__main__":
    main()
