"""What a run found, for a terminal (colour and tables) or a pipe (plain lines).

Short first: who conforms, then what is broken and how to repeat it. The last line is the run in
one sentence, for that is where the eye is when the prompt comes back.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from wireproof.model.contract import Contract
from wireproof.model.evidence import Evidence
from wireproof.model.run import CaseResult, Measurement, RequirementResult, Run
from wireproof.reports import measures, spelling
from wireproof.reports.chapters import Chapter, Subject, chapters
from wireproof.reports.kinds import LOOKS, STYLES, Kind
from wireproof.reports.outcome import Tone, outcome
from wireproof.reports.proofs import about, only_proves, scores

FORMAT = "plain lines, as a pipe gets them"
SUFFIX = ".txt"

_WIDTH = 4000  # of plain text: one line stays one line, so that grep finds whole sentences
_SHOWN = 12  # findings per contract at the end of a run; `wireproof report` shows all
_CASES = 3  # cases per failed requirement
_TONES: dict[Tone, str] = {
    "good": "bold green",
    "remark": "bold yellow",
    "bad": "bold red",
    "unknown": "bold magenta",
}
_LOUD = (Kind.FAIL, Kind.ERROR, Kind.INCONCLUSIVE, Kind.REMARK, Kind.WAIVED)
_QUIET = (Kind.UNTESTED, Kind.INAPPLICABLE)


def render(run: Run, contracts: Mapping[str, Contract], *, most: int = 0) -> str:
    """Render plain text, without colour or boxes; ``most`` limits the findings of each contract."""
    console = Console(
        file=io.StringIO(), width=_WIDTH, color_system=None, force_terminal=False, highlight=False
    )
    with console.capture() as captured:
        for part in _parts(run, contracts, rich=False, most=most):
            console.print(Visible(part))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def show(
    run: Run, console: Console, contracts: Mapping[str, Contract], *, whole: bool = True
) -> None:
    """Print the run: tables where the console is a terminal, else plain lines.

    Unless it is to be ``whole``, each contract shows its first findings only.
    """
    most = 0 if whole else _SHOWN
    if not console.is_terminal:
        plain = render(run, contracts, most=most)
        console.print(plain, end="", markup=False, highlight=False, emoji=False, soft_wrap=True)
        return
    for part in _parts(run, contracts, rich=True, most=most):
        console.print(Visible(part), highlight=False)


class Visible:
    """The one door to the terminal: nothing in it is an escape sequence but rich's own styles."""

    def __init__(self, part: RenderableType) -> None:
        self.part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for text, style, control in console.render(self.part, options):
            yield Segment(spelling.visible(text), style, control)


def _parts(
    run: Run, contracts: Mapping[str, Contract], *, rich: bool, most: int
) -> Iterator[RenderableType]:
    if not run.complete:
        yield Text("INCOMPLETE: the run was cut off, what follows is what was found before.", "red")
        yield Text()
    for chapter in () if only_proves(run) else chapters(run, contracts):
        yield _heading(chapter)
        yield _table(chapter, rich=rich)
        yield from _findings(chapter, most=most)
        yield from _quiet(chapter)
        yield Text()
    yield from _proved(run, rich=rich)
    yield from _measured(run, rich=rich)
    yield from _about_the_run(run)
    yield _closing(run)


# -- Who conforms ----------------------------------------------------------------------------


def _heading(chapter: Chapter) -> Text:
    text = Text(spelling.one_line(chapter.name), "bold")
    text.append(f" version {chapter.version}", "dim")
    if chapter.title != chapter.name:
        text.append(f"  {spelling.one_line(chapter.title)}", "not bold")
    return text


