"""The measurements of a run by group, and which implementation each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wireproof.model.run import (
    BudgetResult,
    Calibration,
    Comparison,
    ConclusionResult,
    Measurement,
    Run,
)
from wireproof.reports import spelling


class Group(NamedTuple):
    """Measurements that were taken beside each other and share a unit."""

    name: str
    unit: str
    rows: tuple[Measurement, ...]
    comparisons: tuple[Comparison, ...] = ()

    @property
    def partner(self) -> str:
        """Whom the others are compared with; empty where nobody is compared."""
        return self.comparisons[0].partner if self.comparisons else ""

    def compared(self, name: str, payload_bytes: int) -> Comparison | None:
        """Find what was said of a name beside its partner."""
        found = (
            one
            for one in self.comparisons
            if (one.name, one.payload_bytes) == (name, payload_bytes)
        )
        return next(found, None)

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
    return [
        Group(name, unit, tuple(rows), tuple(one for one in run.comparisons if one.group == name))
        for (name, unit), rows in found.items()
    ]


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


def multiple(group: Group, row: Measurement) -> str:
    """Spell how fast it is as a multiple of its partner: the ratio, its interval, the verdict."""
    if row.name == group.partner:
        return "1"
    one = group.compared(row.name, row.payload_bytes)
    return f"{one.ratio:.3g} ({one.low:.3g} to {one.high:.3g}) {one.verdict}" if one else ""


def promised(one: BudgetResult) -> str:
    """Say what became of a budget."""
    beside = f" at {spelling.size(one.payload_bytes)}" if one.payload_bytes else ""
    told = (
        f"{one.budget}: {one.verdict}: {one.name} is {one.ratio:.3g} ({one.low:.3g} to "
        f"{one.high:.3g}) times as fast as {one.partner}, at least {one.least:g} is promised "
        f"({one.group}{beside})"
    )
    if one.expected == "missed":
        told += f"; expected to be missed: {one.reason}"
        told += "; it is kept now, so take that back" if one.verdict == "kept" else ""
    return told


def calibrated(one: Calibration) -> str:
    """Say what a calibration found."""
    share = partial(_share, one.comparisons)
    return (
        f"{one.comparisons} comparisons each: identical code was called faster or slower "
        f"{share(one.false_alarms, one.false_alarm_interval)}; code that was slowed by "
        f"{100 * one.delay:g} % was called slower {share(one.seen, one.seen_interval)}, and the "
        f"same or faster {one.mistaken} times. {one.rounds} paired rounds, differences below "
        f"{100 * one.minimum_effect:g} % count as none, intervals of ratios of "
        f"{100 * one.confidence:g} %; {one.placement}, addresses {one.addresses}."
    )


def _share(of: int, hits: int, interval: tuple[float, float]) -> str:
    low, high = (f"{100 * edge:.2g}" for edge in interval)
    return f"{hits} times ({100 * hits / of:.2g} %, 95 % interval {low} to {high} %)"


COSTS = {
    "processor": ("client_cpu_seconds", "target_cpu_seconds"),
    "passed": ("passed_bytes",),
    "memory": ("client_growth_bytes", "target_growth_bytes"),
}
"""What has a column of its own; where there are two, they are the client's and the target's."""

_DETAILS = {"iterations", "min_seconds", "iqr_seconds", "placement", "addresses", "collector"}
_OWN = {name for names in COSTS.values() for name in names}


def cost(row: Measurement, column: str) -> str:
    """Spell what a call costs beside time."""
    names = [name for name in COSTS[column] if name in row.extra]
    return " + ".join(_value(name, row.extra[name]) for name in names)


def extras(row: Measurement, *, whole: bool = True) -> str:
    """Spell what else was measured, each number in the unit that its name tells.

    Unless it is to be ``whole``, what has a column is left out, and how it was measured.
    """
    left_out = set() if whole else _DETAILS | _OWN
    told = {name: value for name, value in row.extra.items() if name not in left_out}
    return ", ".join(f"{_words(name)} {_value(name, value)}" for name, value in told.items())


def _words(name: str) -> str:
    words, _, unit = name.rpartition("_")
    return (words if unit in _UNITS and words else name).replace("_", " ")


def _value(name: str, value: str | float) -> str:
    words, _, unit = name.rpartition("_")
    if unit in _UNITS and words and not isinstance(value, str):
        return _UNITS[unit](value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


_UNITS: dict[str, Callable[[float], str]] = {
    "seconds": spelling.seconds,
    "bytes": lambda value: spelling.scaled(value, "bytes"),
}
