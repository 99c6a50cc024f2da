"""A plan: everything that the cases' own world needs to know, in one value that can be sent."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wireproof.model.verdict import Level
from wireproof.targets.description import Description

REPETITIONS = 2


class Wanted(Struct, frozen=True, kw_only=True):
    """A selection of cases: empty means all."""

    only: tuple[str, ...] = ()  # globs over requirement ids and case ids
    level: Level | None = None
    pairs: tuple[tuple[str, str], ...] = ()  # (implementation key, case id)
    requirements: dict[str, tuple[str, ...]] = {}  # per implementation key, the ids to run
    beside: dict[str, tuple[str, ...]] = {}  # of these, each case with its first parameters alone
    caught_by: dict[str, dict[str, str]] = {}  # of these, the words of a failure that is enough

    @property
    def whole(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.only or self.level or self.pairs or self.requirements)

    def __str__(self) -> str:
        level = f"level {self.level} and above" if self.level else ""
        pairs = f"{len(self.pairs)} case(s)" if self.pairs else ""
        some = "chosen requirements" if self.requirements else ""
        return ", ".join(filter(None, [*self.only, level, pairs, some]))


class Plan(Struct, frozen=True, kw_only=True):
    """One run of the suite."""

    descriptions: tuple[Description, ...]
    wanted: Wanted = Wanted()
    seed: int = 0
    profile: Literal["default", "ci", "mutants", "fuzz"] = "default"
    repeat: int = REPETITIONS
    fuzz_seconds: float = 0
    time_scale: float = 1.0
    brief: bool = False  # a requirement that failed is tried no further
    lock: str = ""  # a file; who measures holds it
    halt: str = ""  # a file; who fails makes it, and then no worker begins another case

    def find(self, key: str) -> Description:
        """Look a description up by its key."""
        return next(one for one in self.descriptions if one.key == key)
