"""How much memory something costs a target, where we can look."""

from __future__ import annotations

from wireproof.errors import Violation
from wireproof.targets.target import Target

MiB = 1 << 20


class Growth:
    """Peak memory from here on, over what is resident now; none where nobody can look."""

    def __init__(self, target: Target) -> None:
        self._target = target
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
