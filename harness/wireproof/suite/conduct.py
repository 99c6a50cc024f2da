"""Conduct a run: header, the cases' results as they come, requirements, conclusions, footer.

A run that is interrupted keeps its results so far and a footer that says it is incomplete.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from msgspec import Struct

import wireproof
from wireproof.catalogue import contracts
from wireproof.errors import NothingSelected
from wireproof.model import judgement
from wireproof.model.run import (
    SCHEMA,
    CaseResult,
    ConclusionResult,
    Footer,
    Header,
    Line,
    RequirementResult,
    StaleWaiver,
    Trouble,
)
from wireproof.results.writer import RunWriter
from wireproof.suite import machine, session
from wireproof.suite.plan import Plan
from wireproof.targets.description import Description

INTERRUPTED = 130


class Audience(Protocol):
    """Whoever wants to see a run while it goes on."""

    def expect(self, total: int) -> None:
        """Learn how many results are to come."""

    def see(self, result: CaseResult) -> None:
        """Learn one result."""


class Ending(Struct, frozen=True, kw_only=True):
    """How a run ended, before its footer is written."""

    exit_code: int
    complete: bool
    results: tuple[CaseResult, ...]
    requirements: tuple[RequirementResult, ...]
    conclusions: tuple[ConclusionResult, ...]
    troubles: tuple[Trouble, ...]
    seconds: float


class _Heard:
    """What came in so far, written down at once."""

    def __init__(self, writer: RunWriter, audience: Audience | None) -> None:
        self.results: list[CaseResult] = []
        self.troubles: list[Trouble] = []
        self._writer = writer
        self._audience = audience

    def __call__(self, found: CaseResult | Trouble) -> None:
        self._writer.write(found)
        if isinstance(found, Trouble):
            self.troubles.append(found)
            return
        self.results.append(found)
        if self._audience:
            self._audience.see(found)


def header(plan: Plan, command: Sequence[str] = ()) -> Header:
    """Describe a run before it begins."""
    names = {one.implementation.contract for one in plan.descriptions}
    return Header(
        schema=SCHEMA,
        wireproof=wireproof.__version__,
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        command=tuple(command or machine.command_line(sys.argv)),
        seed=plan.seed,
        hypothesis_profile=plan.profile,
        time_scale=plan.time_scale,
        machine=machine.machine(),
        contracts={name: contracts.scenario(name).contract.version for name in sorted(names)},
        implementations=machine.judged(plan.descriptions),
        selection=str(plan.wanted),
    )


def check(
    plan: Plan,
    writer: RunWriter,
    *,
    workers: int = 0,
    fail_fast: bool = False,
    audience: Audience | None = None,
) -> Ending:
    """Run a plan and write everything but the footer.

    Raises `NothingSelected` where no case is left to run.
    """
    began = time.monotonic()
    heard = _Heard(writer, audience)
    with _interruptible():
        end = session.run(
            plan,
            heard,
            workers=workers or session.workers_for(len(plan.descriptions)),
            expected=audience.expect if audience else None,
            fail_fast=fail_fast,
        )
    if end.broken:
        heard(Trouble(kind="harness", message=f"the cases' own world failed:\n{end.printed}"))
    if not heard.results and not heard.troubles and not end.interrupted:
        raise NothingSelected(
            "no case is left to run",
            where=f"selection {plan.wanted}" if str(plan.wanted) else "",
            mend="See `wireproof list requirements`.",
        )
    return _concluded(plan, writer, heard, interrupted=end.interrupted, began=began)


def _concluded(
    plan: Plan, writer: RunWriter, heard: _Heard, *, interrupted: bool, began: float
) -> Ending:
    rows: list[RequirementResult] = []
    conclusions: list[ConclusionResult] = []
    stale: list[StaleWaiver] = []
    if not interrupted:
        for one in plan.descriptions:
            mine = [result for result in heard.results if result.key == one.key]
            settled = _settled(one, mine, plan)
            rows += settled
            conclusions.append(_conclusion(one, settled, heard.troubles, plan))
            stale += judgement.stale_waivers(
                one.implementation, mine, dt.datetime.now(dt.UTC).date()
            )
    lines: list[Line] = [*rows, *conclusions, *stale]
    for line in lines:
        writer.write(line)
    code = judgement.exit_code(
        rows,
        conclusions,
        stale,
        heard.troubles,
        partial=not plan.wanted.whole or plan.fuzz_seconds > 0,  # it looks at properties alone
    )
    return Ending(
        exit_code=INTERRUPTED if interrupted else code,
        complete=not interrupted,
        results=tuple(heard.results),
        requirements=tuple(rows),
        conclusions=tuple(conclusions),
        troubles=tuple(heard.troubles),
        seconds=round(time.monotonic() - began, 2),
    )


def _settled(one: Description, mine: Sequence[CaseResult], plan: Plan) -> list[RequirementResult]:
    """Settle every requirement of a role; what was not selected is left out."""
    contract = contracts.scenario(one.implementation.contract).contract
    settled = []
    for row in contract.for_role(one.implementation.role):
        cases = [result for result in mine if row.id in result.requirements]
        if cases or (plan.wanted.whole and not plan.fuzz_seconds):
            settled.append(judgement.settle(row, one.implementation, cases))
    return settled


def _conclusion(
    one: Description,
    settled: Sequence[RequirementResult],
    troubles: Sequence[Trouble],
    plan: Plan,
) -> ConclusionResult:
    mine = [
        trouble.message
        for trouble in troubles
        if (trouble.contract, trouble.implementation)
        == (one.implementation.contract, one.implementation.name)
        and trouble.kind != "would-not-stop"
    ]
    return judgement.conclude(
        contracts.scenario(one.implementation.contract).contract,
        one.implementation,
        settled,
        whole=plan.wanted.whole and not plan.fuzz_seconds,
        trouble=mine[0] if mine else "",
    )


def footer(ending: Ending, exit_code: int | None = None) -> Footer:
    """Close a run."""
    return Footer(
        complete=ending.complete,
        exit_code=ending.exit_code if exit_code is None else exit_code,
        seconds=ending.seconds,
        counts=dict(Counter(str(result.verdict) for result in ending.results)),
    )


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does: in order."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    before = {}
    try:
        for number in (signal.SIGTERM, signal.SIGHUP):
            before[number] = signal.signal(number, interrupt)
    except ValueError:  # not the main thread: whoever called us handles its own signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