def _table(chapter: Chapter, *, rich: bool) -> Table:
    table = _grid(rich=rich)
    for name in ("implementation", "conclusion"):
        table.add_column(name, no_wrap=True)
    table.add_column("tested", justify="right", no_wrap=True)
    table.add_column("failed MUSTs")
    table.add_column("remarks")
    table.add_column("time", justify="right", no_wrap=True)
    for subject in chapter.subjects:
        end, most = subject.conclusion, 6 if rich else 0
        table.add_row(
            Text(spelling.one_line(subject.name)),
            Text(end.conclusion, STYLES[end.conclusion]),
            f"{end.tested}/{end.total}",
            Text(spelling.listing(end.failed, most) or "-", "red" if end.failed else "dim"),
            Text(spelling.listing(end.remarks, most) or "-", "yellow" if end.remarks else "dim"),
            spelling.seconds(subject.seconds),
        )
    return table


def _grid(*, rich: bool) -> Table:
    return Table(
        box=box.SIMPLE_HEAD if rich else None,
        header_style="dim",
        pad_edge=False,
        padding=(0, 1) if rich else (0, 2, 0, 0),
    )


# -- What is broken --------------------------------------------------------------------------


def _findings(chapter: Chapter, most: int) -> Iterator[RenderableType]:
    for subject in chapter.subjects:
        if subject.conclusion.reason:
            yield _reason(subject)
    found = [
        (subject, row)
        for kind in _LOUD
        for subject in chapter.subjects
        for row in subject.of_kind(kind)
    ]
    for subject, row in found[:most] if most else found:
        yield _finding(chapter, subject, row)
    if most and len(found) > most:
        yield Text(f"... and {len(found) - most} more: `wireproof report` shows all.", "dim")


def _reason(subject: Subject) -> Text:
    text = Text(f"{subject.conclusion.conclusion}  ", STYLES[subject.conclusion.conclusion])
    text.append(f"{subject.judged.key}: {spelling.one_line(subject.conclusion.reason)}", "default")
    return text


def _finding(chapter: Chapter, subject: Subject, row: RequirementResult) -> RenderableType:
    kind = subject.kind(row.requirement) or Kind.UNTESTED
    head = Text(f"{kind}  ", LOOKS[kind].style)
    level = row.level if row.level is row.effective_level else f"{row.level} when hardened"
    head.append(f"{subject.judged.key}  {row.requirement} {level}", "not dim")
    text = chapter.requirements[row.requirement].text
    body: list[RenderableType] = [Text(spelling.one_line(text), "italic")] if text else []
    cases = subject.failures(row.requirement)
    body += [line for case in cases[:_CASES] for line in _case(case)]
    if len(cases) > _CASES:
        body.append(Text(f"... and {len(cases) - _CASES} more cases", "dim"))
    if not cases:
        body.append(Text(spelling.one_line(row.message)))
    for word, told in (("waived", row.waived), ("contested", row.contested)):
        if told:
            body.append(_fact(word, told))
    return Group(head, Padding(Group(*body), (0, 0, 0, 4)))


def _case(case: CaseResult) -> Iterator[Text]:
    text = Text(f"{spelling.one_line(case.case)}: ", "dim")
    text.append(spelling.one_line(case.message or case.reason), "not dim")
    yield text
    evidence = case.evidence or Evidence()
    facts = (
        ("expected", evidence.expected),
        ("seen", evidence.seen),
        ("process", evidence.end if case.died else ""),
        ("flaky", _pass_rate(case)),
        ("repeat", evidence.repeat),
    )
    yield from (_fact(word, told) for word, told in facts if told)


def _fact(word: str, told: str) -> Text:
    text = Text(f"  {word:<9} ", "dim")
    text.append(spelling.one_line(told), "bold not dim" if word == "repeat" else "not dim")
    return text


def _pass_rate(case: CaseResult) -> str:
    if not case.flaky:
        return ""
    return f"passed {case.passed_again} of {case.repeated} times when repeated on a fresh process"


# -- What was not judged ---------------------------------------------------------------------


def _quiet(chapter: Chapter) -> Iterator[Text]:
    """Count what was not judged, by reason: the reader is to know what to declare or install."""
    for kind in _QUIET:
        rows = [
            spelling.one_line(row.message) or "no reason given"
            for subject in chapter.subjects
            for row in subject.of_kind(kind)
        ]
        if rows:
            reasons = [f"{count} x {reason}" for reason, count in Counter(rows).most_common()]
            text = Text(f"{kind} {len(rows)}: ", "dim")
            yield text.append(spelling.listing(reasons, 4), "dim")


