"""The measurements of a run by group, and which implementation each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from wireproof.model.run import ConclusionResult, Measurement, Run
from wireproof.reports import spelling


class Group(NamedTuple):
    """Measurements that were taken beside each other and share a unit."""

    name: str
    unit: str
    rows: tuple[Measurement, ...]

    @property
    def series(self) -> dict[str, list[Measurement]]:
        """The rows by name, each by rising payload; fastest first where all have one size."""
        found: dict[str, list[Measurement]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: row.payload_bytes):
            found[row.name].append(row)
        return dict(found)

    @property
    def has_sizes(self) -> bool:
        """Tell whether it shows how the numbers change with the payload."""
        return len({row.payload_bytes for row in self.rows if row.payload_bytes > 0}) > 1


def groups(run: Run) -> list[Group]:
    """List what was measured, in the order of the run; one unit to a group."""
    found: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for row in run.measurements:
        found[row.group, row.unit].append(row)
    return [Group(name, unit, tuple(rows)) for (name, unit), rows in found.items()]


def owners(run: Run) -> dict[str, ConclusionResult]:
    """Tell what the run says of a name that was measured: fast, but fails these MUSTs.

    A bare name counts only where one implementation has it.
    """
    found = {f"{row.contract}/{row.implementation}": row for row in run.conclusions}
    bare: dict[str, list[ConclusionResult]] = defaultdict(list)
    for row in run.conclusions:
        bare[row.implementation].append(row)
    found.update({name: rows[0] for name, rows in bare.items() if len(rows) == 1})
    return found


def extras(row: Measurement) -> str:
    """Spell what else was measured, each number in the unit that its name tells."""
    return ", ".join(_spelled(name, value) for name, value in row.extra.items())


def _spelled(name: str, value: str | float) -> str:
    words, _, unit = name.rpartition("_")
    if unit in _UNITS and words and not isinstance(value, str):
        return f"{words.replace('_', ' ')} {_UNITS[unit](value)}"
    told = f"{value:.4g}" if isinstance(value, float) else str(value)
    return f"{name.replace('_', ' ')} {told}"


_UNITS: dict[str, Callable[[float], str]] = {
    "seconds": spelling.seconds,
    "bytes": lambda value: spelling.scaled(value, "bytes"),
}
