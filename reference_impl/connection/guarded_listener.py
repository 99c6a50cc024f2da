"""Objects over the wire of ``multiprocessing.connection``, guarded at every step.

    python -m reference_impl.connection.guarded_listener --authkey-file key

The standard library's ``Listener`` shakes hands inside ``accept`` and waits for as long as the
client likes, and ``Connection.recv`` builds whatever a pickle names. Here each client has a thread
and a clock of its own from its first byte, limits before and after it is known, and a loader for
plain data. Clients that use ``multiprocessing.connection.Client`` do not notice.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import socketserver
import sys
from argparse import Namespace
from pathlib import Path

from reference_impl._launch import options, serve
from reference_impl.connection.authentication import Authenticated
from reference_impl.connection.framing import Refused
from reference_impl.connection.listening import LIMITS, Listening
from reference_impl.pickle_rpc.restricted import Restricted

MOST_LEVELS = 100  # of containers in containers
TRANSFER_SECONDS = 30.0  # for one object, from its first byte to the last of its echo


class Handler(Authenticated):
    """One client: a handshake, then echoes until it leaves."""

    server: TcpListener | UnixListener

    def setup(self) -> None:
        self.policy = self.server

    def handle(self) -> None:
        # CONN-004, CONN-017, CONN-022: whatever a client does, it does to its own connection.
        with contextlib.suppress(Refused, EOFError, OSError):
            self.authenticate()
            self.serve()

    def serve(self) -> None:
        # CONN-014, CONN-015: as many as come, each answered before the next is read.
        # CONN-017: an end between two frames is how clients leave.
        while self.waits_for_more():
            self.allow(TRANSFER_SECONDS)
            data = self.receive_frame(self.server.max_frame)
            self.send_frame(self.echo(data))

    def waits_for_more(self) -> bool:
        self.request.settimeout(None)  # whoever is known may be silent
        return bool(self.request.recv(1, socket.MSG_PEEK))

    def echo(self, data: bytes) -> bytes:
        # CONN-014: what was an object comes back as one.
        # CONN-018: what was none is the client's mistake and ends the client's connection.
        try:
            return pickle.dumps(self.load(data))
        except Exception as trouble:
            raise Refused("this is no object") from trouble

    def load(self, data: bytes) -> object:
        # CONN-019: not ``pickle.loads``, which would call whatever it is told to.
        return Restricted(MOST_LEVELS).load(data)


class TcpListener(Listening, socketserver.TCPServer):
    """On a port of loopback."""

    def server_bind(self) -> None:
        # Accepted sockets inherit it: no echo waits for the acknowledgement of the one before.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().server_bind()


class UnixListener(Listening, socketserver.UnixStreamServer):
    """On a path that is ours alone."""

    def server_bind(self) -> None:
        # CONN-023: closed from its first moment; a chmod() afterwards would leave a gap.
        before = os.umask(0o177)
        try:
            super().server_bind()
        finally:
            os.umask(before)

    def server_close(self) -> None:
        # CONN-023: whoever comes after us finds the path free.
        super().server_close()
        Path(str(self.server_address)).unlink(missing_ok=True)


def listener(given: Namespace) -> TcpListener | UnixListener:
    if given.socket:
        return UnixListener(given.socket, Handler)
    return TcpListener((given.host, given.port), Handler)


def main() -> None:
    given = options(__doc__, **LIMITS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # an order to stop, as the end of stdin
    with listener(given) as server:
        server.configure(given)
        serve(server)


if __name__ == "__main__":
    main()
