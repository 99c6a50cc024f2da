"""What a benchmark process is asked to do."""

from __future__ import annotations

from msgspec import Struct

from wireproof.bench.rounds import Share

QUICK = Share(seconds=1.5, turn_seconds=0.0005, most_rounds=100, fewest_rounds=6)
WHOLE = Share(seconds=20.0, turn_seconds=0.0005, most_rounds=250, fewest_rounds=10)


class BenchPlan(Struct, frozen=True, kw_only=True):
    """Files to run, and how long to stay with each comparison."""

    files: tuple[str, ...]
    quick: bool = False
    calibrate: bool = False  # no files then
    tells_missing: bool = True  # who is not installed here; no news where nobody asked for them
    seed: int = 0  # of the order of turns, and of what the bootstrap draws
    export: str = ""  # where pytest-benchmark writes its own JSON

    @property
    def share(self) -> Share:
        """How much time one comparison may take."""
        return QUICK if self.quick else WHOLE
