"""A pool grows until it is full; a leak grows with every batch."""

from __future__ import annotations

from typing import Any, cast

import msgspec
import pytest

from wireproof.errors import Violation
from wireproof.targets import leftovers
from wireproof.targets.leftovers import require_nothing_left
from wireproof.targets.observe import Vitals
from wireproof.targets.target import Target
from wireproof.wire.patience import Patience

QUIET = Vitals(processes=1, zombies=0, descriptors=5, threads=1, cpu_seconds=0.0, peak_bytes=0)


class Growing:
    """A target that is told what to leave behind, batch by batch."""

    def __init__(self, *batches: dict[str, int]) -> None:
        self.patience = Patience(reply=0.0)
        self.now = QUIET
        self.batches = list(batches)

    def vitals(self) -> Vitals:
        return self.now

    def starved_seconds(self) -> float:
        return 0.0

    def come(self) -> None:
        for name, more in self.batches.pop(0).items():
            grown: Any = {name: getattr(self.now, name) + more}
            self.now = msgspec.structs.replace(self.now, **grown)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "CLEARING_SECONDS", 0.01)


def come(target: Growing) -> None:
    require_nothing_left(cast("Target", target), target.come, after="many clients")


@pytest.mark.parametrize(
    "batches",
    [
        [{"threads": 50}, {"threads": 2, "descriptors": 5}],
        [{"threads": 5}, {"threads": 5}, {"threads": 5}, {}],
    ],
    ids=["starts once", "is full at last"],
)
def test_a_pool_may_grow(batches: list[dict[str, int]]) -> None:
    target = Growing(*batches)
    come(target)
    assert target.batches == []


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ({"threads": 3}, "left behind after many clients: 3 threads"),
        ({"descriptors": 6, "threads": 9}, "left behind after many clients: 6 desc.*, 9 threads"),
    ],
)
def test_a_leak_grows_each_time(batch: dict[str, int], said: str) -> None:
    with pytest.raises(Violation, match=said):
        come(Growing(*[batch] * 4))


def test_a_zombie_is_one_too_many() -> None:
    target = Growing({"zombies": 1}, {})
    with pytest.raises(Violation, match="left behind after many clients: 1 zombies"):
        come(target)
