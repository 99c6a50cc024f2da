"""Budgets: how much faster a candidate has to be than a partner in the same rounds.

They stand in ``budgets.toml`` beside the benchmarks. A budget is broken where the whole interval
lies below it, and only then: an unlucky run is no regression.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from wireproof.bench import ratios
from wireproof.bench.rounds import Turns
from wireproof.catalogue import toml
from wireproof.errors import InvalidBudget
from wireproof.model.run import BudgetResult

FILE = "budgets.toml"


class Budget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of what is promised.

    What is known to be missed says so, with what was tried: it is listed, and nobody is stopped.
    """

    name: str
    group: str  # with its placement: "small call, one core"
    candidate: str
    partner: str
    least: float
    payload_bytes: int = 0
    expected: Literal["kept", "missed"] = "kept"
    reason: str = ""


class BudgetFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of budgets."""

    schema: Literal[1]
    budget: tuple[Budget, ...]


def read(folder: Path) -> tuple[Budget, ...]:
    """Read the budgets of the benchmarks in a folder; raises `InvalidBudget`."""
    path = folder / FILE
    if not path.is_file():
        return ()
    budgets = toml.read(path, BudgetFile, InvalidBudget).budget
    for one in budgets:
        if one.expected == "missed" and not one.reason:
            raise InvalidBudget(
                f"{one.name!r} is expected to be missed and says not why",
                where=str(path),
                mend="Write into `reason` what was tried, and why it resists.",
            )
    return budgets


def judge(one: Budget, turns: dict[str, Turns], seed: int) -> BudgetResult | None:
    """Judge a budget by the rounds that both were in; `None` where one of them was not."""
    if one.candidate not in turns or one.partner not in turns:
        return None
    found = ratios.compare(turns[one.candidate].seconds, turns[one.partner].seconds, seed=seed)
    return BudgetResult(
        budget=one.name,
        group=one.group,
        name=one.candidate,
        partner=one.partner,
        payload_bytes=one.payload_bytes,
        least=one.least,
        ratio=found.value,
        low=found.low,
        high=found.high,
        verdict=verdict(found, one.least),
        expected=one.expected,
        reason=one.reason,
    )


def verdict(found: ratios.Ratio, least: float) -> Literal["kept", "missed", "inconclusive"]:
    """Judge an interval beside what is promised."""
    if found.high < least:
        return "missed"
    return "kept" if found.value >= least else "inconclusive"
