"""What a client or a tool answers on stdout: JSON objects, a line each, taken in order."""

from __future__ import annotations

import json
import threading
from collections import deque
from typing import Any

from wireproof.errors import BrokenAdapter

LONGEST_ANSWER = 64 * 1024 * 1024  # bytes of a line
MOST_WAITING = 256 * 1024 * 1024  # bytes that nobody has taken yet
_SHOWN = 200


class Answers:
    """The lines that have come and were not taken; filled by the thread that reads the pipe."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self.flooded = False
        self.ended = False

    def take_in(self, line: bytes) -> bool:
        """Keep a line; more than anybody can have asked for is dropped."""
        with self._changed:
            self.flooded = self.flooded or self._bytes + len(line) > MOST_WAITING
            if not self.flooded:
                self._lines.append(line)
                self._bytes += len(line)
            self._changed.notify_all()
        return not self.flooded

    def end(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def next(self, seconds: float) -> bytes | None:
        """Wait for a line; `None` where none came in time or none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self.ended or self.flooded, seconds)
            if self.flooded:
                raise BrokenAdapter(f"it printed more than {MOST_WAITING} bytes nobody asked for")
            if not self._lines:
                return None
            line = self._lines.popleft()
            self._bytes -= len(line)
            return line

    @property
    def waiting(self) -> int:
        """Lines that have come and were not taken."""
        return len(self._lines)


def parse(line: bytes) -> dict[str, Any]:
    """Read one answer; raises `BrokenAdapter` where it is no JSON object.

    Numbers beyond IEEE 754 and the same name twice are no JSON that everybody reads alike (RFC
    8259 sections 4 and 6).
    """
    try:
        value = json.loads(line, parse_constant=_refuse, object_pairs_hook=_members)
    except (ValueError, RecursionError) as trouble:
        raise BrokenAdapter(f"its answer is no JSON line ({trouble}): {shown(line)}") from None
    if not isinstance(value, dict):
        raise BrokenAdapter(f"its answer is no JSON object: {shown(line)}")
    return value


def shown(line: bytes) -> str:
    """Show the beginning of a line."""
    text = repr(line[:_SHOWN].decode("utf-8", "backslashreplace"))
    return f"{text}..." if len(line) > _SHOWN else text


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
