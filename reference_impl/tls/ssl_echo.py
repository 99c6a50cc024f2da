"""Echo over TLS, with `ssl` and a thread for each client.

    python -m reference_impl.tls.ssl_echo --certfile chain.pem --keyfile key.pem

`ssl.wrap_socket` is gone since Python 3.12; an `SSLContext` has better defaults than it had.
The rule of this file: the accept loop touches no byte of a client.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import threading

from reference_impl._launch import announce, options, until_input_ends
from reference_impl.tls.credentials import (
    Credentials,
    Papers,
    papers_of_others,
    reload_on_hangup,
)

RECORD_BYTES = 16_384
IDLE_SECONDS = 30.0


class EchoServer(Credentials):
    """One listener; whoever connects gets a thread, and there a handshake."""

    def __init__(self, papers: Papers, handshake_timeout: float) -> None:
        super().__init__(papers)
        self.handshake_timeout = handshake_timeout

    def serve(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            self.welcome(client)

    def welcome(self, client: socket.socket) -> None:
        # TLS-010: a client that dawdles keeps nobody but its own thread.
        threading.Thread(target=self.attend, args=(client,), daemon=True).start()

    def attend(self, client: socket.socket) -> None:
        # TLS-012: however it fails, it ends here, and its socket with it.
        with client, contextlib.suppress(OSError), self.secure(client) as secured:
            self.echo(secured)
            self.part(secured)

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        # TLS-006: nothing is read that was not encrypted. TLS-009: OpenSSL reads whole messages.
        # TLS-011: this timeout is for all of the handshake.
        client.settimeout(self.handshake_timeout)
        # TLS-008: what is no handshake raises, and `attend` hangs up.
        return self.context.wrap_socket(client, server_side=True, suppress_ragged_eofs=False)

    def echo(self, secured: ssl.SSLSocket) -> None:
        # TLS-015, TLS-016: `recv` asks OpenSSL first, so no decrypted byte is left behind.
        secured.settimeout(IDLE_SECONDS)
        while chunk := secured.recv(RECORD_BYTES):
            secured.sendall(chunk)

    def part(self, secured: ssl.SSLSocket) -> None:
        # TLS-013: the client has ended its direction, and now we end ours.
        secured.unwrap()


def start(server: EchoServer, host: str, port: int) -> None:
    """Listen, announce, and serve until whoever started us is gone."""
    reload_on_hangup(server)
    with socket.create_server((host, port), backlog=1024) as listener:
        announce(listener)
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        until_input_ends()


def main() -> None:
    limits = options(__doc__, certfile="", keyfile="", handshake_timeout=5.0)
    papers = Papers(limits.certfile, limits.keyfile, papers_of_others())
    try:
        server = EchoServer(papers, limits.handshake_timeout)
    except (OSError, ValueError) as trouble:
        # TLS-023: no certificate, no service.
        sys.exit(f"{papers.certfile} and {papers.keyfile} cannot be used: {trouble}")
    start(server, limits.host, limits.port)


if __name__ == "__main__":
    main()
