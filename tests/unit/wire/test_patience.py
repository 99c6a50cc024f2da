"""Deadlines that stand still while the target is kept off the processor."""

from __future__ import annotations

import time

import pytest

from wireproof.wire.patience import Deadline, Patience, time_scale


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test turns: its only item is the time."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_runs_out(clock: list[float]) -> None:
    deadline = Deadline(2.0)
    clock[0] += 0.5
    assert (deadline.left(), deadline.spent) == (1.5, 0.5)
    clock[0] += 1.5
    assert deadline.left() == 0
    clock[0] += 50
    assert deadline.left() == 0


def test_is_extended_by_the_time_that_was_withheld(clock: list[float]) -> None:
    withheld = [0.0]
    deadline = Deadline(2.0, lambda: withheld[0])
    withheld[0] = 0.75
    clock[0] += 2.0
    assert deadline.left() == 0.75
    clock[0] += 0.75
    assert deadline.left() == 0
    withheld[0] = 1.0
    assert deadline.left() == 0.25


def test_counts_no_more_than_has_passed(clock: list[float]) -> None:
    """Many threads may wait at once, and their times add up to more than went by."""
    deadline = Deadline(2.0, lambda: 1000.0)
    clock[0] += 2.0
    assert deadline.left() == 2.0


def test_comes_to_an_end_all_the_same(clock: list[float]) -> None:
    deadline = Deadline(2.0, lambda: 1000.0)
    for _ in range(100):
        clock[0] += deadline.left()
    assert deadline.left() == 0
    assert deadline.spent == 8.0  # four times its length


def test_asks_about_starvation_only_when_it_has_to(clock: list[float]) -> None:
    asked: list[float] = []

    def starvation() -> float:
        asked.append(clock[0])
        return 0.0

    deadline = Deadline(2.0, starvation)
    clock[0] += 1.9
    deadline.left()
    assert asked == []
    clock[0] += 0.2
    deadline.left()
    assert len(asked) == 1


def test_scales_every_kind() -> None:
    scaled = Patience().scaled(2)
    assert scaled == Patience(connect=4, reply=4, quiet=0.6, long=20, refuse=10, rate=2_500_000)


def test_bulk_grows_with_its_size() -> None:
    assert Patience().bulk(0) == 10.0
    assert Patience().bulk(50_000_000) == 20.0


@pytest.mark.parametrize(("text", "scale"), [("", 1.0), ("3", 3.0), ("0.5", 0.5)])
def test_time_scale_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, text: str, scale: float
) -> None:
    monkeypatch.setenv("WIREPROOF_TIME_SCALE", text)
    assert time_scale() == scale


def test_time_scale_is_one_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIREPROOF_TIME_SCALE", raising=False)
    assert time_scale() == 1.0
