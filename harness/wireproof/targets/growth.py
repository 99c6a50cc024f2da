"""How much memory something costs a target, where we can look."""

from __future__ import annotations

import time

from wireproof.errors import Violation
from wireproof.targets.observe import Vitals
from wireproof.targets.target import Target
from wireproof.wire.patience import Deadline

MiB = 1 << 20
LOOK_SECONDS = 0.005


class Growth:
    """Peak memory from here on, over what is resident now; none where nobody can look.

    What was sent a moment ago may still be resident, and then hide as much growth. So where
    clients have been there, ``idle`` tells how it was without any: no more descriptors.
    """

    def __init__(self, target: Target, *, idle: Vitals | None = None) -> None:
        self._target = target
        if idle and target.observable:
            _wait_until_idle(target, idle)
        if target.observable:
            target.observed.forget_peak()
        self._before = self._peak()

    @property
    def bytes(self) -> int:
        """Tell the growth so far."""
        return self._peak() - self._before

    def require_below(self, most: int, why: str = "") -> None:
        """Raise `Violation` where it is ``most`` bytes or more; no pause of ours excuses it."""
        if (grown := self.bytes) >= most:
            raise Violation(
                f"peak memory grew by {grown // MiB} MiB {why}".rstrip(),
                expected=f"less than {most // MiB} MiB",
                seen=f"{grown} bytes",
                timeless=True,
            )

    def _peak(self) -> int:
        return self._target.vitals().peak_bytes if self._target.observable else 0


def _wait_until_idle(target: Target, idle: Vitals) -> None:
    """Wait until no more descriptors are open than were, or no longer than for a reply."""
    deadline = Deadline(target.patience.reply, target.starved_seconds)
    while deadline.left() and target.vitals().descriptors > idle.descriptors:
        time.sleep(LOOK_SECONDS)
