"""A run in one sentence, and in one colour."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

from wireproof.model.run import Run
from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.reports.proofs import only_proves, sentence
from wireproof.reports.spelling import count

Tone = Literal["good", "remark", "bad", "unknown"]

TONES: dict[Conclusion, Tone] = {
    Conclusion.CONFORMS: "good",
    Conclusion.REMARKS: "remark",
    Conclusion.FAILS: "bad",
    Conclusion.NOT_JUDGED: "unknown",
}
_WORST_FIRST = (
    Conclusion.FAILS,
    Conclusion.NOT_JUDGED,
    Conclusion.REMARKS,
    Conclusion.CONFORMS,
)


class Outcome(NamedTuple):
    """What to say of the whole run."""

    text: str
    tone: Tone


def outcome(run: Run) -> Outcome:
    """Say it; what is incomplete is never good."""
    if not run.complete:
        return Outcome(
            f"incomplete: {count(len(run.results), 'case')} before it was cut off", "bad"
        )
    if only_proves(run):
        return Outcome(sentence(run), "good" if all(one.caught for one in run.proofs) else "bad")
    if run.header.selection:
        return _selected(run)
    if len(run.conclusions) == 1:
        one = run.conclusions[0]
        return Outcome(
            f"{one.implementation}: {one.conclusion}, "
            f"{one.tested} of {one.total} requirements tested",
            TONES[one.conclusion],
        )
    return _counted(run)


def _counted(run: Run) -> Outcome:
    found = Counter(row.conclusion for row in run.conclusions)
    if not found and run.measurements:
        return Outcome(f"{count(len(run.measurements), 'measurement')}, nobody judged", "unknown")
    if not found:
        return Outcome("nothing was judged", "unknown")
    conform = found[Conclusion.CONFORMS] + found[Conclusion.REMARKS]
    words = [f"{conform} of {count(found.total(), 'implementation')} conform"]
    if found[Conclusion.REMARKS]:
        words[0] += f" ({found[Conclusion.REMARKS]} with remarks)"
    if failing := found[Conclusion.FAILS]:
        words.append(f"{failing} {'does' if failing == 1 else 'do'} not")
    if found[Conclusion.NOT_JUDGED]:
        words.append(f"{found[Conclusion.NOT_JUDGED]} not judged")
    return Outcome(", ".join(words), _tone(found))


def _tone(found: Counter[Conclusion]) -> Tone:
    return next(TONES[one] for one in _WORST_FIRST if found[one])


def _selected(run: Run) -> Outcome:
    """Only a part of a contract was asked for: nobody can conform, but something can pass."""
    found = Counter(row.verdict for row in run.requirements)
    words = ", ".join(f"{found[one]} {one}" for one in Verdict if found[one])
    failed = any(
        row.verdict is Verdict.FAIL and row.effective_level is Level.MUST and not row.waived
        for row in run.requirements
    )
    passed = set(found) <= {Verdict.PASS, Verdict.INAPPLICABLE} and found[Verdict.PASS]
    tone: Tone = "bad" if failed else "good" if passed else "unknown"
    return Outcome(f"only {run.header.selection}: {words or 'nothing was judged'}", tone)
