"""Hypothesis profiles: one seed, the same examples, whatever else is imported."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wireproof.suite import profiles

OURS = [f"ours {number}" for number in range(200)]


def examples(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Draw texts from one seed."""
    monkeypatch.setattr(hypothesis.core, "global_force_seed", 7)
    seen = []

    @settings(max_examples=200, database=None)
    @given(st.text())
    def draw(text: str) -> None:
        seen.append(text)

    draw()
    return seen


def test_a_seed_stands_for_the_same_examples_whatever_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.get_profile("tests")
    try:
        profiles.load("default")
        first = examples(monkeypatch)
        (tmp_path / "imported_meanwhile.py").write_text(f"OURS = {OURS!r}\n")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setitem(
            sys.modules, "imported_meanwhile", importlib.import_module("imported_meanwhile")
        )
        assert examples(monkeypatch) == first
        assert not set(first) & set(OURS)
    finally:
        settings.register_profile("tests", before)
        settings.load_profile("tests")
