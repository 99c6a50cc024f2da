"""Clients that speak TLS in ways nobody expects, and keep the contract."""

from __future__ import annotations

import socket
import ssl
import time

from reference_impl._mutants import start
from reference_impl.tls import verifying_client


class HasTls12Only(verifying_client.VerifyingClient):
    """The machine is old, and the version good enough."""

    def limit(self, context: ssl.SSLContext) -> None:
        super().limit(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2


class SpeaksByteByByte(verifying_client.VerifyingClient):
    """Every byte is a record of its own."""

    def talk(self, secured: ssl.SSLSocket, payload: bytes) -> bytes:
        for byte in payload:
            secured.sendall(bytes([byte]))
        return self.receive(secured, len(payload))


class TriesTwice(verifying_client.VerifyingClient):
    """It may have been the network."""

    def call(self, host: str, port: int, payload: bytes) -> dict[str, object]:
        try:
            return super().call(host, port, payload)
        except (ssl.SSLError, ConnectionError):
            return super().call(host, port, payload)


class ThinksBeforeItShakesHands(verifying_client.VerifyingClient):
    """Connects first, and reads its files then."""

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        time.sleep(0.2)
        return super().secure(plain)


class PartsInOrder(verifying_client.VerifyingClient):
    """Ends its direction before it reads, and waits for the other's."""

    def talk(self, secured: ssl.SSLSocket, payload: bytes) -> bytes:
        echo = super().talk(secured, payload)
        secured.unwrap()
        return echo


if __name__ == "__main__":
    start(globals())
