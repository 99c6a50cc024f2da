"""A polite client that is not served: the failure tells what came before it, and keeps the rest."""

from __future__ import annotations

import pytest

from wireproof.errors import Violation
from wireproof.targets.served import still_served


def test_tells_what_came_before_and_keeps_the_rest() -> None:
    with pytest.raises(Violation) as caught, still_served("a reset"):
        raise Violation("no reply", expected="a word", seen="nothing", timeless=True)
    found = caught.value
    assert found.message == "a polite client is not served after a reset: no reply"
    assert (found.expected, found.seen, found.timeless) == ("a word", "nothing", True)


def test_says_nothing_of_who_is_served() -> None:
    with still_served("a reset"):
        pass
