"""Servers that speak TLS in ways nobody expects, and keep the contract.

    python tests/odd/tls/manners.py knows_the_old_of_the_good --certfile c.pem --keyfile k.pem

Each class takes the place of one in a reference, as a mutant does, but breaks nothing.
"""

from __future__ import annotations

import os
import signal
import socket
import ssl
import struct
import sys
import time

from reference_impl._mutants import start
from reference_impl.tls import mutual_tls, ssl_echo, ssl_mixin
from reference_impl.tls.ssl_echo import RECORD_BYTES

RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: close() is a reset
HANDSHAKE = b"\x16"


class HasTls12Only(ssl_echo.EchoServer):
    """The machine is old, and the version good enough."""

    def limit(self, context: ssl.SSLContext) -> None:
        super().limit(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2


class HasTls13Only(ssl_echo.EchoServer):
    """There is nobody here who has less."""

    def limit(self, context: ssl.SSLContext) -> None:
        super().limit(context)
        context.minimum_version = ssl.TLSVersion.TLSv1_3


class GivesNoTickets(ssl_echo.EchoServer):
    """Whoever comes back shakes hands again."""

    def limit(self, context: ssl.SSLContext) -> None:
        super().limit(context)
        context.num_tickets = 0
        context.options |= ssl.OP_NO_TICKET


class ThinksBeforeItShakesHands(ssl_mixin.EchoServer):
    """A key that lies far away, and takes a moment to fetch."""

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        time.sleep(0.15)
        return super().secure(client)


class EchoesByteByByte(ssl_echo.EchoServer):
    """Every byte of a short echo is a record of its own."""

    def echo(self, secured: ssl.SSLSocket) -> None:
        secured.settimeout(ssl_echo.IDLE_SECONDS)
        while chunk := secured.recv(RECORD_BYTES):
            for byte in chunk[:64]:
                secured.sendall(bytes([byte]))
            secured.sendall(chunk[64:])


class RefusesOtherNames(ssl_echo.EchoServer):
    """A name that is not ours is no mistake of ours."""

    def load(self) -> ssl.SSLContext:
        context = super().load()
        known = {"localhost"} | {
            one.partition("=")[0] for one in self.papers.others.lower().split(",")
        }
        inner = context.sni_callback

        def choose(link: ssl.SSLSocket, name: str | None, given: ssl.SSLContext) -> int | None:
            if name and name.lower() not in known:
                return int(ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)
            return inner(link, name or "", given) if inner else None  # type: ignore[arg-type]

        context.sni_callback = choose  # type: ignore[assignment]
        return context


class ResetsWhomItRefuses(ssl_echo.EchoServer):
    """No politeness to intruders."""

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        spare = client.dup()
        try:
            return super().secure(client)
        except OSError:
            spare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            raise
        finally:
            spare.close()


class AnswersInClear(ssl_echo.EchoServer):
    """Whoever comes without TLS is told so."""

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        client.settimeout(self.handshake_timeout)
        if client.recv(1, socket.MSG_PEEK) not in {b"", HANDSHAKE}:
            client.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nThis port speaks TLS.\n")
            raise ConnectionError("no TLS")
        return super().secure(client)


class ForksForEach(ssl_echo.EchoServer):
    """A process for each client, and nobody counts them."""

    def load(self) -> ssl.SSLContext:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
        return super().load()

    def welcome(self, client: socket.socket) -> None:
        if os.fork():
            client.close()
            return
        try:
            self.attend(client)
        finally:
            os._exit(0)


class AsksTwice(mutual_tls.MutualEchoServer):
    """Looks again at what OpenSSL has seen already, and takes its time."""

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(client)
        time.sleep(0.05)
        if not secured.getpeercert():
            secured.close()
            raise ConnectionError("nobody")
        return secured


class PrintsMuch(ssl_echo.EchoServer):
    """Every failure is a story."""

    def attend(self, client: socket.socket) -> None:
        sys.stderr.write("somebody comes\n" * 100)
        super().attend(client)


if __name__ == "__main__":
    start(globals())
