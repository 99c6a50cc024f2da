"""Prove the checks: run the mutants, and see each caught for what it breaks.

A mutant must fail every requirement in its ``breaks``, with the expected words and never as an
error, while something outside passes. Strictly, nothing outside fails. What is only tested where
somebody asks for it (``opt_in``) is only proved there: unasked, it neither counts nor survives.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from wireproof.catalogue import contracts, manifests
from wireproof.catalogue.manifests import MutantEntry
from wireproof.errors import InvalidManifest, NothingSelected
from wireproof.model.contract import Contract
from wireproof.model.run import CaseResult, Proof, RequirementResult
from wireproof.model.verdict import Verdict
from wireproof.suite.plan import Plan, Wanted
from wireproof.targets.description import Description
from wireproof.targets.entry import require_meaning
from wireproof.wire.patience import time_scale

OUTSIDE = 2  # requirements outside `breaks` that are run beside it, unless all are
MOST_BREAKS = 3  # more need a reason


def mutants(names: Sequence[str]) -> list[MutantEntry]:
    """Find the mutants of the named contracts, or all; every id they break must exist.

    Raises `UnknownWords`, `InvalidManifest`, `NothingSelected`.
    """
    wanted = {contracts.scenario(name).contract.name for name in names}
    found = [one for one in manifests.mutants() if not wanted or one.contract in wanted]
    for entry in found:
        _check(entry)
    if not found:
        raise NothingSelected(
            f"there are no mutants for {', '.join(names) or 'any contract'}",
            mend="Write reference_impl/<contract>/mutants.toml.",
        )
    return found


def _check(entry: MutantEntry) -> None:
    contract = contracts.scenario(entry.contract).contract
    unknown = [name for name in entry.mutant.breaks if contract.find(name) is None]
    if unknown or not entry.mutant.breaks:
        raise InvalidManifest(
            f"{entry.mutant.name} breaks {unknown[0] if unknown else 'nothing'}",
            where=str(entry.path),
            mend=f"Name requirements of {contract.name}.",
        )
    if len(entry.mutant.breaks) > MOST_BREAKS and not entry.mutant.reason:
        raise InvalidManifest(
            f"{entry.mutant.name} breaks {len(entry.mutant.breaks)} requirements without a reason",
            where=str(entry.path),
            mend="Write `reason`, or make the mistake smaller.",
        )


def withheld(entry: MutantEntry) -> dict[str, str]:
    """Tell which requirements in ``breaks`` nobody asked to test, and what would ask for each."""
    rows = [contracts.scenario(entry.contract).contract.find(name) for name in entry.mutant.breaks]
    return {row.id: f"{row.opt_in}=1" for row in rows if row and not row.asked_for(os.environ)}


def skipped(entry: MutantEntry) -> str:
    """Tell why a mutant cannot be caught in this run; empty where it can."""
    held = withheld(entry)
    if set(entry.mutant.breaks) - set(held):
        return ""
    return f"{', '.join(held)}: set {', '.join(sorted(set(held.values())))}"


def plan(entries: Sequence[MutantEntry], *, strict: bool, seed: int) -> Plan:
    """Plan a run of mutants; raises `InvalidManifest`."""
    descriptions = tuple(_description(entry) for entry in entries)
    for one in descriptions:
        require_meaning(one)
    keyed = {one.key: entry for one, entry in zip(descriptions, entries, strict=True)}
    return Plan(
        descriptions=descriptions,
        wanted=Wanted() if strict else _enough(keyed),
        seed=seed,
        profile="mutants",
        repeat=0,
        time_scale=time_scale(),
    )


def _enough(keyed: Mapping[str, MutantEntry]) -> Wanted:
    """Select what is broken, until it is caught, and a little beside it, until it passes."""
    beside = {key: _beside(entry) for key, entry in keyed.items()}
    return Wanted(
        requirements={key: (*one.mutant.breaks, *beside[key]) for key, one in keyed.items()},
        beside=beside,
        caught_by={
            key: {name: one.mutant.expected_message(name) for name in one.mutant.breaks}
            for key, one in keyed.items()
        },
    )


def _description(entry: MutantEntry) -> Description:
    return Description(
        implementation=entry.mutant.implementation(entry.contract),
        folder=str(entry.path.parent.absolute()),
        words=f"{entry.contract} mutant {entry.mutant.name}",
        mutant=True,
    )


def _beside(entry: MutantEntry) -> tuple[str, ...]:
    """Choose a little outside what it breaks, best what binds every target."""
    contract: Contract = contracts.scenario(entry.contract).contract
    others = [
        row for row in contract.for_role(entry.mutant.role) if row.id not in entry.mutant.breaks
    ]
    others.sort(key=lambda row: not row.unconditional)
    return tuple(row.id for row in others[:OUTSIDE])


def proofs(
    entries: Iterable[MutantEntry],
    results: Sequence[CaseResult],
    requirements: Sequence[RequirementResult],
    *,
    strict: bool,
) -> list[Proof]:
    """Judge the cases by what they found in the mutants."""
    found = []
    for entry in entries:
        cases = [
            one
            for one in results
            if (one.contract, one.implementation) == (entry.contract, entry.mutant.name)
        ]
        rows = {
            row.requirement: row
            for row in requirements
            if (row.contract, row.implementation) == (entry.contract, entry.mutant.name)
        }
        held = withheld(entry)
        found += [_caught(entry, name, cases) for name in entry.mutant.breaks if name not in held]
        found.append(_alone(entry, rows, strict=strict))
    return found


def _caught(entry: MutantEntry, identifier: str, cases: Sequence[CaseResult]) -> Proof:
    mine = [case for case in cases if identifier in case.requirements]
    failed = [case for case in mine if case.verdict is Verdict.FAIL]
    wanted = entry.mutant.expected_message(identifier)
    as_expected = [case for case in failed if wanted in case.message]
    errors = [case for case in mine if case.verdict is Verdict.ERROR]
    if errors:
        reason = f"an error of ours: {errors[0].message}"
    elif not mine:
        reason = "no case was run"
    elif not failed:
        others = sorted({str(case.verdict) for case in mine})
        reason = f"survived: {', '.join(others)} {mine[0].reason}".strip()
    elif not as_expected:
        reason = f"failed for another reason: {failed[0].message}"
    else:
        reason = ""
    shown = as_expected or failed
    return Proof(
        contract=entry.contract,
        mutant=entry.mutant.name,
        requirement=identifier,
        caught=not reason,
        message=shown[0].message if shown else "",
        reason=reason,
    )


def _alone(entry: MutantEntry, rows: Mapping[str, RequirementResult], *, strict: bool) -> Proof:
    """See that a mutant is caught for its own mistake and keeps the rest."""
    outside = [row for name, row in rows.items() if name not in entry.mutant.breaks]
    failed = [row for row in outside if row.verdict is Verdict.FAIL]
    passed = [row for row in outside if row.verdict is Verdict.PASS]
    if strict and failed:
        told = ", ".join(f"{row.requirement} ({row.message})" for row in failed)
        reason = f"also fails {told}"
    elif not passed:
        reason = "nothing outside its `breaks` passes"
    else:
        reason = ""
    return Proof(
        contract=entry.contract, mutant=entry.mutant.name, caught=not reason, reason=reason
    )
