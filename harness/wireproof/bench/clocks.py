"""Clocks of other processes: what they have used of a processor, without reading /proc."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable

_SCHEDULED = 2  # which of a process's clocks: the scheduler's, in nanoseconds


def cpu_seconds(pids: Iterable[int]) -> float:
    """Tell the processor time of processes, with all their threads, those that ended too."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):  # it has ended
            # The kernel's own numbers for the clocks of processes: clock_getcpuclockid(3).
            total += time.clock_gettime((~pid << 3) | _SCHEDULED)
    return total
