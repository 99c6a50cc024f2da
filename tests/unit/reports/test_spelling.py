from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.reports import spelling


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("plain text, 日本語", "plain text, 日本語"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
        ("a\r\nb", "a\\r\nb"),
    ],
)
def test_writes_out_what_has_an_effect(said: str, seen: str) -> None:
    assert spelling.visible(said) == seen


@given(st.text(st.characters(codec=None)))
def test_what_is_visible_stays_so(text: str) -> None:
    once = spelling.visible(text)
    assert spelling.visible(once) == once
    assert once.encode("utf-8").decode("utf-8") == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0 s"),
        (2e-8, "20 ns"),
        (0.0000042, "4.2 µs"),
        (0.31, "310 ms"),
        (112.4, "112 s"),
        (4321, "4321 s"),
    ],
)
def test_durations(value: float, text: str) -> None:
    assert spelling.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.21e9, "bytes/s", "3.21 GB/s"),
        (999, "bytes/s", "999 B/s"),
        (42_800, "calls/s", "42.8k calls/s"),
        (0.5, "seconds", "500 ms"),
        (1.25, "", "1.25"),
    ],
)
def test_numbers_with_units(value: float, unit: str, text: str) -> None:
    assert spelling.scaled(value, unit) == text


def test_a_command_line_tells_no_folder() -> None:
    assert spelling.command(("/home/me/bin/wireproof", "check", "a b")) == "wireproof check 'a b'"


def test_listings_count_what_they_leave_out() -> None:
    assert spelling.listing(["a", "b", "c"], 2) == "a, b and 1 more"
    assert spelling.listing(["a", "b"], 2) == "a, b"
