"""Where a client and its target run: on one core, or on two. It decides more than most code does.

The same ping-pong is several times faster with both ends on one core than across two, and where
nobody says, the kernel moves them about between rounds.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ONE_CORE, TWO_CORES = "one core", "two cores"
FREE = "wherever the system puts them"


class Placement(NamedTuple):
    """The processors for our side and for the target's; none where we cannot choose."""

    name: str
    ours: int = -1
    theirs: int = -1

    @property
    def spelled(self) -> str:
        """Say it for a reader of numbers."""
        if self.name == FREE:
            return FREE
        return f"client on cpu {self.ours}, target on cpu {self.theirs}"

    def put(self, pids: Iterable[int]) -> None:
        """Put a target's processes in their place, each with all its threads.

        What they start later inherits it.
        """
        if self.name == FREE:
            return
        for pid in pids:
            with contextlib.suppress(OSError):  # it has ended
                for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names are all
                    with contextlib.suppress(OSError):
                        os.sched_setaffinity(int(task), {self.theirs})

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take our own place, this thread and what it starts, for a while."""
        if self.name == FREE:
            yield
            return
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {self.ours})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


def find(name: str) -> Placement | None:
    """Find the processors for a placement; `None` where this machine has too few."""
    if not hasattr(os, "sched_setaffinity") or not Path("/proc/self/task").is_dir():
        return Placement(FREE) if name == ONE_CORE else None  # one row, and it says so
    allowed = sorted(os.sched_getaffinity(0))
    if name == ONE_CORE:
        return Placement(name, allowed[-1], allowed[-1])
    return Placement(name, allowed[-2], allowed[-1]) if len(allowed) > 1 else None
