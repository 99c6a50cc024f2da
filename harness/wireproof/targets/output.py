"""What a target prints: drained without end, kept up to a bound, searched for the announcement.

The thread that reads a pipe also closes it. A pipe closed by somebody else would wait for that
very thread, for ever where a process that escaped us still holds the other end.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import IO

HEAD_BYTES = 32 * 1024
TAIL_BYTES = 32 * 1024
LONGEST_LINE = 64 * 1024
MESSAGE_LETTERS = 400  # of what was printed, in a message

Listening = Callable[[bytes], bool]
"""Takes a line; tells whether it wants more of them."""


def nothing() -> None:
    """Nobody waits for the end."""


class Output:
    """Drain one unbuffered pipe on a thread of its own; keep the head and the tail."""

    def __init__(
        self,
        pipe: IO[bytes],
        on_line: Listening | None = None,
        *,
        on_end: Callable[[], None] = nothing,
        longest_line: int = LONGEST_LINE,
    ) -> None:
        self._pipe = pipe
        self._on_line = on_line
        self._on_end = on_end
        self._longest_line = longest_line
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_bytes = 0
        self._dropped = 0
        self._line = bytearray()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def text(self, *, at_most: int = 0) -> str:
        """Give what was kept, or its last bytes, decoded for a reader; a gap is told."""
        with self._lock:
            head, tail = bytes(self._head), b"".join(self._tail)
            dropped = self._dropped
        if dropped:
            dropped += len(tail) - TAIL_BYTES
            tail = f"\n[... {dropped} bytes left out ...]\n".encode() + tail[-TAIL_BYTES:]
        return (head + tail)[-at_most:].decode("utf-8", "backslashreplace")

    def last_words(self, lines: int = 6) -> str:
        """Give the last lines as part of a sentence: one line, short, nothing unprintable."""
        last = self.text(at_most=4096).strip().splitlines()[-lines:]
        said = " | ".join("".join(map(_printable, line.strip())) for line in last)
        return said if len(said) <= MESSAGE_LETTERS else f"...{said[-MESSAGE_LETTERS:]}"

    @property
    def unfinished(self) -> bytes:
        """The line that has no end yet."""
        return bytes(self._line)

    def finish(self, seconds: float = 1.0) -> None:
        """Wait until the pipe has ended, or not longer than ``seconds``."""
        self._thread.join(seconds)

    def _drain(self) -> None:
        with contextlib.suppress(OSError), self._pipe:
            while piece := self._pipe.read(65_536):
                self._keep(piece)
                if self._on_line:
                    self._split(piece)
        self._on_end()

    def _keep(self, piece: bytes) -> None:
        with self._lock:
            room = HEAD_BYTES - len(self._head)
            self._head += piece[:room]
            if rest := piece[room:]:
                self._tail.append(rest)
                self._tail_bytes += len(rest)
            while self._tail and self._tail_bytes - len(self._tail[0]) >= TAIL_BYTES:
                gone = self._tail.popleft()
                self._tail_bytes -= len(gone)
                self._dropped += len(gone)

    def _split(self, piece: bytes) -> None:
        if b"\n" not in piece:  # a long line is not copied with each of its pieces
            self._line += piece
            del self._line[: -self._longest_line]
            return
        *whole, rest = (self._line + piece).split(b"\n")
        self._line = bytearray(rest[-self._longest_line :])
        for line in whole:
            if self._on_line and not self._on_line(bytes(line)):
                self._on_line = None


def _printable(letter: str) -> str:
    """Spell what would move a terminal's cursor, or worse."""
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()
