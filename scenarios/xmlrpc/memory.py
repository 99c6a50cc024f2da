"""How much memory something costs the target, where we can look."""

from __future__ import annotations

from wireproof import Target, Violation
from wireproof.wire.stream import MiB


class Growth:
    """Peak memory from here on; nothing where its process cannot be observed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        if target.observable:
            target.observed.forget_peak()
        self._before = self._peak()

    def require_below(self, most: int, why: str) -> None:
        """Insist on growth of fewer than ``most`` bytes."""
        grown = self._peak() - self._before
        if grown > most:
            raise Violation(
                f"memory grew by {grown // MiB} MiB {why}",
                expected=f"at most {most // MiB} MiB",
                timeless=True,
            )

    def _peak(self) -> int:
        return self._target.vitals().peak_bytes if self._target.observable else 0
