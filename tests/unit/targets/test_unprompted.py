"""An end that an idle timeout may have caused says nothing."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import cast

import pytest

from wireproof.errors import Inconclusive, Violation
from wireproof.targets.target import Target
from wireproof.targets.unprompted import before_it_times_out


def target(**limits: float) -> Target:
    return cast("Target", SimpleNamespace(implementation=SimpleNamespace(limits=limits)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test moves."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_what_comes_in_time_counts(clock: list[float]) -> None:
    with before_it_times_out(target(idle_timeout=1.5)):
        clock[0] += 1.3


def test_what_comes_too_late_may_be_the_timeout(clock: list[float]) -> None:
    late = pytest.raises(Inconclusive, match=r"after 1.4 s, .* after 1.5 s")
    with late, before_it_times_out(target(idle_timeout=1.5)):
        clock[0] += 1.4


def test_who_declares_no_timeout_has_none(clock: list[float]) -> None:
    with before_it_times_out(target()):
        clock[0] += 100.0


def test_a_violation_stays_one(clock: list[float]) -> None:
    with pytest.raises(Violation), before_it_times_out(target(idle_timeout=1.5)):
        _not_refused(clock)


def _not_refused(clock: list[float]) -> None:
    clock[0] += 5.0
    raise Violation("not refused")
