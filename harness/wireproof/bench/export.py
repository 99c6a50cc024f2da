"""The frame around paired rounds: pytest-benchmark's fixture, which writes its own JSON file.

It measures one function after the other, so the rounds are ours; what they timed goes in as if it
had timed it, an entry for each candidate. `pytest-benchmark compare` reads the file.
"""

from __future__ import annotations

import copy
from typing import Any

from wireproof.bench.rounds import Turns

Frame = Any
"""pytest-benchmark's fixture, which has no types."""


def add(
    frame: Frame, name: str, group: str, turns: Turns, more: dict[str, str | int | float]
) -> None:
    """Add what was timed of one candidate to the export."""
    frame._mode = "paired rounds"  # noqa: SLF001 - else it warns that it was not used
    entry = copy.copy(frame)
    entry.name = f"{group}: {name}"
    entry.fullname = f"{frame.fullname}::{name}"
    entry.group = group
    entry.param = name
    entry.params = {"contender": name}
    entry.extra_info = more
    stats = entry._make_stats(turns.iterations)  # noqa: SLF001 - there is no other door
    for seconds in turns.seconds:
        stats.update(seconds * turns.iterations)
