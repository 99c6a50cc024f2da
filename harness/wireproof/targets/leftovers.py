"""What clients leave behind in a target: descriptors, threads and zombies that only grow.

A pool grows, too, until it is full, and a runtime opens a few things for itself. So growth alone
says nothing: what is left behind grows again with every batch of the same clients.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from wireproof.errors import Violation
from wireproof.targets.observe import Vitals
from wireproof.targets.target import Target
from wireproof.wire.patience import Deadline

SPARED = {"descriptors": 5, "threads": 2}  # a runtime may open a few for itself
BATCHES = 3  # of which each must grow for a verdict
CLEARING_SECONDS = 1.0  # that a target may take to clear away, beside our patience
LOOK_SECONDS = 0.02  # reading /proc is not free


def require_nothing_left(target: Target, batch: Callable[[], None], *, after: str) -> None:
    """Run a batch of clients again and again until it leaves nothing behind.

    The first batch lets the target start what it starts once. Raises `Violation` where each of
    the others leaves something, or where a zombie stays.
    """
    batch()
    for number in range(BATCHES):
        before = target.vitals()
        batch()
        left = _left(target, before)
        if not left:
            return
        if "zombies" in left or number == BATCHES - 1:
            raise Violation(f"left behind after {after}: {left}")


def _left(target: Target, before: Vitals) -> str:
    """Say what is still left when the time to clear away is over."""
    deadline = Deadline(CLEARING_SECONDS + target.patience.reply, target.starved_seconds)
    while left := said(before, target.vitals()):
        if not deadline.left():
            break
        time.sleep(LOOK_SECONDS)
    return left


def said(before: Vitals, now: Vitals) -> str:
    """Say what is there now and was not before; zombies are too many at any time."""
    grown = {name: getattr(now, name) - getattr(before, name) for name in SPARED}
    found = [f"{grown[name]} {name}" for name in SPARED if grown[name] > SPARED[name]]
    return ", ".join(found + [f"{now.zombies} zombies"] * bool(now.zombies))
