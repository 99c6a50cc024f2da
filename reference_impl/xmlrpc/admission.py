"""What a request must be before we spend anything on it: the HTTP side of both servers.

A refusal always ends the connection: with a body we did not read, nobody knows where the next
request would start.
"""

from __future__ import annotations

import re
import socket
import socketserver
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TypeAlias

from reference_impl.xmlrpc.service import Service

CHUNK = 65_536
PATHS = {"/RPC2"}
Request: TypeAlias = socket.socket | tuple[bytes, socket.socket]
TYPES = {"text/xml", "application/xml"}


class Admission(BaseHTTPRequestHandler):
    """Reads the body of a request that is fit to be read, and refuses the others."""

    max_body: int
    server_version, sys_version = "XML-RPC", ""  # whoever knows our versions knows their faults
    disable_nagle_algorithm = True  # or an answer in two writes waits for the client's ACK
    wbufsize = -1

    def admit(self) -> bytes | None:
        """Give the body; None when the request was refused or cut short."""
        status = self.find_fault()
        if status is not None:
            self.send_error(status)
            return None
        length = int(self.headers["Content-Length"])
        body = self.read_body(length)
        if len(body) < length:  # XRPC-011: a call that was cut short is no call, even if it parses.
            self.close_connection = True
            return None
        return body

    def do_PUT(self) -> None:
        # XRPC-007, XRPC-084: no call. The base class says as much of methods it does not find.
        self.send_error(HTTPStatus.NOT_IMPLEMENTED)

    def find_fault(self) -> HTTPStatus | None:
        """Look for a reason to refuse the request, from its head alone."""
        if self.path not in PATHS:  # XRPC-008
            return HTTPStatus.NOT_FOUND
        if self.headers.get_content_type() not in TYPES:  # XRPC-017: no browser's form has these.
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        return self.find_fault_of_length()

    def find_fault_of_length(self) -> HTTPStatus | None:
        lengths = set(self.headers.get_all("Content-Length", ()))
        if "Transfer-Encoding" in self.headers or not lengths:
            # XRPC-009: before a byte of a body is waited for. XRPC-093: and chunks have no length.
            return HTTPStatus.LENGTH_REQUIRED
        length = lengths.pop()
        if lengths or not re.fullmatch(r"[0-9]{1,19}", length):
            return HTTPStatus.BAD_REQUEST  # XRPC-010: int() would take "-5", "+5" and "1_0".
        if int(length) > self.max_body:  # XRPC-014: refused by what it announces.
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def read_body(self, length: int) -> bytes:
        # XRPC-012: it comes in as many segments as it likes; XRPC-019: each within the timeout.
        # XRPC-011: none at all is the end. XRPC-050: what is there is neither copied nor looked at.
        body = bytearray()
        while len(body) < length and (piece := self.rfile.read1(min(CHUNK, length - len(body)))):
            body += piece
        return bytes(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet about what went well."""


class Crowd(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One thread for each client, and no more clients than threads we can afford."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    max_clients = 256

    def __init__(
        self, address: tuple[str, int], handler: type[Admission], endpoint: Service
    ) -> None:
        super().__init__(address, handler)
        self.endpoint = endpoint
        self.seats = threading.BoundedSemaphore(self.max_clients)

    def process_request(self, request: Request, client_address: object) -> None:
        # XRPC-019: on a thread of its own, so that nobody waits for who is slow.
        if self.seats.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Request, client_address: object) -> None:
        # XRPC-019: a client that stalls costs one thread for as long as the timeout lets it.
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.seats.release()

    def handle_error(self, request: Request, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that vanished is no news
            super().handle_error(request, client_address)
