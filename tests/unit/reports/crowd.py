"""Runs of any size, for reports that have to stay small and quick."""

from __future__ import annotations

import itertools

from tests.unit.reports import specimens
from wireproof.model.contract import Contract, Requirement
from wireproof.model.evidence import Evidence
from wireproof.model.run import CaseResult, Run
from wireproof.model.verdict import Verdict


def large(
    *,
    contracts: int = 10,
    implementations: int = 10,
    requirements: int = 50,
    cases: int = 5,
    failing: int = 97,
    evidence: Evidence = specimens.EVIDENCE,
) -> tuple[Run, dict[str, Contract]]:
    """As many results as asked for, one in ``failing`` of them a failure with evidence."""
    known = {one.name: one for one in (_contract(n, requirements) for n in range(contracts))}
    counter = itertools.count(1)
    entries = []
    for contract in known.values():
        for number in range(implementations):
            one = specimens.implementation(f"implementation-{number}", contract.name)
            found = [
                _result(row, one.key, case, next(counter), failing, evidence)
                for row in contract.requirement
                for case in range(cases)
            ]
            entries.append((one, found))
    return specimens.run(*entries, known=known), known


def _contract(number: int, requirements: int) -> Contract:
    ids = [f"C{number:02}-{place:03}" for place in range(requirements)]
    text = "A sentence about a target. " * 5
    return Contract(
        name=f"contract-{number}",
        version=1,
        title=f"Contract number {number}",
        requirement=tuple(specimens.requirement(one, text=text) for one in ids),
    )


def _result(
    row: Requirement, key: str, case: int, count: int, failing: int, evidence: Evidence
) -> CaseResult:
    name = f"test_{row.id.lower()}::test_does_what_is_asked[{case}-bytes]"
    if count % failing:
        return specimens.result(Verdict.PASS, row, key, case=name)
    told = f"the stream ended {count} bytes early"
    return specimens.result(Verdict.FAIL, row, key, case=name, message=told, evidence=evidence)
