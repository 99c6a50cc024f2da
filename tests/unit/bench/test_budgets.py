"""Budgets: read strictly, broken only where that is certain."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from wireproof.bench.budgets import Budget, judge, read, verdict
from wireproof.bench.ratios import Ratio
from wireproof.bench.rounds import Turns
from wireproof.catalogue import places
from wireproof.errors import InvalidBudget

ENTRY = """
schema = 1
[[budget]]
name = "P1"
group = "small call, one core"
candidate = "ours"
partner = "theirs"
least = 2
"""
BUDGET = Budget(name="P1", group="g", candidate="ours", partner="theirs", least=2)


def written(folder: Path, more: str = "") -> tuple[Budget, ...]:
    (folder / "budgets.toml").write_text(ENTRY + more)
    return read(folder)


def turns(seconds: float) -> Turns:
    return Turns(1, [seconds] * 20, [], [])


def test_reads_what_is_promised(tmp_path: Path) -> None:
    (one,) = written(tmp_path)
    assert (one.candidate, one.partner, one.least, one.expected) == ("ours", "theirs", 2, "kept")


def test_where_there_is_no_file_nothing_is_promised(tmp_path: Path) -> None:
    assert read(tmp_path) == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("expected = 'missed'", "says not why"),
        ("leest = 3", "Did you mean `least`"),
        ("expected = 'perhaps'", "expected"),
    ],
)
def test_mistakes_are_refused(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(InvalidBudget, match=said):
        written(tmp_path, more)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [(2.5, 2.3, 2.7, "kept"), (2.1, 1.8, 2.4, "kept"), (1.9, 1.7, 2.1, "inconclusive"),
     (1.5, 1.4, 1.6, "missed")],
)  # fmt: skip
def test_it_is_missed_only_where_that_is_certain(
    value: float, low: float, high: float, said: Literal["kept", "missed", "inconclusive"]
) -> None:
    assert verdict(Ratio(value, low, high, "faster"), 2) == said


def test_broken_is_what_nobody_expected() -> None:
    slow = {"ours": turns(1.0), "theirs": turns(1.5)}
    found = judge(BUDGET, slow, 0)
    assert found is not None
    assert (found.verdict, found.broken, found.ratio) == ("missed", True, 1.5)
    known = Budget(
        name="P1", group="g", candidate="ours", partner="theirs", least=2,
        expected="missed", reason="tried",
    )  # fmt: skip
    found = judge(known, slow, 0)
    assert found is not None
    assert (found.verdict, found.broken) == ("missed", False)


def test_who_was_not_measured_is_not_judged() -> None:
    assert judge(BUDGET, {"ours": turns(1)}, 0) is None


def test_ours_are_well_formed() -> None:
    folders = [folder for root in places.roots() for folder in (root / "scenarios").iterdir()]
    assert [one.name for folder in folders for one in read(folder)]
