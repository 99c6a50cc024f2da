"""Calibration counts verdicts, and its delay is the share that it says."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from wireproof.bench import addresses, calibration
from wireproof.reports import measures
from wireproof.targets.ward import Ward


def test_compares_and_counts() -> None:
    told: list[tuple[int, int]] = []
    with Ward() as ward:
        found = calibration.calibrate(
            ward, 1, lambda done, of: told.append((done, of)), comparisons=2
        )
    assert told == [(1, 2), (2, 2)]
    assert found.comparisons == 2
    assert found.false_alarms <= 2
    assert found.seen + found.mistaken <= 2
    assert "2 comparisons each" in measures.calibrated(found)


def test_a_tenth_is_a_tenth() -> None:
    """A call that takes 100 µs: what it takes with and without the delay."""

    def call() -> None:
        until = time.perf_counter() + 1e-4
        while time.perf_counter() < until:
            pass

    def median(delay: float) -> float:
        slowed, times = calibration._slowed(call, delay), []
        for _ in range(300):
            began = time.perf_counter()
            slowed()
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    assert 1.05 < median(0.1) / median(0.0) < 1.15


def test_every_start_lies_in_the_same_place() -> None:
    """In a process of its own, since whatever it starts afterwards inherits it."""
    program = (
        "import subprocess, sys\n"
        "from wireproof.bench import addresses\n"
        "addresses.fix()\n"
        "maps = [sys.executable, '-IS', '-c', 'print(open(\"/proc/self/maps\").read())']\n"
        "found = {subprocess.check_output(maps).split(b'-')[0] for _ in range(4)}\n"
        "print(addresses.spelled(), len(found))\n"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    assert said in (["fixed", "1"], ["randomised", "4"])
    assert addresses.spelled() == addresses.RANDOMISED  # here, where nobody is measured
