"""How long the machine kept us off the processor: the longest pause of a thread that only beats.

On a starved machine a correct target misses its time, and we miss ours towards it. A failure in
such a moment says nothing about the target. Only the longest single pause counts: many short ones
are what a busy machine is like.
"""

from __future__ import annotations

import threading
import time

from wireproof.model.manifest import Implementation
from wireproof.wire.patience import Patience

BEAT_SECONDS = 0.05


class Heartbeat:
    """One beating thread; `restart` begins a new measurement."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._latest = time.monotonic()
        threading.Thread(target=self._beat, daemon=True).start()

    def restart(self) -> None:
        """Forget the pauses so far."""
        self._longest = 0.0

    @property
    def longest(self) -> float:
        """Seconds of the longest pause since the restart, one that still lasts included."""
        return max(self._longest, time.monotonic() - self._latest - BEAT_SECONDS)

    def _beat(self) -> None:
        while True:
            self._latest = time.monotonic()
            time.sleep(BEAT_SECONDS)
            pause = time.monotonic() - self._latest - BEAT_SECONDS
            self._longest = max(self._longest, pause)


def tolerated(one: Implementation, patience: Patience) -> float:
    """Tell the pause, in seconds, after which a failure says nothing about the target.

    It is half of the shortest time that counts here: ours, or a timeout that it declares.
    """
    declared = [
        float(value)
        for name, value in one.limits.items()
        if name.endswith("_timeout") and isinstance(value, int | float)
    ]
    return min([*declared, patience.reply]) / 2
