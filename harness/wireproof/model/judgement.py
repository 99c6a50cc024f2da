"""From the verdicts of cases to requirements, conclusions and the exit code. Pure rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from wireproof.model.contract import Contract, Requirement
from wireproof.model.features import Features, Standing
from wireproof.model.manifest import Implementation, Waiver
from wireproof.model.run import (
    CaseResult,
    ConclusionResult,
    RequirementResult,
    StaleWaiver,
    Trouble,
)
from wireproof.model.verdict import Conclusion, Level, Verdict, worst

_JUDGED = {Verdict.PASS, Verdict.FAIL}


def unmet(features: Features, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """Tell which wanted features are contradicted and which are merely undeclared.

    ``!name`` is wanted absent.
    """
    contradicted, undeclared = [], []
    for word in wanted:
        standing = features.standing(word.removeprefix("!"))
        opposite = Standing.DECLARED if word.startswith("!") else Standing.ABSENT
        if standing is opposite:
            contradicted.append(word)
        elif standing is Standing.UNDECLARED:
            undeclared.append(word)
    return contradicted, undeclared


def settle(
    requirement: Requirement,
    implementation: Implementation,
    cases: Sequence[CaseResult],
) -> RequirementResult:
    """Give a requirement the worst verdict of its cases."""
    verdict = worst(case.verdict for case in cases)
    told = [case.message or case.reason for case in cases if case.verdict is verdict]
    waiver = waiver_of(requirement.id, implementation.waiver, cases)
    return RequirementResult(
        contract=implementation.contract,
        implementation=implementation.name,
        requirement=requirement.id,
        level=requirement.level,
        effective_level=requirement.binding(implementation.profile),
        verdict=verdict,
        cases=len(cases),
        message=told[0] if told else "no case was run",
        waived=waiver.reason if waiver and verdict is Verdict.FAIL else "",
        contested=requirement.contested,
    )


def waiver_of(
    identifier: str, waivers: Sequence[Waiver], cases: Sequence[CaseResult]
) -> Waiver | None:
    """Find the waiver that covers every failure of a requirement; one uncovered, and none does."""
    failures = [case for case in cases if case.verdict is Verdict.FAIL]
    mine = [waiver for waiver in waivers if waiver.requirement == identifier]
    covering = [_cover(failure, mine) for failure in failures]
    return covering[0] if covering and all(covering) else None


def _cover(failure: CaseResult, waivers: Sequence[Waiver]) -> Waiver | None:
    return next((one for one in waivers if one.fingerprint in failure.message), None)


def stale_waivers(
    implementation: Implementation,
    cases: Sequence[CaseResult],
    today: dt.date,
) -> list[StaleWaiver]:
    """List waivers that are expired, or that no failure of their requirement needs any more.

    A requirement that was not tested in this run proves nothing about its waiver.
    """
    stale = []
    for waiver in implementation.waiver:
        mine = [case for case in cases if waiver.requirement in case.requirements]
        failures = [case for case in mine if case.verdict is Verdict.FAIL]
        if waiver.expires < today:
            reason = f"expired on {waiver.expires}"
        elif any(case.verdict in _JUDGED for case in mine) and not any(
            waiver.fingerprint in case.message for case in failures
        ):
            reason = f"no failure says {waiver.fingerprint!r} any more"
        else:
            continue
        stale.append(
            StaleWaiver(
                contract=implementation.contract,
                implementation=implementation.name,
                requirement=waiver.requirement,
                reason=reason,
            )
        )
    return stale


def conclude(
    contract: Contract,
    implementation: Implementation,
    results: Sequence[RequirementResult],
    *,
    whole: bool = True,
    trouble: str = "",
) -> ConclusionResult:
    """Say what a run says of one target.

    ``whole`` is false where only part of the contract was selected: whatever passed, that is
    not judged. A failed MUST outranks an error of ours.
    """
    tested = [row for row in results if row.verdict in _JUDGED]
    failures = [row for row in results if row.verdict is Verdict.FAIL]
    failed = [row for row in failures if row.effective_level is Level.MUST and not row.waived]
    remarks = [row for row in failures if row not in failed]
    reason = "" if failed else trouble or _missing(contract, results, whole=whole)
    if failed:
        conclusion = Conclusion.FAILS
    elif reason:
        conclusion = Conclusion.NOT_JUDGED
    else:
        conclusion = Conclusion.REMARKS if remarks else Conclusion.CONFORMS
    return ConclusionResult(
        contract=contract.name,
        implementation=implementation.name,
        conclusion=conclusion,
        tested=len(tested),
        total=len(contract.for_role(implementation.role)),
        failed=tuple(row.requirement for row in failed),
        remarks=tuple(row.requirement for row in remarks),
        reason=reason,
    )


def _missing(contract: Contract, results: Sequence[RequirementResult], *, whole: bool) -> str:
    """Tell what keeps a target without failures from being judged."""
    musts = [row for row in results if row.effective_level is Level.MUST]
    for verdict in (Verdict.ERROR, Verdict.INCONCLUSIVE):
        if bad := [row.requirement for row in musts if row.verdict is verdict]:
            return f"{verdict}: {', '.join(bad)}"
    if not whole:
        return "only part of the contract was selected"
    unconditional = {row.id for row in contract.requirement if row.unconditional}
    untested = [
        row.requirement
        for row in musts
        if row.verdict is Verdict.UNTESTED and row.requirement in unconditional
    ]
    return f"untested: {', '.join(untested)}" if untested else ""


def exit_code(
    results: Sequence[RequirementResult],
    conclusions: Sequence[ConclusionResult],
    stale: Sequence[StaleWaiver],
    troubles: Sequence[Trouble],
    *,
    partial: bool,
) -> int:
    """Tell the exit code of a run that came to its end: the first that applies."""
    kinds = {trouble.kind for trouble in troubles}
    found = {row.verdict for row in results}
    musts = {row.verdict for row in results if row.effective_level is Level.MUST}
    judged = {Conclusion.CONFORMS, Conclusion.REMARKS}
    unjudged = [row for row in conclusions if row.conclusion is Conclusion.NOT_JUDGED]
    if any(row.conclusion is Conclusion.FAILS for row in conclusions):
        return 1
    if "harness" in kinds or Verdict.ERROR in found:
        return 4
    if "not-ready" in kinds:
        return 3
    if stale:
        return 5
    if partial:
        return 7 if Verdict.INCONCLUSIVE in musts or not found & _JUDGED else 0
    cannot = {
        (one.contract, one.implementation) for one in troubles if one.kind == "cannot-run-here"
    }
    doubtful = [row for row in unjudged if (row.contract, row.implementation) not in cannot]
    if doubtful or not any(row.conclusion in judged for row in conclusions):
        return 7
    return 0
