"""What `check`, `run` and `replay` have in common: from a request to a run and its reports."""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from rich.console import Console

from wireproof import reports
from wireproof.catalogue import contracts
from wireproof.cli.progress import Progressing
from wireproof.errors import NothingSelected, UnknownWords
from wireproof.model.run import CaseResult, ConclusionResult, RequirementResult, Run
from wireproof.model.verdict import Level, Verdict
from wireproof.results import reader
from wireproof.results.writer import FILE, RunWriter
from wireproof.suite import conduct
from wireproof.suite.plan import REPETITIONS, Plan, Wanted
from wireproof.targets import words
from wireproof.targets.words import Declared
from wireproof.wire.patience import time_scale

RESULTS = Path("wireproof-results")


class Request(Struct, frozen=True, kw_only=True):
    """What somebody asked for on the command line."""

    targets: tuple[str, ...] = ()
    declared: Declared = Declared()
    only: tuple[str, ...] = ()
    level: Level | None = None
    workers: int = 0
    fail_fast: bool = False
    brief: bool = False
    last_failed: bool = False
    seed: int = 0
    fuzz_seconds: float = 0
    repeat: int = REPETITIONS
    output: Path | None = None
    reports: tuple[tuple[str, Path], ...] = ()
    json: bool = False


def level(text: str) -> Level | None:
    """Read ``must``, ``should`` or ``may``."""
    if not text:
        return None
    try:
        return Level(text.upper())
    except ValueError:
        raise UnknownWords(
            f"there is no level {text!r}", mend="Known: must, should, may."
        ) from None


def plan(request: Request) -> Plan:
    """Turn a request into a plan; every word is checked before anything starts."""
    descriptions = words.parse(request.targets, request.declared)
    return Plan(
        descriptions=tuple(descriptions),
        wanted=Wanted(
            only=request.only,
            level=request.level,
            pairs=_last_failed() if request.last_failed else (),
        ),
        seed=request.seed,
        profile=_profile(request),
        repeat=0 if os.environ.get("CI") else request.repeat,
        fuzz_seconds=request.fuzz_seconds,
        time_scale=time_scale(),
        brief=request.brief,
    )


def seed(asked: int) -> int:
    """Choose a seed where none was asked for; in CI always the same, so that runs repeat."""
    if asked >= 0:
        return asked
    return 0 if os.environ.get("CI") else random.SystemRandom().getrandbits(32)


def _profile(request: Request) -> Literal["default", "ci", "fuzz"]:
    if request.fuzz_seconds:
        return "fuzz"
    return "ci" if os.environ.get("CI") else "default"


def check(request: Request) -> int:
    """Run the cases, write the run and its reports, show the conclusion; tell the exit code."""
    the_plan = plan(request)
    folder = new_folder(request.output)
    with RunWriter(folder) as writer, Progressing(quiet=request.json) as progress:
        writer.write(conduct.header(the_plan))
        ending = conduct.check(
            the_plan,
            writer,
            workers=request.workers,
            fail_fast=request.fail_fast,
            audience=progress,
        )
        writer.write(conduct.footer(ending))
    run = reader.read(folder)
    write_reports(run, request.reports)
    if request.json:
        print_lines(run)
    else:
        show(run, folder)
    return ending.exit_code


def new_folder(output: Path | None) -> Path:
    """Choose the run's folder: as asked for, or one that nobody has used."""
    if output is not None:
        return output
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    folder, number = RESULTS / stamp, 1
    while True:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:  # another run began in the same second
            number += 1
            folder = RESULTS / f"{stamp}-{number}"
        except OSError:
            return folder  # who writes there says why he cannot
        else:
            return folder


def latest() -> Path:
    """Find the latest run of this working directory."""
    runs = sorted(path.parent for path in RESULTS.glob(f"*/{FILE}"))
    if not runs:
        raise NothingSelected(
            "there is no run yet", where=str(RESULTS), mend="Run `wireproof check` first."
        )
    return runs[-1]


def _last_failed() -> tuple[tuple[str, str], ...]:
    bad = {Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE}
    folder = latest()
    run = reader.read(folder)
    pairs = tuple((one.key, one.case) for one in run.results if one.verdict in bad)
    if not pairs:
        raise NothingSelected("nothing failed in the latest run", where=str(folder))
    return pairs


def write_reports(run: Run, wanted: Sequence[tuple[str, Path]]) -> None:
    """Render a run in every format that was asked for."""
    known = contracts.named(run.header.contracts)
    for name, path in wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reports.render(name, run, known), encoding="utf-8")


def show(run: Run, folder: Path) -> None:
    """Show a run on stdout: tables on a terminal, plain lines in a pipe."""
    from wireproof.reports import terminal  # noqa: PLC0415 - rich's tables are not always needed

    known = contracts.named(run.header.contracts)
    terminal.show(run, Console(file=sys.stdout, highlight=False), known, whole=False)
    print(f"run: {folder / FILE}")


def print_lines(run: Run) -> None:
    """Print the lines of results, requirements and conclusions, exactly as they are kept."""
    lines: list[CaseResult | RequirementResult | ConclusionResult] = [
        *run.results,
        *run.requirements,
        *run.conclusions,
    ]
    encode = msgspec.json.Encoder().encode
    for line in lines:
        sys.stdout.buffer.write(encode(line) + b"\n")
    sys.stdout.flush()
