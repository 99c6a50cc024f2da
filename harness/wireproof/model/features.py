"""What an implementation says of itself: features, three-valued, and limits.

A feature is declared, declared absent (``!name``) or undeclared. ``-`` and ``_`` are one letter.
Exclusive groups (one of `sequential`, `pool`, `concurrent`) follow from one declaration: who
declares one member has declared the others absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum


class Standing(Enum):
    """What an implementation says of one feature."""

    DECLARED = "declared"
    ABSENT = "declared absent"
    UNDECLARED = "undeclared"


def normal(feature: str) -> str:
    """Spell a feature the one way we compare it."""
    return feature.strip().replace("-", "_")


class Features:
    """The features of one implementation, with exclusive groups worked out."""

    def __init__(self, words: Iterable[str], groups: Iterable[Sequence[str]] = ()) -> None:
        spelled = [normal(word) for word in words]
        self._absent = {word[1:] for word in spelled if word.startswith("!")}
        self._declared = {word for word in spelled if not word.startswith("!")} - self._absent
        for group in ([normal(name) for name in names] for names in groups):
            if chosen := self._declared.intersection(group):
                self._absent.update(set(group) - chosen)

    def standing(self, feature: str) -> Standing:
        """Tell what is said of ``feature``, spelled without ``!``."""
        name = normal(feature)
        if name in self._declared:
            return Standing.DECLARED
        return Standing.ABSENT if name in self._absent else Standing.UNDECLARED

    def has(self, feature: str) -> bool:
        """Tell whether ``feature`` is declared."""
        return self.standing(feature) is Standing.DECLARED

    def words(self) -> list[str]:
        """Spell all that is known, as a manifest would."""
        return sorted(self._declared) + sorted(f"!{name}" for name in self._absent)
