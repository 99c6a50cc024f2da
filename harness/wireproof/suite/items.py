"""Questions about one test item, and the command that runs it again."""

from __future__ import annotations

import shlex

import pytest

from wireproof.suite import names
from wireproof.targets.description import Description


def repeat_command(description: Description, case: str, seed: int) -> str:
    """Spell the command that repeats a verdict."""
    if description.mutant:
        one = description.implementation
        return f"wireproof prove {one.contract} --mutant {one.name}"
    words = (description.words, *description.options, "--only", case, "--seed", str(seed))
    return f"wireproof check {shlex.join(words)} --repeat 0"


def fixtures(item: pytest.Item) -> list[str]:
    """List the fixtures that a test asks for."""
    return list(getattr(item, "fixturenames", []))


def is_property(item: pytest.Item) -> bool:
    """Tell whether a case generates its examples: a ``@given``, or marked as such."""
    function = getattr(item, "obj", None)
    given = getattr(function, "is_hypothesis_test", False)
    return bool(given) or item.get_closest_marker("generates") is not None


def is_case(item: pytest.Item, key: str, case: str) -> bool:
    """Tell whether an item is one case on one implementation."""
    return names.implementation(item.nodeid) == key and names.case(item.nodeid) == case
