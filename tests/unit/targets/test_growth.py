"""What is said of a target that grows, and of one into which nobody can look."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from wireproof.errors import Violation
from wireproof.targets.growth import Growth
from wireproof.targets.target import Target

MiB = 1 << 20


class Seen:
    """A target whose peak is what a test says; letting go of it is noticed."""

    def __init__(self, peak: int, *, observable: bool = True) -> None:
        self.peak = peak
        self.observable = observable
        self.observed = SimpleNamespace(forget_peak=self.forget)

    def forget(self) -> None:
        self.peak -= 100 * MiB

    def vitals(self) -> object:
        return SimpleNamespace(peak_bytes=self.peak)


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
