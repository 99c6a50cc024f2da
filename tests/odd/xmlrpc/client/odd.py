"""XML-RPC clients that look unusual and keep the contract.

    python tests/odd/xmlrpc/client/odd.py dribbles --port 8000

Each class takes the place of the reference's, as a mutant does, but breaks nothing.
"""

from __future__ import annotations

import base64
import re
import socket
import struct
import subprocess
import sys
import time

from reference_impl.xmlrpc import fast_client
from reference_impl.xmlrpc.values import Value

SLOW_SECONDS = 0.4
ONE_BY_ONE = 120  # bytes


class Dribbles(fast_client.Client):
    """Slow to start, noisy, in segments of one byte, and done with sending once it has sent."""

    def exchange(self, document: bytes) -> bytes:
        sys.stderr.write("calling, and telling everybody\n" * 20)
        time.sleep(SLOW_SECONDS)
        due = time.monotonic() + self.call_timeout
        with socket.create_connection((self.host, self.port), self.left(due)) as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = self.request(document)
            for index in range(min(len(request), ONE_BY_ONE)):
                opened.send(request[index : index + 1])
            opened.sendall(request[ONE_BY_ONE:])
            opened.shutdown(socket.SHUT_WR)
            return self.receive(opened, due)


class AsksBeforeItSends(fast_client.Client):
    """HTTP/1.1, which sends the body when it is told to go on, and leaves with a reset."""

    def exchange(self, document: bytes) -> bytes:
        due = time.monotonic() + self.call_timeout
        with socket.create_connection((self.host, self.port), self.left(due)) as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            head, _, body = self.request(document).partition(b"\r\n\r\n")
            opened.sendall(head + b"\r\n\r\n")
            told = b""
            while not told.endswith(b"\r\n\r\n"):
                told += self.piece(opened, due)
            if b" 100 " not in told:
                return b""
            opened.sendall(body)
            return self.receive(opened, due)

    def request(self, document: bytes) -> bytes:
        plain = super().request(document).replace(b" HTTP/1.0", b" HTTP/1.1", 1)
        fields = b"expect: 100-Continue\r\nAccept:\r\nX-Empty:\t\r\nconnection: CLOSE\r\n\r\n"
        plain = plain.replace(b"text/xml", b'Text/XML ; charset="UTF-8"', 1)
        return plain.replace(b"\r\n\r\n", b"\r\n" + fields, 1)


class WritesAiry(fast_client.Client):
    """White space between elements, comments, bare strings, references, and lines of base64."""

    def write_call(self, method: str, params: list[Value]) -> bytes:
        document = super().write_call(method, params).decode()
        document = re.sub("<int>", "<i4>", document).replace("</int>", "</i4>")
        document = re.sub("(</(param|member|value)>)", r"\1\r\n\t", document)
        document = document.replace("<string></string>", "").replace(
            "<params>", "<!-- here they come --><params >"
        )
        if not params:
            document = document.replace("<params ></params>", "")
        return "\ufeff".encode() + document.encode() + b"<!-- and that is all -->\n\r\n"

    def write_string(self, value: str) -> str:
        return "".join(f"&#x{ord(char):X};" for char in value) if value else "<string></string>"

    def write_base64(self, value: bytes) -> str:
        return f"<base64>\n{base64.encodebytes(value).decode()}</base64>"


class SixteenBits(fast_client.Client):
    """Documents in UTF-16, which every XML parser reads."""

    def write_call(self, method: str, params: list[Value]) -> bytes:
        document = super().write_call(method, params).decode()
        return document.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")


def ask_somebody_else() -> None:
    """Leave all of it to a child, whose end is ours."""
    words = [sys.executable, "-m", "reference_impl.xmlrpc.stdlib_client", *sys.argv[1:]]
    sys.exit(subprocess.run(words, check=False).returncode)


def main() -> None:
    """Run the reference with one class in place of its own."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    if name == "Forks":
        ask_somebody_else()
    fast_client.Client = globals()[name]  # type: ignore[misc]
    fast_client.main()


if __name__ == "__main__":
    main()
