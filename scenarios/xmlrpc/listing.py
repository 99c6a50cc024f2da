"""The keys that are listed, among which may be those of others."""

from __future__ import annotations

from wireproof import Violation
from wireproof.wire.xmlrpc import Array, String

from .service import Service, wrong


def require_keys(service: Service, ours: set[str], present: set[str]) -> None:
    """Insist on which of our keys are listed; others may be there too."""
    listed = service.value("keys")
    if not isinstance(listed, Array):
        raise wrong("keys is no array", listed)
    mine = sorted(key.text for key in listed.items if isinstance(key, String) and key.text in ours)
    if mine != sorted(present):
        raise Violation(
            f"keys lists {len(mine)} of our keys, {len(present)} are there",
            expected=str(sorted(present))[:300],
            seen=str(mine)[:300],
        )
