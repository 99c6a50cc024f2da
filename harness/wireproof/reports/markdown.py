"""A comment for a pull request: one table per contract, failures folded away beneath it.

What targets said stands in code spans only: there it is neither markup nor a mention.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wireproof.model.contract import Contract
from wireproof.model.run import RequirementResult, Run
from wireproof.model.verdict import Conclusion
from wireproof.reports import measures, spelling
from wireproof.reports.chapters import Chapter, Subject, chapters
from wireproof.reports.kinds import Kind
from wireproof.reports.outcome import Tone, outcome
from wireproof.reports.proofs import about, only_proves, scores
from wireproof.reports.security import Siege, Trial, sieges

FORMAT = "Markdown tables, for a pull request's comment"
SUFFIX = ".md"

_MOST = 60_000  # characters; GitHub refuses comments above 65 536
_MESSAGE = 300
_MARKS = {
    Conclusion.CONFORMS: "✅",
    Conclusion.REMARKS: "⚠️",
    Conclusion.FAILS: "❌",
    Conclusion.NOT_JUDGED: "❔",
}
_TONES: dict[Tone, str] = {"good": "✅", "remark": "⚠️", "bad": "❌", "unknown": "❔"}
_LOUD = (Kind.FAIL, Kind.ERROR, Kind.INCONCLUSIVE, Kind.REMARK, Kind.WAIVED)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~@!&$])")


def render(run: Run, contracts: Mapping[str, Contract]) -> str:
    """Render tables; what does not fit into a comment is counted, never dropped in silence."""
    kept: list[str] = []
    room = _MOST
    blocks = list(_blocks(run, contracts))
    for block in blocks:
        room -= len(block) + 2
        if room < 0:
            break
        kept.append(block)
    if left := len(blocks) - len(kept):
        kept.append(f"{spelling.count(left, 'more part')} did not fit here; see the HTML report.")
    return "\n\n".join(kept) + "\n"


def _blocks(run: Run, contracts: Mapping[str, Contract]) -> Iterator[str]:
    end = outcome(run)
    yield f"## {_TONES[end.tone]} Wireproof: {plain(end.text)}"
    if not run.complete:
        yield "> **Incomplete**: the run was cut off; what follows is what was found before."
    yield from _about_the_run(run)
    yield from _proved(run)
    for chapter in () if only_proves(run) else chapters(run, contracts):
        yield f"### {plain(chapter.name)} version {chapter.version}"
        yield _conclusions(chapter)
        yield from _findings(chapter)
        yield from map(_besieged, sieges([chapter]))
    yield from (plain(measures.calibrated(one)) for one in run.calibrations)
    yield from map(_measured, measures.groups(run))
    yield from (plain(measures.promised(one)) for one in run.budgets)
    yield _footer(run)


def _conclusions(chapter: Chapter) -> str:
    rows = [
        (
            code(subject.name),
            f"{_MARKS[subject.conclusion.conclusion]} {subject.conclusion.conclusion}",
            f"{subject.conclusion.tested}/{subject.conclusion.total}",
            plain(spelling.listing(subject.conclusion.failed, 8)),
            plain(spelling.listing(subject.conclusion.remarks, 8)),
            spelling.seconds(subject.seconds),
        )
        for subject in chapter.subjects
    ]
    names = ("implementation", "conclusion", "tested", "failed MUSTs", "remarks", "time")
    return table(names, rows)


def _findings(chapter: Chapter) -> Iterator[str]:
    for subject in chapter.subjects:
        rows = subject.of_kind(*_LOUD)
        if rows:
            counted = Counter(subject.kind(row.requirement) for row in rows)
            told = ", ".join(f"{counted[kind]} {kind}" for kind in _LOUD if counted[kind])
            names = ("requirement", "verdict", "message")
            yield (
                f"<details><summary>{plain(subject.name)}: {told}</summary>\n\n"
                f"{table(names, [_finding(chapter, subject, row) for row in rows])}\n\n</details>"
            )


def _finding(chapter: Chapter, subject: Subject, row: RequirementResult) -> tuple[str, ...]:
    cases = subject.failures(row.requirement)
    text = spelling.one_line(chapter.requirements[row.requirement].text, _MESSAGE)
    told = [code(row.message, _MESSAGE)]
    told += [
        f"flaky, passed {case.passed_again} of {case.repeated}" for case in cases if case.flaky
    ]
    told += [f"waived: {code(row.waived)}"] if row.waived else []
    repeat = next((case.evidence.repeat for case in cases if case.evidence), "")
    told += [code(repeat, _MESSAGE)] if repeat else []
    about = f"**{plain(row.requirement)}** {row.level}" + (f"<br>{plain(text)}" if text else "")
    return (about, f"{subject.kind(row.requirement)}", "<br>".join(told))


def _besieged(siege: Siege) -> str:
    names = ("attack", *(code(subject.name) for subject in siege.chapter.subjects))
    rows = [
        (plain(row.attack.what), *(_trial(one) if one else "" for one in row.trials))
        for row in siege.rows
    ]
    open_ones = [f"- **{plain(one.what)}**: {plain(one.why)}" for one in siege.undecidable]
    parts = [table(names, rows)] if rows else []
    parts += (
        ["What cannot be decided from outside:\n\n" + "\n".join(open_ones)] if open_ones else []
    )
    inputs = sum(one.inputs for one in siege.totals() if one)
    told = f"security: {inputs} connections and orders in all"
    body = "\n\n".join(parts)
    return f"<details><summary>{told}</summary>\n\n{body}\n\n</details>"


def _trial(trial: Trial) -> str:
    return f"{trial.kind}, {trial.inputs}"


def _measured(group: measures.Group) -> str:
    rows = [
        (
            code(row.name),
            spelling.size(row.payload_bytes),
            plain(spelling.scaled(row.value, row.unit)),
            *([plain(measures.multiple(group, row))] if group.partner else []),
            spelling.seconds(row.median_seconds),
            plain(measures.extras(row)),
        )
        for row in group.rows
    ]
    compared = [f"times as fast as {plain(group.partner)}"] if group.partner else []
    names = ("name", "payload", "value", *compared, "median", "beside")
    return f"### {plain(group.name)}\n\n" + table(names, rows)


def _about_the_run(run: Run) -> Iterator[str]:
    for trouble in run.troubles:
        who = "/".join(filter(None, (trouble.contract, trouble.implementation)))
        name = f" {code(who)}" if who else ""
        yield f"> **{plain(trouble.kind)}**{name}: {code(trouble.message, 2 * _MESSAGE)}"
    for stale in run.stale:
        where = code(f"{stale.contract}/{stale.implementation}")
        yield f"> **Stale waiver** {where} {plain(stale.requirement)}: {plain(stale.reason)}"


def _proved(run: Run) -> Iterator[str]:
    if found := scores(run):
        rows = [
            (
                code(one.contract),
                *map(str, (one.caught, len(one.faults), len(one.mutants), one.requirements)),
            )
            for one in found
        ]
        yield table(("mutation score", "caught", "faults", "mutants", "requirements"), rows)
    missed = [
        (
            code(f"{proof.contract} {proof.mutant}"),
            plain(about(proof)),
            code(proof.reason, _MESSAGE),
        )
        for one in found
        for proof in one.missed
    ]
    if missed:
        yield table(("survived", "requirement", "reason"), missed)


def _footer(run: Run) -> str:
    words = [f"wireproof {run.header.wireproof}", f"seed {run.header.seed}"]
    if run.footer is not None:
        words += [spelling.seconds(run.footer.seconds), f"exit code {run.footer.exit_code}"]
    return f"<sub>{plain(' · '.join(words))}</sub>"


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay cells out; they are markup already."""
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(text: str) -> str:
    """Escape whatever Markdown or HTML would obey."""
    return _MARKUP.sub(r"\\\1", spelling.one_line(text)).replace("\\<", "&lt;")


def code(text: str, most: int = 0) -> str:
    """Set foreign text as code; the fence is longer than any in it, and no bar ends the cell."""
    flat = spelling.one_line(text, most)
    if not flat:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", flat)), default=0))
    gap = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{gap}{flat}{gap}{fence}".replace("|", "\\|")
