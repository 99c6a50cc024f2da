"""HMAC authentication, one client after the other: the classic recipe with its gaps closed.

    python -m reference_impl.hmac_auth.blocking --authkey-file key --auth-timeout 1.0

Two functions, `authenticate` and `echo`, and a loop around them. Whoever is slow holds up all
others for the time that is allowed, and no longer: that is the price of one thread. Behind a crowd
that time would be paid for each of them; therefore the last to come is asked first.
The rule of this file: no client's trouble leaves the function that serves it.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import select
import socket
import threading
import time
from collections import deque
from pathlib import Path

from reference_impl._launch import announce, options, until_input_ends

CHALLENGE_BYTES = 32
CHUNK_BYTES = 65_536
IDLE_SECONDS = 5.0


class Door:
    """A listener that lets in who knows the key."""

    def __init__(
        self, listener: socket.socket, key: bytes, digest: str, seconds: float, most_waiting: int
    ) -> None:
        self.listener, self.key, self.digest = listener, key, digest
        self.seconds, self.most_waiting = seconds, most_waiting
        self.waiting: deque[socket.socket] = deque()

    def serve(self) -> None:
        while True:
            # HMAC-014: a client that fails in any way is gone, and the next one is accepted.
            with contextlib.suppress(OSError), self.next() as client:
                self.attend(client)

    def next(self) -> socket.socket:
        # HMAC-017: a crowd holds up whoever comes after it for one of its members, not for all;
        # and of those who wait, the oldest make room.
        while not self.waiting or select.select([self.listener], [], [], 0)[0]:
            self.waiting.append(self.listener.accept()[0])
            if len(self.waiting) > self.most_waiting:
                self.waiting.popleft().close()
        return self.waiting.pop()

    def attend(self, client: socket.socket) -> None:
        # HMAC-009, HMAC-013, HMAC-019: no echo, no word and no second try after a wrong answer.
        if self.authenticate(client):
            self.echo(client)

    def authenticate(self, client: socket.socket) -> bool:
        # HMAC-001, HMAC-010, HMAC-011, HMAC-012: first our challenge, new and random.
        asked = secrets.token_bytes(CHALLENGE_BYTES)
        client.sendall(asked)
        # HMAC-002, HMAC-003: HMAC as the RFC has it, with whatever key there is.
        due = hmac.digest(self.key, asked, self.digest)
        # HMAC-004, HMAC-005, HMAC-006: all of the code, and nothing like it.
        return hmac.compare_digest(due, self.receive(client, len(due)))

    def receive(self, client: socket.socket, size: int) -> bytes:
        # HMAC-016: the time is for the whole answer.
        deadline = time.monotonic() + self.seconds
        received = b""
        # HMAC-007, HMAC-008: as often as it takes, and not a byte of what follows.
        while len(received) < size:
            client.settimeout(max(deadline - time.monotonic(), 0.001))
            piece = client.recv(size - len(received))
            if not piece or time.monotonic() > deadline:
                raise TimeoutError
            received += piece
        return received

    def echo(self, client: socket.socket) -> None:
        client.settimeout(IDLE_SECONDS)
        while chunk := client.recv(CHUNK_BYTES):
            client.sendall(chunk)


def main() -> None:
    limits = options(
        __doc__, authkey_file="", digest="sha256", auth_timeout=5.0, max_unauthenticated=100
    )
    key = Path(limits.authkey_file).read_bytes()
    listener = socket.create_server((limits.host, limits.port), backlog=1024)
    announce(listener)
    door = Door(listener, key, limits.digest, limits.auth_timeout, limits.max_unauthenticated)
    threading.Thread(target=door.serve, daemon=True).start()
    until_input_ends()


if __name__ == "__main__":
    main()
