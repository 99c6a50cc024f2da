"""Levels, verdicts and conclusions, and which one outranks which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Verdict(StrEnum):
    """What one case, or one requirement, says of a target. The worst comes first."""

    FAIL = "fail"
    ERROR = "error"  # ours or the machine's, never the target's
    INCONCLUSIVE = "inconclusive"  # the stimulus could not be produced
    UNTESTED = "untested"  # not declared, not observable, a tool is missing
    PASS = "pass"  # noqa: S105 - a verdict
    INAPPLICABLE = "inapplicable"  # needs a feature that is declared absent


class Conclusion(StrEnum):
    """What a run says of one target."""

    CONFORMS = "conforms"
    REMARKS = "conforms with remarks"
    FAILS = "does not conform"
    NOT_JUDGED = "not judged"


_RANK = {verdict: rank for rank, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Tell the verdict that outranks the others; no verdict at all is untested."""
    return min(verdicts, key=_RANK.__getitem__, default=Verdict.UNTESTED)
