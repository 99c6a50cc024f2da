"""Odd but right: CDATA and references, all in ASCII, under header fields spelled unusually."""

from __future__ import annotations

from reference_impl._launch import options, serve
from reference_impl.xmlrpc import keepalive
from reference_impl.xmlrpc.admission import Crowd


class Endpoint(keepalive.Endpoint):
    """What ASCII lacks goes out as references, which CDATA sections must be closed for."""

    def document(self, inside: str) -> bytes:
        whole = (
            f'<?xml version="1.0" encoding="us-ascii"?><methodResponse>{inside}</methodResponse>'
        )
        return whole.encode("ascii", "xmlcharrefreplace")

    def write_string(self, value: str) -> str:
        self.escape(value)  # refuses what XML cannot carry
        spelt = "".join(
            f"<![CDATA[{char}]]>"
            if char in "<&'\""
            else (f"&#x{ord(char):X};" if not " " <= char <= "~" or char == ">" else char)
            for char in value
        )
        return f"<string>{spelt}</string>"


class Handler(keepalive.Handler):
    """The same fields in another spelling and order."""

    def send(self, status: int, kind: str, length: int, body: bytes) -> None:
        close = self.close_connection or self.request_version == "HTTP/1.0"
        fields = [
            f"HTTP/1.1 {status} Fine, thank you",
            f"CONTENT-LENGTH:000{length}",
            "x-empty:",
            f'content-type:\t{kind.title()} ;Charset="US-ASCII" \t',
            f"connection: {'Close' if close else 'x-nothing, Keep-Alive'}",
            *(f"X-Filler-{index}: {'x' * 100}" for index in range(20)),
        ]
        self.close_connection = close
        self.wfile.write("\r\n".join([*fields, "", ""]).encode() + body)


if __name__ == "__main__":
    given = options(__doc__)
    Handler.timeout = 1.5
    Handler.max_body = 32 << 20
    serve(Crowd((given.host, given.port), Handler, Endpoint(100)))
