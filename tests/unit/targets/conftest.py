"""Targets that unit tests start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.engine.project import PROGRAMS
from wireproof.model.features import Features
from wireproof.model.manifest import Implementation
from wireproof.targets.description import Description
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience

OBEDIENT = ("{python}", "-IS", str(PROGRAMS / "obedient.py"))

Start = Callable[..., Target]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start targets, or reach them where they run."""
    made: list[Target] = []
    with Ward() as ward, contextlib.ExitStack() as stack:

        def starting(*, pid: int = 0, **more: Any) -> Target:
            given = {"name": "one", "contract": "tiny", **more}
            if "address" not in more:
                given.setdefault("command", OBEDIENT)
            one = Description(
                implementation=Implementation(**given), folder="/", words="one", pid=pid
            )
            patience = Patience(connect=1, reply=1)
            made.append(Target(one, patience, Features(["tall", "!wide"]), ward))
            stack.callback(made[-1].stop, seconds=1)
            return made[-1]

        yield starting
