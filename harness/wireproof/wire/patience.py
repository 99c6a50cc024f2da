"""How long one step may take before it counts as silence.

Patience is for the target, so time in which the target was ready to run but the machine gave it
no processor does not count against it: a `Deadline` that expires is extended by just that time,
to at most four times its length.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from msgspec import Struct

MOST_EXTENSION = 3.0  # times the length, so that a starved machine still comes to an end


class Patience(Struct, frozen=True, kw_only=True):
    """The kinds of patience, in seconds, and the rate; names and defaults are the catalogue's."""

    connect: float = 2.0
    reply: float = 2.0
    quiet: float = 0.3  # proof that nothing comes, after a positive on the same connection
    long: float = 10.0  # bulk transfers, plus size / rate
    refuse: float = 5.0
    rate: float = 5_000_000.0  # bytes per second of the slowest bulk transfer

    def scaled(self, factor: float) -> Patience:
        """Multiply every kind by ``factor``."""
        return Patience(
            connect=self.connect * factor,
            reply=self.reply * factor,
            quiet=self.quiet * factor,
            long=self.long * factor,
            refuse=self.refuse * factor,
            rate=self.rate / factor,
        )

    def bulk(self, size: int) -> float:
        """Tell how long a transfer of ``size`` bytes may take."""
        return self.long + size / self.rate


def time_scale() -> float:
    """Read ``WIREPROOF_TIME_SCALE``: it multiplies patience, never limits."""
    return float(os.environ.get("WIREPROOF_TIME_SCALE") or 1)


Starvation = Callable[[], float]
"""Tells the seconds, since the case began, in which the target was runnable and did not run.

It is only asked when a deadline expires, for asking costs milliseconds.
"""


def unstarved() -> float:
    """Answer for a target that nobody observes."""
    return 0.0


class Deadline:
    """A point in time that moves while the target is kept off the processor."""

    def __init__(self, seconds: float, starvation: Starvation = unstarved) -> None:
        self.seconds = seconds
        self._starvation = starvation
        self._began = time.monotonic()
        self._extension = 0.0

    def left(self) -> float:
        """Tell the seconds left; zero means expired for good."""
        spent = self.spent
        if spent >= self.seconds + self._extension:
            starved = min(self._starvation(), spent)
            self._extension = min(starved, self.seconds * MOST_EXTENSION)
        return max(self.seconds + self._extension - spent, 0.0)

    @property
    def spent(self) -> float:
        """Seconds since the deadline was set."""
        return time.monotonic() - self._began
