"""What is too costly for every run: untested where nobody asks, and no mutant survives by it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from wireproof.catalogue import contracts
from wireproof.catalogue.manifests import MutantEntry
from wireproof.errors import Untested
from wireproof.model.contract import Contract, Requirement
from wireproof.model.features import Features
from wireproof.model.manifest import Mutant
from wireproof.model.verdict import Level
from wireproof.suite import prove, selection
from wireproof.suite.requirement import Decides

CHEAP = Requirement(id="C-001", level=Level.MUST, text="x", source="y")
COSTLY = Requirement(id="C-002", level=Level.SHOULD, text="x", source="y", opt_in="C_COSTLY")
CONTRACT = Contract(name="costly", version=1, title="x", requirement=(CHEAP, COSTLY))


@pytest.fixture(autouse=True)
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("C_COSTLY", raising=False)
    monkeypatch.setattr(contracts, "scenario", lambda _: SimpleNamespace(contract=CONTRACT))


def entry(*breaks: str) -> MutantEntry:
    return MutantEntry(Mutant(name="m", command=("x",), breaks=breaks), "costly", Path("x.toml"))


def applied() -> list[str]:
    target = SimpleNamespace(features=Features([]))
    return selection.require_applicable(Decides(ids=("C-002",)), [COSTLY], target)  # type: ignore[arg-type]


def test_nobody_is_tested_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Untested, match="set C_COSTLY=1"):
        applied()
    monkeypatch.setenv("C_COSTLY", "1")
    assert applied() == []


def test_a_mutant_that_breaks_nothing_else_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prove.skipped(entry("C-002")) == "C-002: set C_COSTLY=1"
    assert prove.skipped(entry("C-001", "C-002")) == ""
    monkeypatch.setenv("C_COSTLY", "1")
    assert prove.skipped(entry("C-002")) == ""


def test_what_nobody_asked_for_is_not_demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was run here, so whatever is demanded has survived."""
    both = [entry("C-001", "C-002")]
    demanded = [one.requirement for one in prove.proofs(both, [], [], strict=True)]
    assert demanded == ["C-001", ""]
    monkeypatch.setenv("C_COSTLY", "1")
    demanded = [one.requirement for one in prove.proofs(both, [], [], strict=True)]
    assert demanded == ["C-001", "C-002", ""]
