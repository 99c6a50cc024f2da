"""A contender: who is to be measured, how it is started, and how one talks to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

from wireproof.targets.description import Description
from wireproof.targets.target import Target


class Contender(NamedTuple):
    """A program, the client that calls it, and what its answers have to be.

    ``open`` gives the call, for the length of a connection. ``check`` raises where an answer is
    wrong; it is asked outside of what is timed.
    """

    name: str
    description: Description
    open: Callable[[Target], AbstractContextManager[Callable[[], object]]]
    check: Callable[[object], None]
    env: tuple[tuple[str, str], ...] = ()
