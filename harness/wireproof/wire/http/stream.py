"""Bytes that come in pieces, seen as lines and blocks; whoever needs more than came, yields."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from wireproof.errors import Violation

SHOWN = 60  # bytes shown of a faulty line
Kind = TypeVar("Kind")
Reading = Generator[None, None, Kind]
"""Work in progress: every ``yield`` waits for more bytes."""


class ByteStream:
    """One direction of a connection, as far as it came.

    ``strict`` makes a `Violation` of what is otherwise only kept in ``oddities``.
    """

    def __init__(self, *, strict: bool) -> None:
        self.ended = False
        self.oddities: list[str] = []
        self.place = ""  # what was being read when the bytes ran out
        self._strict = strict
        self._buffer = bytearray()
        self._scanned = 0  # how much of the buffer is known to hold no line end

    def __len__(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take bytes that came."""
        if self.ended:
            raise ValueError("bytes after the end of the stream")
        self._buffer += data

    def unread(self) -> bytes:
        """Give what nobody has taken yet."""
        return bytes(self._buffer)

    def line(self, what: str, at_most: int) -> Reading[bytes]:
        """Read a line and take its end off; only CRLF ends a line regularly."""
        while (end := self._buffer.find(b"\n", self._scanned)) < 0:
            self._scanned = len(self._buffer)
            _refuse_longer(what, self._scanned, at_most)
            self.place = f"within {what}"
            yield
        _refuse_longer(what, end, at_most)
        line = self.take(end + 1)
        if not line.endswith(b"\r\n"):
            self.odd("a line ends in LF alone", line)
        return line.removesuffix(b"\n").removesuffix(b"\r")

    def exactly(self, size: int, what: str) -> Reading[bytes]:
        """Read ``size`` bytes."""
        while len(self._buffer) < size:
            self.place = f"within {what}: {len(self._buffer)} of {size} bytes came"
            yield
        return self.take(size)

    def rest(self, what: str, at_most: int) -> Reading[bytes]:
        """Read to the end of the stream."""
        while not self.ended:
            _refuse_longer(what, len(self._buffer), at_most)
            yield
        _refuse_longer(what, len(self._buffer), at_most)
        return self.take(len(self._buffer))

    def take(self, size: int) -> bytes:
        """Take ``size`` bytes that are there."""
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        self._scanned = 0
        return taken

    def odd(self, message: str, line: bytes) -> None:
        """Note what a recipient may understand although no sender may send it."""
        if self._strict:
            raise Violation(message, seen=shown(line))
        self.oddities.append(message)


def shown(line: bytes) -> str:
    """Show the beginning of a line."""
    return f"{line[:SHOWN]!r}{'...' if len(line) > SHOWN else ''}"


def _refuse_longer(what: str, size: int, at_most: int) -> None:
    if size > at_most:
        raise Violation(f"{what} is longer than {at_most} bytes")
