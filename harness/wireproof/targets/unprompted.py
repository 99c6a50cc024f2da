"""What a target does of its own accord, told from what its declared idle timeout makes it do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from wireproof.errors import Inconclusive
from wireproof.targets.target import Target

NEARLY = 0.9  # of the idle timeout


@contextmanager
def before_it_times_out(target: Target) -> Iterator[None]:
    """Look at an end or a refusal that counts only if no idle timeout can have caused it.

    On a starved machine our patience is longer, maybe longer than that timeout. Raises
    `Inconclusive` where all is well but came so late that nobody can tell why.
    """
    idle = float(target.implementation.limits.get("idle_timeout") or 0)
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if idle and took >= NEARLY * idle:
        raise Inconclusive(
            f"it came after {took:.1f} s, and the target may time out after {idle:g} s"
        )
