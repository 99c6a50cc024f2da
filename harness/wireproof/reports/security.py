"""The security side of a run: what was tried on whom, how it ended, and what nobody can tell.

Contracts list their attacks and what is undecidable; how often something was tried is counted from
the run's results. A contract that lists nothing has no security side.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from wireproof.model.contract import Attack, Undecidable
from wireproof.reports.chapters import Chapter, Subject
from wireproof.reports.kinds import Kind

_ORDER = tuple(Kind)  # the worst first


class Trial(NamedTuple):
    """What one attack came to on one implementation."""

    kind: Kind
    cases: int
    inputs: int  # connections, and orders to a tool; the controls among them
    worst: str  # the requirement that decided


class Row(NamedTuple):
    """One attack on everybody; nothing for whom it does not concern."""

    attack: Attack
    trials: tuple[Trial | None, ...]


class Siege(NamedTuple):
    """The security side of one contract in a run."""

    chapter: Chapter
    rows: tuple[Row, ...]
    undecidable: tuple[Undecidable, ...]

    def totals(self) -> list[Trial | None]:
        """Tell what was tried on each implementation in all; a case is counted once."""
        identifiers = [one for row in self.rows for one in row.attack.requirements]
        return [_trial(one, identifiers) for one in self.chapter.subjects]


def sieges(parts: Iterable[Chapter]) -> list[Siege]:
    """List the contracts that have a security side."""
    return [_siege(one) for one in parts if one.contract and _has_one(one)]


def _has_one(chapter: Chapter) -> bool:
    contract = chapter.contract
    return bool(contract and (contract.attack or contract.undecidable))


def _siege(chapter: Chapter) -> Siege:
    attacks = chapter.contract.attack if chapter.contract else ()
    rows = [
        Row(one, tuple(_trial(subject, one.requirements) for subject in chapter.subjects))
        for one in attacks
    ]
    kept = tuple(row for row in rows if any(row.trials))
    return Siege(chapter, kept, chapter.contract.undecidable if chapter.contract else ())


def _trial(subject: Subject, identifiers: Iterable[str]) -> Trial | None:
    wanted = set(identifiers)
    kinds = {one: kind for one in sorted(wanted) if (kind := subject.kind(one))}
    if not kinds:
        return None
    worst = min(kinds, key=lambda one: _ORDER.index(kinds[one]))
    found = [one for one in subject.results if wanted & {*one.requirements} and one.inputs]
    return Trial(kinds[worst], len(found), sum(one.inputs for one in found), worst)
