"""What is said of a target that grows, and of one into which nobody can look."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from wireproof.errors import Violation
from wireproof.targets.growth import Growth
from wireproof.targets.observe import Vitals
from wireproof.targets.target import Target
from wireproof.wire.patience import Patience

MiB = 1 << 20
IDLE = Vitals(processes=1, zombies=0, descriptors=5, threads=1, cpu_seconds=0.0, peak_bytes=0)


class Seen:
    """A target whose peak is what a test says; letting go of it is noticed."""

    def __init__(self, peak: int, *, observable: bool = True) -> None:
        self.peak = peak
        self.observable = observable
        self.observed = SimpleNamespace(forget_peak=self.forget)

    def forget(self) -> None:
        self.peak -= 100 * MiB

    descriptors = 5
    patience = Patience(reply=0.2)

    def vitals(self) -> Vitals:
        self.descriptors = max(self.descriptors - 1, self.fewest)
        busy = self.descriptors > IDLE.descriptors
        peak = self.peak + 50 * MiB * busy
        return msgspec.structs.replace(IDLE, peak_bytes=peak, descriptors=self.descriptors)

    fewest = 5

    def starved_seconds(self) -> float:
        return 0.0


def test_growth_is_over_what_is_resident_now() -> None:
    seen = Seen(200 * MiB)
    growth = Growth(cast("Target", seen))
    seen.peak += 5 * MiB
    assert growth.bytes == 5 * MiB
    growth.require_below(6 * MiB)
    with pytest.raises(Violation, match=r"^peak memory grew by 5 MiB for a bomb$") as caught:
        growth.require_below(5 * MiB, "for a bomb")
    assert caught.value.timeless
    assert (caught.value.expected, caught.value.seen) == ("less than 5 MiB", f"{5 * MiB} bytes")


def test_who_cannot_be_observed_does_not_grow() -> None:
    seen = Seen(200 * MiB, observable=False)
    growth = Growth(cast("Target", seen))
    seen.peak += 500 * MiB
    growth.require_below(1)
    assert seen.peak == 700 * MiB


def test_who_still_serves_somebody_is_waited_for() -> None:
    """Else what it has not let go yet would hide as much growth."""
    seen = Seen(200 * MiB)
    seen.descriptors = 9
    growth = Growth(cast("Target", seen), idle=IDLE)
    assert seen.descriptors == IDLE.descriptors
    seen.peak += 50 * MiB
    assert growth.bytes == 50 * MiB


def test_who_keeps_something_open_is_not_waited_for_for_ever() -> None:
    seen = Seen(200 * MiB)
    seen.fewest = 7
    assert Growth(cast("Target", seen), idle=IDLE).bytes == 0
