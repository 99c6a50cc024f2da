"""Say of a polite client's trouble what came before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wireproof.errors import Violation


@contextmanager
def still_served(after: str) -> Iterator[None]:
    """Let a polite client be served; a `Violation` tells what it came ``after``."""
    try:
        yield
    except Violation as trouble:
        raise Violation(
            f"a polite client is not served after {after}: {trouble.message}",
            expected=trouble.expected,
            seen=trouble.seen,
            timeless=trouble.timeless,
        ) from trouble
