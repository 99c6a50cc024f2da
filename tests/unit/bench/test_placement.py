"""Client and target are where they are said to be."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from wireproof.bench import placement
from wireproof.bench.clocks import cpu_seconds


@pytest.fixture
def place() -> placement.Placement:
    found = placement.find(placement.ONE_CORE)
    assert found is not None
    return found


def test_takes_a_place_for_a_while(place: placement.Placement) -> None:
    before = os.sched_getaffinity(0)
    with place.taken():
        assert os.sched_getaffinity(0) == {place.ours}
    assert os.sched_getaffinity(0) == before


def test_puts_others_in_theirs(place: placement.Placement) -> None:
    with subprocess.Popen([sys.executable, "-IS", "-c", "input()"], stdin=subprocess.PIPE) as one:
        place.put([one.pid])
        assert os.sched_getaffinity(one.pid) == {place.theirs}
        one.communicate(b"\n")
    place.put([one.pid])  # who has ended is nobody's concern


def test_one_processor_is_no_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {3})
    assert placement.find(placement.TWO_CORES) is None
    one = placement.find(placement.ONE_CORE)
    assert one is not None
    assert one.spelled == "client on cpu 3, target on cpu 3"


def test_says_so_where_nobody_can_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity")
    found = placement.find(placement.ONE_CORE)
    assert found is not None
    assert found.spelled == placement.FREE
    found.put([os.getpid()])
    with found.taken():
        pass
    assert placement.find(placement.TWO_CORES) is None


def test_the_clock_of_another_process_is_ours_to_read() -> None:
    ours = cpu_seconds([os.getpid()])
    assert ours == pytest.approx(sum(os.times()[:2]), abs=0.1)
    assert cpu_seconds([2**22 + 1]) == 0
