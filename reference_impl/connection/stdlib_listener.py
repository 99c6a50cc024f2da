"""``multiprocessing.connection.Listener`` as it is, around the loop that everybody writes.

    python -m reference_impl.connection.stdlib_listener --authkey-file key

It is the shortest server that any Python's ``Client`` can talk to, and right for peers that you
trust. Its limits are the library's. The handshake happens inside ``accept``, so that one silent
client keeps out all others, for as long as it likes. Nothing limits what comes after it, and
``recv`` calls whatever a pickle names. For anybody else read ``guarded_listener.py``.
"""

from __future__ import annotations

import contextlib
import json
import threading
import traceback
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from reference_impl._launch import options, until_input_ends

BACKLOG = 128  # the library's own is 1, and a full queue costs a client a second


def echo(connection: Connection) -> None:
    """Send back what comes until the client leaves."""
    # CONN-014, CONN-015: the library frames, pickles and reassembles.
    # CONN-017, CONN-018: an end, a cut frame or a bad pickle ends this client, and `with` closes.
    with connection, contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(connection.recv())


def accept(listener: Listener) -> None:
    """Let in whoever knows the key, one after the other."""
    while True:
        try:
            # CONN-002, CONN-003, CONN-004: the handshake, both halves of it.
            connection = listener.accept()
        except Exception:  # noqa: BLE001 - CONN-022: AuthenticationError, EOFError, AssertionError...
            traceback.print_exc(limit=1)
            continue
        threading.Thread(target=echo, args=(connection,), daemon=True).start()


def main() -> None:
    given = options(__doc__, authkey_file="")
    key = Path(given.authkey_file).read_bytes()
    listener = Listener((given.host, given.port), backlog=BACKLOG, authkey=key)
    host, port = listener.address
    print(json.dumps({"listening": {"host": host, "port": port}}), flush=True)
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    until_input_ends()


if __name__ == "__main__":
    main()
