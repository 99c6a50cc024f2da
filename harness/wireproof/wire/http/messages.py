"""What goes over an HTTP/1.x connection, as values where we read it and as bytes where we write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from wireproof.errors import Violation

Framing = Literal["none", "length", "chunked", "close"]
Fields: TypeAlias = tuple[tuple[str, str], ...]


class Message(Struct, frozen=True, kw_only=True):
    """What requests and responses share.

    Field values are without surrounding white space, bytes seen as Latin-1. ``framing`` tells
    what ended the body; ``stays_open`` whether the connection goes on after it.
    """

    kind: ClassVar[str] = "message"

    version: str
    fields: Fields
    body: bytes
    framing: Framing
    stays_open: bool
    trailers: Fields = ()
    oddities: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        """Give the values of every field of that name, in order."""
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def one(self, name: str) -> str | None:
        """Give the value of a field that must not come twice; None where it is missing.

        Raises `Violation` when it came more than once.
        """
        found = self.all(name)
        if len(found) > 1:
            raise Violation(f"the {self.kind} has {len(found)} {name} fields", seen=repr(found))
        return found[0] if found else None

    def options(self, name: str) -> list[str]:
        """Give the members of a comma-separated field, in lower case, all lines joined."""
        members = ",".join(self.all(name)).split(",")
        return [member.strip(" \t").lower() for member in members if member.strip(" \t")]

    @property
    def persists(self) -> bool:
        """Tell what RFC 9112 section 9.3 says of the connection, the framing left aside."""
        options = self.options("Connection")
        return "close" not in options and (self.version != "1.0" or "keep-alive" in options)


class Request(Message, frozen=True, kw_only=True):
    """One request, its target as it stood in the request line."""

    kind: ClassVar[str] = "request"

    method: str
    target: str


class Response(Message, frozen=True, kw_only=True):
    """One response."""

    kind: ClassVar[str] = "response"

    status: int
    reason: str


def request(
    method: str,
    target: str,
    *,
    host: str = "",
    fields: Iterable[tuple[str, str]] = (),
    body: bytes | None = None,
    version: str = "1.1",
) -> bytes:
    """Write a request as it is told to, faulty where the caller wants it faulty.

    ``Host`` is added when ``host`` is given, ``Content-Length`` when there is a ``body`` and
    ``fields`` frame it in no other way. Text goes out as Latin-1.
    """
    lines = [f"{method} {target} HTTP/{version}"]
    if host:
        lines.append(f"Host: {host}")
    given = list(fields)
    lines += [f"{name}: {value}" for name, value in given]
    framed = {name.lower() for name, _ in given} & {"content-length", "transfer-encoding"}
    if body is not None and not framed:
        lines.append(f"Content-Length: {len(body)}")
    head = "".join(f"{line}\r\n" for line in lines)
    return f"{head}\r\n".encode("latin-1") + (body or b"")


def response(
    status: int,
    reason: str = "",
    *,
    fields: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    version: str = "1.1",
) -> bytes:
    """Write a response as it is told to; as `request`, and with a length whatever the body is."""
    given = list(fields)
    if not {name.lower() for name, _ in given} & {"content-length", "transfer-encoding"}:
        given.append(("Content-Length", str(len(body))))
    lines = [f"HTTP/{version} {status} {reason}", *(f"{name}: {value}" for name, value in given)]
    head = "".join(f"{line}\r\n" for line in lines)
    return f"{head}\r\n".encode("latin-1") + body


def chunked(pieces: Iterable[bytes]) -> bytes:
    """Write a body in the chunked coding, one chunk a piece; empty pieces are left out."""
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece)
    return chunks + b"0\r\n\r\n"
