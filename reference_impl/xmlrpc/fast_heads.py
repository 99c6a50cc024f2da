"""What the head of a request says of its body, and which heads are refused.

Clients send the same head with every call of the same length, so what was understood of it is
kept: a small table, emptied when somebody fills it with heads that never come again.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import NamedTuple

MOST_HEAD = 16_384
MOST_KEPT = 512
PATHS = {"/RPC2"}
TYPES = {"text/xml", "application/xml"}
REQUEST_LINE = re.compile(r"([!-~]+) ([!-~]+) HTTP/1\.([01])")
FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
SINGLE = ("content-length", "content-type", "content-encoding", "host")
ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{}Content-Length: "


class RefusalError(Exception):
    """A request that is no call: the connection ends with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = HTTPStatus(status)

    def response(self) -> bytes:
        allow = "Allow: POST\r\n" if self.status in {405, 501} else ""
        line = f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n"
        return f"{line}{allow}Connection: close\r\nContent-Length: 0\r\n\r\n".encode()


class Frame(NamedTuple):
    """How long the body is, whether the client waits for leave, and whether it stays."""

    length: int
    waits: bool
    stays: bool
    answer_head: bytes


class Heads:
    """Understands heads."""

    def __init__(self, max_body: int) -> None:
        self.max_body = max_body
        self.known: dict[bytes, Frame] = {}

    def understand(self, head: bytes) -> Frame:
        frame = self.known.get(head)
        if frame is None:
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            frame = self.known[head] = self.read(head)
        return frame

    def read(self, head: bytes) -> Frame:
        first, *lines = head.decode("latin-1").split("\r\n")
        request = REQUEST_LINE.fullmatch(first)
        if not request:
            raise RefusalError(400)
        method, path, minor = request.groups()
        if method != "POST":  # XRPC-007, XRPC-084
            raise RefusalError(405 if method in {"GET", "HEAD", "PUT", "DELETE"} else 501)
        if path not in PATHS:  # XRPC-008
            raise RefusalError(404)
        fields = self.fields(lines)
        if minor == "1" and "host" not in fields:
            raise RefusalError(400)
        length = self.length(fields)
        self.check(fields)
        options = [one.strip() for one in fields.get("connection", "").lower().split(",")]
        stays = "close" not in options if minor == "1" else False
        end = "" if stays else "Connection: close\r\n"
        waits = minor == "1" and fields.get("expect", "").lower() == "100-continue"
        return Frame(length, waits, stays, ANSWER.format(end).encode())

    def fields(self, lines: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in lines:
            field = FIELD.fullmatch(line)
            if not field:
                raise RefusalError(400)
            name, value = field[1].lower(), field[2]
            if name in found:
                if name in SINGLE and found[name] != value:  # XRPC-010: which of them counts?
                    raise RefusalError(400)
                value = value if name in SINGLE else f"{found[name]}, {value}"
            found[name] = value
        return found

    def length(self, fields: dict[str, str]) -> int:
        # XRPC-009: said before a byte of the body is waited for. XRPC-093: chunks do not tell.
        if "transfer-encoding" in fields or "content-length" not in fields:
            raise RefusalError(411)
        # XRPC-010: int() would take "+5" and "1_0", and more digits than anybody has bytes.
        if not re.fullmatch("[0-9]{1,19}", fields["content-length"], re.ASCII):
            raise RefusalError(400)
        if (length := int(fields["content-length"])) > self.max_body:  # XRPC-014
            raise RefusalError(413)
        return length

    def check(self, fields: dict[str, str]) -> None:
        kind = fields.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in TYPES:  # XRPC-017: no browser's form has these.
            raise RefusalError(415)
        if fields.get("content-encoding", "identity").lower() != "identity":  # XRPC-016
            raise RefusalError(415)
