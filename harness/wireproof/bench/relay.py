"""A relay that counts: what stands between a client and a target to see the bytes that pass.

It is never there while anything is timed. What it counts is what the programs write, without what
TCP and IP add.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wireproof.wire.address import Address

PIECE_BYTES = 256 * 1024


class Relay:
    """Take connections, and pass on what comes to where the target listens, and back."""

    def __init__(self, target: Address, folder: Path) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._count = 0
        if target.scheme == "unix":
            path = folder / "relay"
            path.unlink(missing_ok=True)
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(path))
            self._listener.listen()
            self.address = Address("unix", path=str(path))
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            port = self._listener.getsockname()[1]
            self.address = Address(target.scheme, host="127.0.0.1", port=port)

    @property
    def count(self) -> int:
        """The bytes that have passed so far, in both directions."""
        with self._lock:
            return self._count

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._stand_between, args=(client,), daemon=True).start()

    def _stand_between(self, client: socket.socket) -> None:
        family, where = self._target.endpoint
        with contextlib.suppress(OSError), client, socket.socket(family) as server:
            server.connect(where)
            back = threading.Thread(target=self._pass_on, args=(server, client), daemon=True)
            back.start()
            self._pass_on(client, server)
            back.join()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        """Count before passing on: whoever has received something finds it counted."""
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE_BYTES):
                with self._lock:
                    self._count += len(piece)
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def relayed(target: Address, folder: Path) -> Iterator[Relay]:
    """Stand between, for a while."""
    relay = Relay(target, folder)
    thread = threading.Thread(target=relay.serve, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
