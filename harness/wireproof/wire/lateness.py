"""How late we were ourselves: a target with an idle timeout may hang up on whoever dawdles.

We count the time between two of our operations on a connection, which is ours alone. Waiting for
the target, and staying away on purpose, do not count.
"""

from __future__ import annotations

import time

from wireproof.errors import Inconclusive, Violation


class Lateness:
    """The longest that we left a connection alone; ``tolerated`` is the target's idle timeout.

    With 0, no timeout is declared and no lateness of ours excuses an end.
    """

    def __init__(self, tolerated: float = 0.0) -> None:
        self._tolerated = tolerated
        self._rested = time.monotonic()
        self._longest = 0.0

    def rest(self) -> None:
        """Note that an operation is over."""
        self._rested = time.monotonic()

    def resume(self) -> None:
        """Note that the next one begins."""
        self._longest = max(self._longest, time.monotonic() - self._rested)

    def charge(self, message: str) -> Violation | Inconclusive:
        """Say whose fault an ended connection is: the target's, unless we were too late."""
        if self._tolerated and self._longest >= 0.9 * self._tolerated:
            return Inconclusive(
                f"we left the connection alone for {self._longest:.1f} s, and the target may end "
                f"it after {self._tolerated:g} s ({message})"
            )
        return Violation(message)
