"""A client that proves that it knows the key, and in the mutual form wants to see the same.

    echo '{"payload": "00ff"}' | python -m reference_impl.hmac_auth.client --authkey-file key

The rule of this file: the payload is the last thing that leaves us.
"""

from __future__ import annotations

import hmac
import json
import os
import socket
import sys
from pathlib import Path

from reference_impl._launch import options

CHALLENGE_BYTES = 32
REPORTED = 3  # exit code: it went wrong, and we have said so


class AuthClient:
    """One connection to a server that asks for a proof."""

    def __init__(self, server: socket.socket, key: bytes, digest: str, *, mutual: bool) -> None:
        self.server, self.key, self.digest, self.mutual = server, key, digest, mutual

    def call(self, payload: bytes) -> bytes:
        """Prove ourselves, send the payload and give what came back."""
        self.authenticate()
        # HMAC-022: by now the server may have it, and what comes back is what we report.
        self.server.sendall(payload)
        return self.receive(len(payload))

    def authenticate(self) -> None:
        asked = self.receive(CHALLENGE_BYTES)
        nonce = os.urandom(CHALLENGE_BYTES) if self.mutual else b""
        self.server.sendall(nonce + self.proof(asked, nonce))
        if self.mutual:
            self.check(asked, nonce)

    def proof(self, asked: bytes, nonce: bytes) -> bytes:
        return self.code(b"client", asked, nonce) if nonce else self.code(asked)

    def check(self, asked: bytes, nonce: bytes) -> None:
        # HMAC-020: only who has the key can say this, and only in this session and that role.
        due = self.code(b"server", asked, nonce)
        if not hmac.compare_digest(due, self.receive(len(due))):
            raise ConnectionError("the server does not know the key")

    def code(self, *parts: bytes) -> bytes:
        return hmac.digest(self.key, b"".join(parts), self.digest)

    def receive(self, size: int) -> bytes:
        # HMAC-021: all of it, however it comes; an end before that is a failure.
        received = b""
        while len(received) < size:
            piece = self.server.recv(size - len(received))
            if not piece:
                raise ConnectionError("the server has ended the connection")
            received += piece
        return received


def main() -> None:
    limits = options(__doc__, authkey_file="", digest="sha256", mutual=0, timeout=5.0)
    payload = bytes.fromhex(json.loads(sys.stdin.readline())["payload"])
    key = Path(limits.authkey_file).read_bytes()
    try:
        with socket.create_connection((limits.host, limits.port), limits.timeout) as server:
            client = AuthClient(server, key, limits.digest, mutual=bool(limits.mutual))
            echo = client.call(payload)
    except OSError as trouble:
        print(json.dumps({"ok": False, "error": str(trouble)}))
        sys.exit(REPORTED)
    print(json.dumps({"ok": True, "echo": echo.hex()}))


if __name__ == "__main__":
    main()
