"""Wireproof: does an implementation keep the contract, and what does it cost?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wireproof.errors import (
        HarnessTrouble,
        Inapplicable,
        Inconclusive,
        Outcome,
        Untested,
        Violation,
        WireproofError,
    )
    from wireproof.suite.api import check
    from wireproof.suite.requirement import requirement
    from wireproof.targets.target import Target
    from wireproof.wire.stream import StreamConnection

__version__ = "0.1.0"

__all__ = [
    "HarnessTrouble",
    "Inapplicable",
    "Inconclusive",
    "Outcome",
    "StreamConnection",
    "Target",
    "Untested",
    "Violation",
    "WireproofError",
    "__version__",
    "check",
    "requirement",
]

_HOMES = {
    "HarnessTrouble": "wireproof.errors",
    "Inapplicable": "wireproof.errors",
    "Inconclusive": "wireproof.errors",
    "Outcome": "wireproof.errors",
    "StreamConnection": "wireproof.wire.stream",
    "Target": "wireproof.targets.target",
    "Untested": "wireproof.errors",
    "Violation": "wireproof.errors",
    "WireproofError": "wireproof.errors",
    "check": "wireproof.suite.api",
    "requirement": "wireproof.suite.requirement",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: ``import wireproof`` costs nothing."""
    import importlib  # noqa: PLC0415

    if name not in _HOMES:
        raise AttributeError(f"module 'wireproof' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
