"""A run ordered for readers: a chapter per contract, in it a subject per implementation.

A run that was cut off has results without conclusions. We show what is there, call it not
judged, and never complete it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from wireproof.model.contract import Contract, Requirement
from wireproof.model.run import CaseResult, ConclusionResult, Judged, RequirementResult, Run
from wireproof.model.verdict import Conclusion, Level, Verdict, worst
from wireproof.reports.kinds import Kind, kind

CUT_OFF = "the run was cut off before it came to a conclusion"
_JUDGED = {Verdict.PASS, Verdict.FAIL}


class Subject:
    """One implementation and all that the run says of it."""

    def __init__(
        self,
        judged: Judged,
        results: tuple[CaseResult, ...],
        requirements: dict[str, RequirementResult],
        conclusion: ConclusionResult | None,
        total: int,
    ) -> None:
        self.judged = judged
        self.results = results
        self.requirements = requirements or {row.requirement: row for row in _so_far(results)}
        self.conclusion = conclusion or self._not_judged(total)

    @property
    def name(self) -> str:
        """The implementation's name, unique within its contract."""
        return self.judged.name

    @property
    def seconds(self) -> float:
        """What its cases took, one after the other."""
        return sum(result.seconds for result in self.results)

    @cached_property
    def cases(self) -> dict[str, list[CaseResult]]:
        """The results by requirement."""
        found: dict[str, list[CaseResult]] = defaultdict(list)
        for result in self.results:
            for identifier in result.requirements:
                found[identifier].append(result)
        return found

    def kind(self, identifier: str) -> Kind | None:
        """Tell how one requirement ended; nothing where the run does not mention it."""
        row = self.requirements.get(identifier)
        return kind(row.verdict, row.effective_level, waived=bool(row.waived)) if row else None

    def kind_of_case(self, result: CaseResult) -> Kind:
        """Tell how one case ended; it is waived only if all its requirements are."""
        rows = [self.requirements.get(one) for one in result.requirements]
        waived = bool(rows) and all(row is not None and bool(row.waived) for row in rows)
        return kind(result.verdict, result.effective_level, waived=waived)

    def counts(self) -> Counter[Kind]:
        """Count its requirements by kind."""
        return Counter(filter(None, map(self.kind, self.requirements)))

    def of_kind(self, *wanted: Kind) -> list[RequirementResult]:
        """List its requirements of some kinds, in the order of the contract."""
        return [row for one, row in self.requirements.items() if self.kind(one) in wanted]

    def failures(self, identifier: str) -> list[CaseResult]:
        """List the cases that decided a requirement: those with its verdict."""
        verdict = self.requirements[identifier].verdict
        return [case for case in self.cases[identifier] if case.verdict is verdict]

    def _not_judged(self, total: int) -> ConclusionResult:
        rows = self.requirements.values()
        failures = [row for row in rows if row.verdict is Verdict.FAIL]
        musts = [row for row in failures if row.effective_level is Level.MUST]
        return ConclusionResult(
            contract=self.judged.contract,
            implementation=self.judged.name,
            conclusion=Conclusion.NOT_JUDGED,
            tested=sum(row.verdict in _JUDGED for row in rows),
            total=total or len(rows),
            failed=tuple(row.requirement for row in musts),
            remarks=tuple(row.requirement for row in failures if row not in musts),
            reason=CUT_OFF,
        )


class Chapter:
    """One contract, the texts of its requirements where we have them, and its subjects."""

    def __init__(
        self, name: str, version: int, contract: Contract | None, subjects: list[Subject]
    ) -> None:
        self.name = name
        self.version = version
        self.contract = contract
        self.subjects = subjects

    @property
    def title(self) -> str:
        """The contract's title, or its name."""
        return self.contract.title if self.contract else self.name

    @property
    def texts_version(self) -> int:
        """The version of the contract from which we quote; 0 if there is none."""
        return self.contract.version if self.contract else 0

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        """Every requirement by id: the contract's first, then what only the run knows."""
        known = self.contract.requirement if self.contract else ()
        found = {row.id: row for row in known}
        for subject in self.subjects:
            for row in subject.requirements.values():
                found.setdefault(row.requirement, _unknown(row))
        return found


def chapters(run: Run, contracts: Mapping[str, Contract]) -> list[Chapter]:
    """Order a run: contracts and implementations as the header names them."""
    subjects = _subjects(run, contracts)
    names = dict.fromkeys([*run.header.contracts, *(one.judged.contract for one in subjects)])
    grouped = {name: [one for one in subjects if one.judged.contract == name] for name in names}
    return [
        Chapter(name, run.header.contracts.get(name, 0), contracts.get(name), members)
        for name, members in grouped.items()
        if members
    ]


def _subjects(run: Run, contracts: Mapping[str, Contract]) -> list[Subject]:
    cases: dict[str, list[CaseResult]] = defaultdict(list)
    for result in run.results:
        cases[result.key].append(result)
    rows: dict[str, list[RequirementResult]] = defaultdict(list)
    for row in run.requirements:
        rows[f"{row.contract}/{row.implementation}"].append(row)
    ends = {f"{row.contract}/{row.implementation}": row for row in run.conclusions}
    judged = {one.key: one for one in run.header.implementations}
    for key in [*cases, *rows, *ends]:
        judged.setdefault(key, _stranger(key))
    return [
        Subject(
            one,
            tuple(cases[key]),
            _ordered(rows[key], contracts.get(one.contract)),
            ends.get(key),
            _total(one, contracts.get(one.contract)),
        )
        for key, one in judged.items()
    ]


def _total(judged: Judged, contract: Contract | None) -> int:
    return len(contract.for_role(judged.role)) if contract else 0


def _ordered(
    rows: Iterable[RequirementResult], contract: Contract | None
) -> dict[str, RequirementResult]:
    known = contract.requirement if contract else ()
    place = {row.id: number for number, row in enumerate(known)}
    found = sorted(rows, key=lambda row: place.get(row.requirement, len(place)))
    return {row.requirement: row for row in found}


def _so_far(results: Iterable[CaseResult]) -> list[RequirementResult]:
    """Tell the worst of what was found before the run was cut off."""
    grouped: dict[str, list[CaseResult]] = defaultdict(list)
    for result in results:
        for identifier in result.requirements:
            grouped[identifier].append(result)
    return [_settled(identifier, cases) for identifier, cases in sorted(grouped.items())]


def _settled(identifier: str, cases: list[CaseResult]) -> RequirementResult:
    verdict = worst(case.verdict for case in cases)
    told = next(case for case in cases if case.verdict is verdict)
    return RequirementResult(
        contract=told.contract,
        implementation=told.implementation,
        requirement=identifier,
        level=told.level,
        effective_level=told.effective_level,
        verdict=verdict,
        cases=len(cases),
        message=told.message or told.reason,
    )


def _stranger(key: str) -> Judged:
    """Stand in for an implementation that the header does not name."""
    contract, _, name = key.partition("/")
    return Judged(name=name, contract=contract, role="", profile="", words=key)


def _unknown(row: RequirementResult) -> Requirement:
    """Stand in for a requirement whose contract is not at hand, or has lost it since."""
    return Requirement(id=row.requirement, level=row.level, text="", source="")
