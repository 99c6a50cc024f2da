"""A client that knows whom it talks to: the recipe's VerifyCertSafeTransport, made right.

    echo '{"payload": "00ff"}' | python -m reference_impl.tls.verifying_client --cafile ca.pem ...

The recipe verified the chain and not the name, so anybody with a certificate would do.
The rule of this file: there is no payload before there is a server.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys

from reference_impl._launch import options

REPORTED = 3  # exit code: it went wrong, and we have said so
RECORD_BYTES = 16_384


class VerifyingClient:
    """One connection to the server that we mean, and to no other."""

    def __init__(self, name: str, cafile: str, seconds: float) -> None:
        self.name, self.cafile, self.seconds = name, cafile, seconds
        self.stage = "connect"

    def call(self, host: str, port: int, payload: bytes) -> dict[str, object]:
        """Tell what came back, and over which version."""
        # TLS-039, TLS-040: this is the only way; where it fails, there is no other.
        with socket.create_connection((host, port), self.seconds) as plain:
            self.stage = "handshake"
            with self.secure(plain) as secured:
                self.stage = "read"
                echo = self.talk(secured, payload)
                return {"ok": True, "version": secured.version(), "echo": echo.hex()}

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        # TLS-040: this returns when the server is verified, and not before.
        # TLS-046: OpenSSL looks for each issuer among all that was sent.
        # TLS-042: the name travels; OpenSSL leaves an address out, as it should.
        # TLS-043: the handshake as a whole has this time.
        plain.settimeout(self.seconds)
        return self.context().wrap_socket(
            plain, server_hostname=self.name, suppress_ragged_eofs=False
        )

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.limit(context)
        self.verify(context)
        self.show(context)
        return context

    def limit(self, context: ssl.SSLContext) -> None:
        # TLS-039: no version that is broken.
        context.minimum_version = ssl.TLSVersion.TLSv1_2

    def verify(self, context: ssl.SSLContext) -> None:
        # TLS-031, TLS-034, TLS-035, TLS-038: a chain of good certificates to whom we trust.
        context.load_verify_locations(self.cafile)
        # TLS-030, TLS-032, TLS-033, TLS-037: for this very name or address.
        context.check_hostname = True
        # TLS-036: a common name is no name. TLS-045: none of this stands in for another.
        context.hostname_checks_common_name = False

    def show(self, context: ssl.SSLContext) -> None:
        """Show nothing of ourselves; see `mutual_client`."""

    def talk(self, secured: ssl.SSLSocket, payload: bytes) -> bytes:
        # TLS-040: by now it is verified.
        secured.sendall(payload)
        return self.receive(secured, len(payload))

    def receive(self, secured: ssl.SSLSocket, size: int) -> bytes:
        received = b""
        while len(received) < size:
            # TLS-041: an end that nobody has announced raises, so it cannot pass for the end.
            piece = secured.recv(RECORD_BYTES)
            if not piece:
                raise ConnectionError(f"the server ended after {len(received)} bytes")
            received += piece
        return received


def report(client: VerifyingClient, host: str, port: int) -> None:
    """Make the call that we are told on stdin, and print one line about it."""
    payload = bytes.fromhex(json.loads(sys.stdin.readline())["payload"])
    try:
        answer = client.call(host, port, payload)
    except OSError as trouble:
        print(json.dumps({"ok": False, "stage": client.stage, "error": str(trouble)}))
        sys.exit(REPORTED)
    print(json.dumps(answer))


def main() -> None:
    limits = options(__doc__, server_name="localhost", cafile="", handshake_timeout=5.0)
    client = VerifyingClient(limits.server_name, limits.cafile, limits.handshake_timeout)
    report(client, limits.host, limits.port)


if __name__ == "__main__":
    main()
