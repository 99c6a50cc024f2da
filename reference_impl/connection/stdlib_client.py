"""``multiprocessing.connection.Client`` as it is: authenticate, send an object, hear it again.

    echo '{"payload": 1}' | python -m reference_impl.connection.stdlib_client --authkey-file key

It is right for servers that you trust to answer. Its limits are the library's: it waits for as long
as the server is silent, which no argument changes, and ``recv`` calls whatever the server's pickle
names, so that the key is all that stands between the server and this process. For anybody else
read ``guarded_client.py``.
"""

from __future__ import annotations

from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

from reference_impl._launch import options
from reference_impl.connection.client_orders import Failed, carry_out

# Before Python 3.12 a first frame that is no challenge is an AssertionError.
REFUSALS = (AuthenticationError, AssertionError, EOFError, OSError, ValueError)


def exchange(address: tuple[str, int], key: bytes, payload: object) -> object:
    """Send an object and give what comes back."""
    try:
        # CONN-024: with a key, the library answers the server's challenge and then sets its own;
        # it raises before there is a connection to send anything on.
        connection = Client(address, authkey=key)
    except ConnectionRefusedError as trouble:
        raise Failed("connect", trouble) from trouble
    except REFUSALS as trouble:
        raise Failed("auth", trouble) from trouble
    with connection:
        try:
            connection.send(payload)
            return connection.recv()
        except (EOFError, OSError) as trouble:
            raise Failed("echo", trouble) from trouble


def main() -> None:
    given = options(__doc__, authkey_file="")
    key = Path(given.authkey_file).read_bytes()
    carry_out(partial(exchange, (given.host, given.port), key))


if __name__ == "__main__":
    main()
