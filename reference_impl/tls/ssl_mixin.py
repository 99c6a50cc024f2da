"""The recipe's mix-in, made right: any `socketserver` over TLS, the key-value service among them.

    python -m reference_impl.tls.ssl_mixin --certfile chain.pem --keyfile key.pem --service echo

The recipe wrapped clients in `get_request`, and so one silent client stopped everybody.
The rule of this file: the handshake belongs to the request's own thread.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import sys
from typing import Any
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from reference_impl._launch import options, serve
from reference_impl.tls.credentials import Credentials, Papers, papers_of_others, reload_on_hangup

RECORD_BYTES = 16_384
IDLE_SECONDS = 30.0


class SecureMixIn(Credentials, socketserver.ThreadingMixIn):
    """Put it before a server class; it needs `Papers` and a timeout before the server begins."""

    daemon_threads = True
    handshake_timeout: float

    def finish_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        # TLS-010: called in the thread of the request. TLS-012: `shutdown_request` follows.
        if isinstance(request, socket.socket):
            with contextlib.suppress(OSError), self.secure(request) as secured:
                super().finish_request(secured, client_address)  # type: ignore[misc]
                self.part(secured)

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        # TLS-007: who has left is no client any more; OpenSSL, and not we, finds that out.
        # TLS-006, TLS-008, TLS-009, TLS-011: the handshake as a whole, or none.
        client.settimeout(self.handshake_timeout)
        return self.context.wrap_socket(client, server_side=True)

    def part(self, secured: ssl.SSLSocket) -> None:
        # TLS-013: we say that we end, and wait only a moment for the same.
        secured.settimeout(self.handshake_timeout)
        secured.unwrap()


class EchoHandler(socketserver.BaseRequestHandler):
    """Nothing in here knows of TLS."""

    def handle(self) -> None:
        # TLS-016: `recv` asks OpenSSL first, so no decrypted byte is left behind.
        self.request.settimeout(IDLE_SECONDS)
        while chunk := self.request.recv(RECORD_BYTES):
            self.request.sendall(chunk)


class EchoServer(SecureMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], papers: Papers) -> None:
        Credentials.__init__(self, papers)  # before anything listens
        socketserver.TCPServer.__init__(self, address, EchoHandler)


class CallHandler(SimpleXMLRPCRequestHandler):
    """One call for each connection, and only whole ones."""

    rpc_paths = ("/RPC2",)
    timeout = IDLE_SECONDS

    def decode_request_content(self, data: bytes) -> bytes | None:
        # TLS-014: whoever cuts a stream must not choose what is executed.
        if len(data) != int(self.headers["content-length"]):
            raise ConnectionError("the request was cut")
        return super().decode_request_content(data)


class KeyValueServer(SecureMixIn, SimpleXMLRPCServer):
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], papers: Papers) -> None:
        Credentials.__init__(self, papers)
        SimpleXMLRPCServer.__init__(self, address, CallHandler, logRequests=False)
        store: dict[Any, Any] = {}  # each of these is one operation of a dict, hence atomic
        self.register_function(lambda name, value: store.update({name: value}) or True, "set")
        self.register_function(store.__getitem__, "get")
        self.register_function(lambda name: store.pop(name) is None or True, "delete")
        self.register_function(store.__contains__, "exists")
        self.register_function(lambda: list(store), "keys")


def main() -> None:
    limits = options(__doc__, certfile="", keyfile="", handshake_timeout=5.0, service="echo")
    papers = Papers(limits.certfile, limits.keyfile, papers_of_others())
    make = KeyValueServer if limits.service == "xmlrpc-kv" else EchoServer
    try:
        server = make((limits.host, limits.port), papers)
    except (OSError, ValueError) as trouble:
        # TLS-023: no certificate, no service.
        sys.exit(f"{papers.certfile} and {papers.keyfile} cannot be used: {trouble}")
    server.handshake_timeout = limits.handshake_timeout
    reload_on_hangup(server)
    serve(server)


if __name__ == "__main__":
    main()
