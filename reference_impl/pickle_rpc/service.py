"""The functions that clients may call, each under the name by which they call it.

What is not in ``FUNCTIONS`` cannot be called. The ones after ``add`` and ``sub`` are there to be
tested with: they are slow, fail, or give back what no pickle can hold.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

MOST_BIG = 64 << 20  # bytes
MOST_SLOW = 60_000  # milliseconds

_bumps = itertools.count(1)  # next() of it is atomic


def add(x: Any, y: Any) -> Any:  # noqa: ANN401 - whatever can be added
    return x + y


def sub(x: Any, y: Any) -> Any:  # noqa: ANN401
    return x - y


def echo(*args: object, **kwargs: object) -> tuple[tuple[object, ...], dict[str, object]]:
    return args, kwargs


def slow(ms: float, token: object) -> object:
    if not 0 <= ms <= MOST_SLOW:
        raise ValueError(f"slow takes 0 to {MOST_SLOW} milliseconds")
    time.sleep(ms / 1000)
    return token


def bump() -> int:
    """Count the calls of this function in this process."""
    return next(_bumps)


def unpicklable() -> object:
    return threading.Lock()


def big(n: int) -> bytes:
    if not 0 <= n <= MOST_BIG:
        raise ValueError(f"big gives 0 to {MOST_BIG} bytes")
    return bytes(n)


class UnpicklableError(ValueError):
    """It holds a lock, so no pickle can hold it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.lock = threading.Lock()


class BadReduceError(ValueError):
    """It can be pickled and not loaded: its arguments are not its constructor's."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def chained(kind: str) -> ValueError:
    """Know more than is good for the caller: a cause and a note."""
    error = ValueError(kind)
    error.__cause__ = KeyError("inner")
    error.add_note("inner: /srv/inner.py")
    return error


def recursion(kind: str) -> ValueError:
    return recursion(kind)


def total(buffer: Any) -> float:  # noqa: ANN401 - a PickleBuffer, or anything that has bytes
    """Add up the float64 in a buffer."""
    return sum(memoryview(buffer).cast("d"))


FAILURES: dict[str, Callable[[str], BaseException]] = {
    "value": ValueError,
    "unpicklable-exc": UnpicklableError,
    "badreduce-exc": lambda kind: BadReduceError(kind, "a second argument"),
    "chained": chained,
    "exit": SystemExit,
    "interrupt": KeyboardInterrupt,
    "recursion": recursion,
}


def fail(kind: str) -> object:
    """Fail in a way that has a name; the name is the message."""
    if kind == "return-exc":
        return ValueError(kind)
    raise FAILURES[kind](kind)


FUNCTIONS: dict[str, Callable[..., object]] = {
    function.__name__: function
    for function in (add, sub, echo, slow, bump, unpicklable, fail, big, total)
}
