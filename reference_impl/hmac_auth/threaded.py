"""HMAC authentication for socketserver: the handshake in the client's own thread, with limits.

    python -m reference_impl.hmac_auth.threaded --authkey-file key --auth-timeout 1.0

Whoever has not proved that he knows the key costs a thread, and only for the declared time.
The rule of this file: the accept loop never waits for a client, and a crowd pushes itself out.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
from pathlib import Path

from reference_impl._launch import options, serve
from reference_impl.hmac_auth.crowd import Crowd
from reference_impl.hmac_auth.handshake import Handshake, Rules

CHUNK_BYTES = 65_536
IDLE_SECONDS = 30.0


class AuthHandler(Handshake, socketserver.BaseRequestHandler):
    """Ask one client for its proof, then echo."""

    request: socket.socket
    server: AuthServer

    def setup(self) -> None:
        self.rules = self.server.rules

    def handle(self) -> None:
        # HMAC-014: a client that vanishes is news about the client, not about us.
        with contextlib.suppress(OSError):
            # HMAC-009, HMAC-013, HMAC-019: a wrong answer of any kind ends here, without a word.
            if self.authenticate():
                self.server.crowd.leave(self.request)
                self.echo()

    def echo(self) -> None:
        self.request.settimeout(IDLE_SECONDS)
        while chunk := self.request.recv(CHUNK_BYTES):
            self.request.sendall(chunk)

    def finish(self) -> None:
        self.server.crowd.leave(self.request)


class AuthServer(socketserver.ThreadingTCPServer):
    """Accept at once; of those who have not proved themselves, keep the newest."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], rules: Rules, crowd: Crowd) -> None:
        self.rules, self.crowd = rules, crowd
        super().__init__(address, AuthHandler)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        # HMAC-015: a thread each. HMAC-017: a newcomer takes the place of whoever waits longest.
        if isinstance(request, socket.socket):
            self.crowd.enter(request)
        super().process_request(request, client_address)


def main() -> None:
    limits = options(
        __doc__,
        authkey_file="",
        digest="sha256",
        mutual=0,
        auth_timeout=5.0,
        max_unauthenticated=100,
        events="",
    )
    rules = Rules(
        key=Path(limits.authkey_file).read_bytes(),
        digest=limits.digest,
        mutual=bool(limits.mutual),
        seconds=limits.auth_timeout,
        events=limits.events,
    )
    serve(AuthServer((limits.host, limits.port), rules, Crowd(limits.max_unauthenticated)))


if __name__ == "__main__":
    main()
