"""``xmlrpc.client``, with what it leaves to its caller: time, size, and calling only once.

    echo '{"method": "keys", "params": []}' |
        python -m reference_impl.xmlrpc.stdlib_client --port 8000

The library waits without limit, sends a call again when a connection is lost, unpacks gzip of any
size and takes a body that is too short. Each is mended here, where the library has a place for it;
``documents.py`` does the same for its codec.
"""

from __future__ import annotations

import http.client
import socket
import threading
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from xml.parsers import expat

from reference_impl._launch import options
from reference_impl.xmlrpc import documents
from reference_impl.xmlrpc.orders import ProtocolError, carry_out
from reference_impl.xmlrpc.values import Fault, Value

LIMITS = {"call_timeout": 10.0, "max_body": 64 << 20}
LOST = (http.client.HTTPException, xmlrpc.client.Error, expat.ExpatError, TypeError, ValueError)


class Client(xmlrpc.client.Transport):
    """Calls a server: the library's HTTP, by one clock and within limits."""

    accept_gzip_encoding = False

    def __init__(self, host: str, port: int, call_timeout: float, max_body: int) -> None:
        super().__init__()
        self.authority = f"{host}:{port}"
        self.call_timeout = call_timeout
        self.max_body = max_body

    def call(self, method: str, params: list[Value]) -> Value:
        document = documents.write(method, params)
        try:
            return documents.read(self.request(self.authority, "/RPC2", document))
        except xmlrpc.client.Fault as fault:
            # XRPC-071: both members, and what only looks like a fault is none.
            if isinstance(fault.faultCode, int) and isinstance(fault.faultString, str):
                raise Fault(fault.faultCode, fault.faultString) from None
            raise ProtocolError("a fault without its members") from None
        except LOST as trouble:  # TypeError: a fault with other members
            raise ProtocolError(str(trouble)) from trouble

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> bytes:  # type: ignore[override]  # noqa: ANN401, FBT001, FBT002
        # XRPC-090: the library's own tries twice, but the first try may have been executed.
        with self.clock(self.make_connection(host)):
            body: Any = self.single_request(host, handler, request_body, verbose)
        return bytes(body)

    def make_connection(self, host: Any) -> http.client.HTTPConnection:  # noqa: ANN401
        connection = super().make_connection(host)
        connection.timeout = self.call_timeout
        return connection

    @contextmanager
    def clock(self, connection: http.client.HTTPConnection) -> Iterator[None]:
        # XRPC-073: one clock for all of it. The timeout of a socket begins anew with each byte.
        clock = threading.Timer(self.call_timeout, self.hang_up, [connection])
        clock.start()
        try:
            yield
        finally:
            clock.cancel()
            self.close()

    def hang_up(self, connection: http.client.HTTPConnection) -> None:
        with suppress(OSError, AttributeError):  # AttributeError: it has no socket any more
            connection.sock.shutdown(socket.SHUT_RDWR)  # which wakes whoever is reading from it

    def parse_response(self, response: http.client.HTTPResponse) -> Any:  # noqa: ANN401
        # XRPC-071: the library has seen to it that the status is 200, and reads nothing otherwise.
        # XRPC-072: we have asked for no coding, so that nothing has to be unpacked.
        if response.getheader("Content-Encoding", "identity").lower() != "identity":
            raise ProtocolError("the body is in a coding that nobody asked for")
        if (response.length or 0) > self.max_body:
            raise ProtocolError(f"a body of more than {self.max_body} bytes")
        return self.read_body(response)

    def read_body(self, response: http.client.HTTPResponse) -> bytes:
        body = response.read(self.max_body + 1)
        if len(body) > self.max_body:
            raise ProtocolError(f"a body of more than {self.max_body} bytes")
        # XRPC-071: read() with a size says nothing of a body that ends too soon.
        if response.length:
            raise ProtocolError(f"{response.length} bytes of the body are missing")
        return body


def main() -> None:
    given = options(__doc__, **LIMITS)
    client = Client(given.host, given.port, given.call_timeout, given.max_body)
    carry_out(client.call)


if __name__ == "__main__":
    main()