# -- Whether the checks can fail -------------------------------------------------------------


def _proved(run: Run, *, rich: bool) -> Iterator[RenderableType]:
    found = scores(run)
    if not found:
        return
    table = _grid(rich=rich)
    for name in ("mutation score", "caught", "faults", "mutants", "requirements"):
        table.add_column(name, justify="left" if name == "mutation score" else "right")
    for one in found:
        numbers = (one.caught, len(one.faults), len(one.mutants), one.requirements)
        style = "bold red" if one.missed else "green"
        table.add_row(Text(spelling.one_line(one.contract), style), *map(str, numbers))
    yield table
    for proof in (proof for one in found for proof in one.missed):
        text = Text("survived  ", "bold red")
        where = f"{proof.contract} {proof.mutant} {about(proof)}"
        yield text.append(f"{where}: {spelling.one_line(proof.reason)}", "not bold default")
    yield Text()


# -- What it costs ---------------------------------------------------------------------------


_Column = Callable[[measures.Group, Measurement], str]
_COLUMNS: dict[str, _Column] = {
    "name": lambda _, row: spelling.one_line(row.name),
    "payload": lambda _, row: spelling.size(row.payload_bytes),
    "value": lambda _, row: spelling.scaled(row.value, row.unit),
    "times as fast as": lambda group, row: spelling.one_line(measures.multiple(group, row)),
    "median": lambda _, row: spelling.seconds(row.median_seconds),
    "rounds": lambda _, row: str(row.rounds),
    "processor": lambda _, row: measures.cost(row, "processor"),
    "passed": lambda _, row: measures.cost(row, "passed"),
    "memory": lambda _, row: measures.cost(row, "memory"),
    "beside": lambda _, row: spelling.one_line(measures.extras(row, whole=False)),
}


def _measured(run: Run, *, rich: bool) -> Iterator[RenderableType]:
    for calibration in run.calibrations:
        yield Text(spelling.one_line(measures.calibrated(calibration)))
        yield Text()
    for group in measures.groups(run):
        yield Text(spelling.one_line(group.name), "bold")
        columns = {
            name: [spell(group, row) for row in group.rows] for name, spell in _COLUMNS.items()
        }
        told = {name: cells for name, cells in columns.items() if any(cells)}
        table = _grid(rich=rich)
        for name in told:
            title = f"{name} {group.partner}" if name == "times as fast as" else name
            left = name in {"name", "beside", "times as fast as"}
            table.add_column(Text(spelling.one_line(title)), justify="left" if left else "right")
        for cells in zip(*told.values(), strict=True):
            table.add_row(*map(Text, cells))
        yield table
        yield Text()
    for one in run.budgets:
        style = "bold red" if one.broken else "" if one.verdict == "kept" else "yellow"
        yield Text(spelling.one_line(measures.promised(one)), style)
    if run.budgets:
        yield Text()


# -- The run itself --------------------------------------------------------------------------


def _about_the_run(run: Run) -> Iterator[Text]:
    for trouble in run.troubles:
        who = "/".join(filter(None, (trouble.contract, trouble.implementation)))
        text = Text(f"{trouble.kind}  ", "bold magenta")
        text.append(f"{who}: " if who else "", "not bold default")
        yield text.append(spelling.visible(trouble.message), "not bold default")
    for stale in run.stale:
        text = Text("stale waiver  ", "bold red")
        where = f"{stale.contract}/{stale.implementation} {stale.requirement}"
        yield text.append(
            f"{where}: {spelling.one_line(stale.reason)}; remove it.", "not bold default"
        )
    if run.troubles or run.stale:
        yield Text()


def _closing(run: Run) -> Text:
    end = outcome(run)
    text = Text(spelling.one_line(end.text), _TONES[end.tone])
    tail = [f"seed {run.header.seed}"]
    if run.footer is not None:
        tail = [spelling.seconds(run.footer.seconds), *tail, f"exit code {run.footer.exit_code}"]
    return text.append(f"  ({', '.join(tail)})", "not bold dim")
