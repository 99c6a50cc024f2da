"""How a reader meets a verdict: a failed SHOULD is a remark, an accepted failure is waived."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from wireproof.model.verdict import Conclusion, Level, Verdict


class Kind(StrEnum):
    """What a cell of a report says. The worst comes first."""

    FAIL = "fail"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"
    REMARK = "remark"
    WAIVED = "waived"
    UNTESTED = "untested"
    PASS = "pass"  # noqa: S105 - a verdict
    INAPPLICABLE = "inapplicable"


class Look(NamedTuple):
    """How a kind is shown: one letter in data, a sign for the eye, a colour for terminals."""

    letter: str
    sign: str
    style: str
    means: str


LOOKS = {
    Kind.FAIL: Look("f", "✗", "bold red", "a MUST is broken"),
    Kind.ERROR: Look("e", "!", "magenta", "the harness or the machine failed, not the target"),
    Kind.INCONCLUSIVE: Look("i", "?", "blue", "the stimulus could not be produced"),
    Kind.REMARK: Look("r", "▲", "yellow", "a SHOULD or MAY is not kept"),
    Kind.WAIVED: Look("w", "~", "yellow", "a failure that is accepted, with a reason"),
    Kind.UNTESTED: Look("u", "○", "dim", "not declared, not observable here, or a tool is missing"),
    Kind.PASS: Look("p", "✓", "green", "the requirement is kept"),
    Kind.INAPPLICABLE: Look("n", "·", "dim", "needs a feature that is declared absent"),
}

STYLES = {
    Conclusion.CONFORMS: "green",
    Conclusion.REMARKS: "yellow",
    Conclusion.FAILS: "bold red",
    Conclusion.NOT_JUDGED: "magenta",
}


def kind(verdict: Verdict, effective: Level, *, waived: bool = False) -> Kind:
    """Tell what a reader is to see."""
    if verdict is not Verdict.FAIL:
        return Kind(verdict.value)
    if waived:
        return Kind.WAIVED
    return Kind.FAIL if effective is Level.MUST else Kind.REMARK
