"""The standard library's XML-RPC server, hardened: one thread and one connection for each call.

    python -m reference_impl.xmlrpc.threaded

``SimpleXMLRPCServer`` gives us HTTP/1.0, paths and compressed answers. What it lets through -
bodies cut short, lengths below zero, entities, an attribute walk - is taken over by
``admission.py`` and ``service.py``. ``keepalive.py`` keeps the same contract for clients that
call often.
"""

from __future__ import annotations

import io
import zlib
from http import HTTPStatus
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from reference_impl._launch import options, serve
from reference_impl.xmlrpc.admission import PATHS, Admission, Crowd
from reference_impl.xmlrpc.extensions import Extended


class Endpoint(Extended):
    """Everything behind the HTTP."""


class Handler(Admission, SimpleXMLRPCRequestHandler):
    """One request: admitted by us, read and answered by the stock handler."""

    rpc_paths = tuple(PATHS)
    server: Server

    def do_POST(self) -> None:  # noqa: N802 - the base class's name for it
        body = self.admit()
        if body is not None:
            wire, self.rfile = self.rfile, io.BytesIO(body)
            super().do_POST()  # XRPC-001: counts the bytes of what it sends, and calls it text/xml.
            self.rfile = wire

    def decode_request_content(self, data: bytes) -> bytes | None:
        coding = self.headers.get("Content-Encoding", "identity").lower()
        if coding == "identity":
            return data
        if coding != "gzip":  # XRPC-016: never parsed as if it were plain.
            self.send_error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
            return None
        plain = self.inflate(data)
        if plain is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
        return plain

    def accept_encodings(self) -> dict[str, float]:
        # XRPC-018: a coding that weighs nothing is not wanted; the stock handler sees to it.
        try:
            weights: dict[str, float] = super().accept_encodings()
        except ValueError:  # "gzip;q=." is no weight
            return {}
        return weights

    def inflate(self, data: bytes) -> bytes | None:
        """Unpack no further than to the bound: thirty kilobytes can hold thirty megabytes."""
        unpacking = zlib.decompressobj(wbits=31)
        try:
            plain = unpacking.decompress(data, self.max_body)  # XRPC-015
        except zlib.error:
            return None
        return plain if unpacking.eof and not unpacking.unused_data else None


class Server(Crowd, SimpleXMLRPCServer):
    """The stock server, with our endpoint where its own dispatcher was."""

    def _marshaled_dispatch(self, data: bytes, *_unused: object) -> bytes:  # type: ignore[override]
        return self.endpoint.answer(data)


def main() -> None:
    """Serve until stdin ends."""
    given = options(__doc__, max_body=32 << 20, max_depth=100, idle_timeout=30.0)
    Handler.timeout = given.idle_timeout
    Handler.max_body = given.max_body
    serve(Server((given.host, given.port), Handler, Endpoint(given.max_depth)))


if __name__ == "__main__":
    main()
