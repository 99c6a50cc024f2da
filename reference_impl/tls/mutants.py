"""The mistakes that the cases of tls must find in servers: each class makes one.

    python -m reference_impl.tls.mutants sniffs_plaintext --certfile chain.pem --keyfile key.pem

A mutant overrides the one function of a reference that keeps the rule. None of them looks for
what a test would send; each is something that somebody could have meant well.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import ssl
import sys
import tempfile
import threading
from typing import ClassVar

from reference_impl._mutants import start
from reference_impl.tls import ssl_echo
from reference_impl.tls.ssl_echo import RECORD_BYTES

ALLOW_CLIENT_RENEGOTIATION = 1 << 8  # SSL_OP_ALLOW_CLIENT_RENEGOTIATION
KEY_UPDATE = 24

# What is agreed on.


class PinsItsVersion(ssl_echo.EchoServer):
    """The recipe said which version to use, and it worked."""

    def limit(self, context):
        super().limit(context)
        context.maximum_version = ssl.TLSVersion.TLSv1_2


class KeepsOldVersions(ssl_echo.EchoServer):
    """There is an old client somewhere, and it costs nothing."""

    def limit(self, context):
        super().limit(context)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")


class KeepsOldClientsApart(ssl_echo.EchoServer):
    """Old clients choke on the new version, so they get a context without it."""

    def limit(self, context):
        super().limit(context)
        if self.for_old_clients:
            context.maximum_version = ssl.TLSVersion.TLSv1_2

    for_old_clients = False

    def secure(self, client):
        client.settimeout(self.handshake_timeout)
        self.for_old_clients = b"\x03\x04" not in client.recv(RECORD_BYTES, socket.MSG_PEEK)
        context = self.load() if self.for_old_clients else self.context
        self.for_old_clients = False
        return context.wrap_socket(client, server_side=True, suppress_ragged_eofs=False)


class AllowsEverySuite(ssl_echo.EchoServer):
    """Whatever a client has, we have it."""

    def limit(self, context):
        super().limit(context)
        context.set_ciphers("ALL:eNULL:@SECLEVEL=0")


class LoadsTheFirstBlock(ssl_echo.EchoServer):
    """A certificate file holds a certificate."""

    def show(self, context, certfile, keyfile):
        with open(certfile) as chain, tempfile.NamedTemporaryFile("w") as leaf:
            leaf.write(chain.read().partition("-----END CERTIFICATE-----")[0])
            leaf.write("-----END CERTIFICATE-----\n")
            leaf.flush()
            super().show(context, leaf.name, keyfile)


class RenegotiatesAsOftenAsAsked(ssl_echo.EchoServer):
    """An old client wants to show its certificate later."""

    def limit(self, context):
        super().limit(context)
        context.options &= ~ssl.OP_NO_RENEGOTIATION
        context.options |= ALLOW_CLIENT_RENEGOTIATION


class EndsWithItsKey(ssl_echo.EchoServer):
    """One key is enough for one connection."""

    def limit(self, context):
        super().limit(context)
        context._msg_callback = self.look

    def look(self, link, direction, version, kind, message, data):
        if message == KEY_UPDATE:
            link.shutdown(socket.SHUT_RDWR)


# What comes in clear.


class SniffsPlaintext(ssl_echo.EchoServer):
    """One port for both, as others have it."""

    def secure(self, client):
        client.settimeout(self.handshake_timeout)
        if client.recv(1, socket.MSG_PEEK) != b"\x16":
            return client
        return super().secure(client)

    def part(self, secured):
        if isinstance(secured, ssl.SSLSocket):
            super().part(secured)


class GivesASecondTry(ssl_echo.EchoServer):
    """A client that made a mistake may try again."""

    def secure(self, client):
        with client.dup() as spare:
            try:
                return super().secure(client)
            except ssl.SSLError:
                return super().secure(spare)


# How it is read.


class LooksAtTheHello(ssl_echo.EchoServer):
    """For the log: a hello comes in one piece."""

    def secure(self, client):
        client.settimeout(self.handshake_timeout)
        hello = client.recv(RECORD_BYTES, socket.MSG_PEEK)
        if len(hello) < 5 + int.from_bytes(hello[3:5]):
            raise ConnectionError("a hello was cut")
        return super().secure(client)


class ForgetsWhatIsDecrypted(ssl_echo.EchoServer):
    """Whoever has something to say is readable."""

    def echo(self, secured):
        with selectors.DefaultSelector() as selector:
            selector.register(secured, selectors.EVENT_READ)
            while selector.select(30) and (chunk := secured.recv(RECORD_BYTES // 2)):
                secured.sendall(chunk)


class DropsItsDebts(ssl_echo.EchoServer):
    """Who has said goodbye does not listen any more."""

    def echo(self, secured):
        secured.setblocking(False)
        owed = bytearray()
        with selectors.DefaultSelector() as selector:
            key = selector.register(secured, selectors.EVENT_READ)
            while True:
                with contextlib.suppress(ssl.SSLWantReadError):
                    chunk = secured.recv(RECORD_BYTES)
                    if not chunk:
                        break
                    owed += chunk
                with contextlib.suppress(ssl.SSLWantWriteError):
                    if owed:
                        del owed[: secured.send(owed[: RECORD_BYTES // 4])]
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if owed else 0)
                selector.modify(key.fileobj, wanted)
                if not secured.pending():
                    selector.select()
        secured.settimeout(self.handshake_timeout)


class HangsUpWithoutAWord(ssl_echo.EchoServer):
    """Closing a socket ends everything that is on it."""

    def part(self, secured):
        pass


# Crowds.


class ShakesHandsInTheAcceptLoop(ssl_echo.EchoServer):
    """A thread is started for those who may have one."""

    def welcome(self, client):
        with contextlib.suppress(OSError):
            secured = self.secure(client)
            threading.Thread(target=self.serve_one, args=(secured,), daemon=True).start()

    def serve_one(self, secured):
        with contextlib.suppress(OSError), secured:
            self.echo(secured)
            self.part(secured)


class WaitsForEver(ssl_echo.EchoServer):
    """Some networks are slow."""

    def secure(self, client):
        client.settimeout(None)
        return self.context.wrap_socket(client, server_side=True, suppress_ragged_eofs=False)


class KeepsWhoFailed(ssl_echo.EchoServer):
    """Somebody may want to know who they were."""

    failed: ClassVar[list[socket.socket]] = []

    def attend(self, client):
        spare = client.dup()
        try:
            with self.secure(client) as secured:
                spare.close()
                self.echo(secured)
                self.part(secured)
        except OSError:
            spare.shutdown(socket.SHUT_RDWR)
            self.failed.append(spare)


# Names and files.


class MatchesNamesByTheirBeginning(ssl_echo.EchoServer):
    """A tenant may have more names than one."""

    def choose(self, link, name, tenants):
        for known, context in tenants.items():
            if (name or "").lower().startswith(known):
                link.context = context


class ComparesNamesAsTheyCome(ssl_echo.EchoServer):
    """Names are text."""

    def choose(self, link, name, tenants):
        if name in tenants:
            link.context = tenants[name]


class ReadsItsFilesOnce(ssl_echo.EchoServer):
    """Whoever wants another certificate starts another server."""

    def reload(self):
        pass


class ReloadsWithoutANet(ssl_echo.EchoServer):
    """Without a good certificate there is nothing to do here."""

    def reload(self):
        try:
            self.context = self.load()
        except (OSError, ValueError) as trouble:
            sys.stderr.write(f"{trouble}\n")
            os._exit(1)


class FallsBackToPlaintext(ssl_echo.EchoServer):
    """Better an open service than none."""

    def load(self):
        try:
            return super().load()
        except (OSError, ValueError) as trouble:
            sys.stderr.write(f"without encryption: {trouble}\n")
            return None

    def secure(self, client):
        return super().secure(client) if self.context else client

    def part(self, secured):
        if self.context:
            super().part(secured)


if __name__ == "__main__":
    start(globals())
