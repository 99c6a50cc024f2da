"""The bytes of one connection with direction and time, bounded however much passes."""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Iterator

from wireproof.model.evidence import Direction, Exchange, Step

KEPT_BYTES = 512  # of one step; sizes are always exact
KEPT_STEPS = 24  # at the beginning, and again at the end
KEPT_TRANSCRIPTS = 8  # of the connections of one case, the latest
SAME_BURST_SECONDS = 0.02


class _Open:
    """A step that may still grow: reads and writes of one burst are one step."""

    __slots__ = ("at", "data", "direction", "last", "note", "size", "times")

    def __init__(
        self, at: float, direction: Direction, data: bytes | memoryview, note: str
    ) -> None:
        self.at = self.last = at
        self.direction = direction
        self.data = bytes(data[:KEPT_BYTES])
        self.size = len(data)
        self.note = note
        self.times = 1

    def takes(self, at: float, direction: Direction) -> bool:
        return (
            direction != "!" and direction == self.direction and at - self.last < SAME_BURST_SECONDS
        )

    def grow(self, at: float, data: bytes | memoryview) -> None:
        if len(self.data) < KEPT_BYTES:
            self.data += bytes(data[: KEPT_BYTES - len(self.data)])
        self.size += len(data)
        self.last = at
        self.times += 1

    def frozen(self) -> Step:
        return Step(
            at=round(self.at, 6),
            direction=self.direction,
            size=self.size,
            data=base64.b64encode(self.data).decode(),
            note=self.note,
            times=self.times,
        )


class Transcripts:
    """The transcripts of one case: the latest are kept, all are counted."""

    def __init__(self) -> None:
        self._kept: deque[Transcript] = deque(maxlen=KEPT_TRANSCRIPTS)
        self.inputs = 0

    def __iter__(self) -> Iterator[Transcript]:
        return iter(self._kept)

    def add(self, transcript: Transcript, *, inputs: int = 1) -> None:
        """Keep one, with as many inputs as it is to hold: a connection is one, an order is one."""
        self._kept.append(transcript)
        self.inputs += inputs

    def clear(self) -> None:
        """Begin another case."""
        self._kept.clear()
        self.inputs = 0


class Transcript:
    """What passed on one connection: the first steps and the last ones, sizes exact."""

    def __init__(self, peer: str) -> None:
        self.peer = peer
        self._began = time.monotonic()
        self._first: list[_Open] = []
        self._last: deque[_Open] = deque(maxlen=KEPT_STEPS)
        self._count = 0
        self._current: _Open | None = None
        self.broken = False  # the peer ended it, or was not there

    def sent(self, data: bytes | memoryview) -> None:
        """Record bytes that went to the target."""
        self._add(">", data)

    def received(self, data: bytes | memoryview) -> None:
        """Record bytes that came from the target."""
        self._add("<", data)

    def happened(self, note: str) -> None:
        """Record something that carries no bytes."""
        self._add("!", b"", note)

    def broke(self, note: str) -> None:
        """Record that the peer ended it, or was not there."""
        self.broken = True
        self.happened(note)

    def frozen(self) -> Exchange:
        """See the transcript as evidence."""
        steps = [step.frozen() for step in (*self._first, *self._last)]
        return Exchange(peer=self.peer, steps=tuple(steps), omitted=self._count - len(steps))

    def _add(self, direction: Direction, data: bytes | memoryview, note: str = "") -> None:
        at = time.monotonic() - self._began
        current = self._current
        if current is not None and current.takes(at, direction):
            current.grow(at, data)
            return
        step = self._current = _Open(at, direction, data, note)
        (self._first if len(self._first) < KEPT_STEPS else self._last).append(step)
        self._count += 1
