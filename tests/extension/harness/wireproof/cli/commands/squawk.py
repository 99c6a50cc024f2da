"""``wireproof squawk``: say how many contracts there are."""

from __future__ import annotations

from wireproof.catalogue import contracts


def squawk() -> int:
    """Say how many contracts there are, loudly."""
    print(f"{len(contracts.scenarios())} CONTRACT(S)!")
    return 0
