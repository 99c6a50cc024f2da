"""One at a time: cases that measure would otherwise measure each other."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(lock: str) -> Iterator[None]:
    """Hold the run-wide lock, a file that all workers know; without one there is nobody else."""
    if not lock:
        yield
        return
    with Path(lock).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
