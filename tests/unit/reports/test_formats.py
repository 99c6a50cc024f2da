"""Formats are found, not listed; every format renders every run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.reports import specimens
from wireproof import reports
from wireproof.errors import UnknownWords
from wireproof.model.run import Run

RUNS: dict[str, Callable[[], Run]] = {
    "every-kind": specimens.every_kind,
    "cut-off": specimens.cut_off,
    "hostile": specimens.hostile,
    "proved": specimens.proved,
    "passing": specimens.passing,
    "selected": specimens.selected,
    "empty": lambda: specimens.run(known={}),
}
OURS = {"badge", "html", "json", "junit", "markdown", "terminal"}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that counts as one of the reports' own."""
    monkeypatch.setattr(reports, "__path__", [*reports.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_finds_our_own() -> None:
    assert set(reports.formats()) == OURS


def test_modules_without_a_format_are_none() -> None:
    assert not {"spelling", "chapters", "kinds", "measures", "outcome"} & set(reports.formats())


def test_one_file_is_a_format(shelf: Path) -> None:
    (shelf / "plain_counts.py").write_text(
        'FORMAT = "a number"\nSUFFIX = ".count"\n\n\n'
        "def render(run, contracts):\n    return str(len(run.results))\n"
    )
    found = reports.formats()["plain-counts"]
    assert (found.about, found.suffix) == ("a number", ".count")
    assert reports.render("plain_counts", specimens.passing(), {}) == "8"


@pytest.mark.parametrize(("asked", "hint"), [("htm", "'html'"), ("zzz", "badge, html")])
def test_an_unknown_format_is_answered_with_the_nearest(asked: str, hint: str) -> None:
    with pytest.raises(UnknownWords, match=hint):
        reports.render(asked, specimens.passing(), {})


@pytest.mark.parametrize("name", sorted(OURS))
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_every_format_renders_every_run(name: str, run: Callable[[], Run]) -> None:
    """With the contracts' texts and without them; and what comes out can be written to a file."""
    for contracts in (specimens.CONTRACTS, {}):
        text = reports.render(name, run(), contracts)
        assert text.encode("utf-8")


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_same_run_gives_the_same_text(name: str) -> None:
    first, second = (
        reports.render(name, specimens.every_kind(), specimens.CONTRACTS) for _ in range(2)
    )
    assert first == second
