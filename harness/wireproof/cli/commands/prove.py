"""``wireproof prove``: can every check fail?"""

from __future__ import annotations

from typing import Annotated

import typer

from wireproof.catalogue.manifests import MutantEntry
from wireproof.cli import checking
from wireproof.cli.options import Output, Reports, Workers, report_paths
from wireproof.cli.progress import Proving
from wireproof.errors import NothingSelected, UnknownWords
from wireproof.model.run import Proof
from wireproof.results import reader
from wireproof.results.writer import FILE, RunWriter
from wireproof.suite import conduct
from wireproof.suite import prove as proving


def prove(
    contracts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONTRACT]...", help="None: all.", show_default=False),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Nothing outside a mutant's `breaks` may fail.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--mutant", help="Only these mutants. Repeatable.")
    ] = None,
    workers: Workers = 0,
    seed: Annotated[int, typer.Option(help="Begin every property from this seed.")] = 1,
    output: Output = None,
    report: Reports = None,
) -> int:
    """Can every check fail? Run the mutants and see each caught for what it breaks."""
    reports = report_paths(report)
    entries = proving.mutants(contracts or [])
    known = {entry.mutant.name for entry in entries}
    if unknown := [name for name in only or () if name not in known]:
        raise UnknownWords(
            f"there is no mutant {unknown[0]!r} here", mend="See `wireproof list mutants`."
        )
    if only:
        entries = [entry for entry in entries if entry.mutant.name in only]
    entries = _without_skipped(entries)
    plan = proving.plan(entries, strict=strict, seed=checking.seed(seed))
    folder = checking.new_folder(output)
    with RunWriter(folder) as writer, Proving(len(entries)) as progress:
        writer.write(conduct.header(plan))
        ending = conduct.check(plan, writer, workers=workers, audience=progress)
        found = proving.proofs(entries, ending.results, ending.requirements, strict=strict)
        for proof in found if ending.complete else ():
            writer.write(proof)
        code = ending.exit_code if not ending.complete else _code(found)
        writer.write(conduct.footer(ending, code))
    checking.write_reports(reader.read(folder), reports)
    _show(found if ending.complete else [])
    print(f"run: {folder / FILE}")
    return code


def _without_skipped(entries: list[MutantEntry]) -> list[MutantEntry]:
    """Print what nobody asked to test, and leave it out."""
    for entry in entries:
        if reason := proving.skipped(entry):
            print(f"skipped   {entry.contract} {entry.mutant.name} {reason}")
    kept = [entry for entry in entries if not proving.skipped(entry)]
    if entries and not kept:
        raise NothingSelected("every mutant is skipped", mend="Set what they need.")
    return kept


def _code(found: list[Proof]) -> int:
    return 0 if all(proof.caught for proof in found) else 1


def _show(found: list[Proof]) -> None:
    """Print what survived, then the score by contract."""
    for proof in found:
        if not proof.caught:
            about = proof.requirement or "alone"
            print(f"survived  {proof.contract} {proof.mutant} {about}: {proof.reason}")
    for contract in dict.fromkeys(proof.contract for proof in found):
        mine = [one for one in found if one.contract == contract and one.requirement]
        caught = sum(one.caught for one in mine)
        mutants = len({one.mutant for one in mine})
        ids = len({one.requirement for one in mine})
        print(
            f"{contract}: {caught} of {len(mine)} faults caught "
            f"({mutants} mutants, {ids} requirements)"
        )
