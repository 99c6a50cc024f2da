"""What a benchmark process is asked to do."""

from __future__ import annotations

from msgspec import Struct


class BenchPlan(Struct, frozen=True, kw_only=True):
    """Files to run and how long to stay with each measurement."""

    files: tuple[str, ...]
    quick: bool = False
    export: str = ""  # where pytest-benchmark writes its own JSON

    @property
    def seconds(self) -> float:
        """How long one measurement repeats its call."""
        return 0.15 if self.quick else 1.0
