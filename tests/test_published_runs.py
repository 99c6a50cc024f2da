"""What the pages beside the published runs say is what the runs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.results import reader

RESULTS = Path(__file__).parents[1] / "results"


@pytest.mark.parametrize("name", ["references", "third-party"])
def test_is_a_whole_run(name: str) -> None:
    run = reader.read(RESULTS / name)
    assert run.complete
    assert [one for one in run.results if one.verdict is Verdict.ERROR] == []


def test_the_table_of_others_says_what_their_run_says() -> None:
    run = reader.read(RESULTS / "third-party")
    failed: dict[tuple[str, str], set[str]] = {
        (one.contract, one.implementation): set()
        for one in run.conclusions
        if one.conclusion is not Conclusion.NOT_JUDGED
    }
    for row in run.requirements:
        if row.verdict is Verdict.FAIL and row.effective_level is Level.MUST:
            failed[row.contract, row.implementation].add(row.requirement)
    assert _table(RESULTS / "third-party" / "README.md") == failed


def _table(page: Path) -> dict[tuple[str, str], set[str]]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return {
        (contract, name): {identifier for identifier in musts.split() if identifier != "none"}
        for contract, name, _, musts, _ in rows[1:]
        if musts != "not judged"
    }
