"""Compare what came with what was due: first difference, lengths, digests; never megabytes."""

from __future__ import annotations

import hashlib

from wireproof.errors import Violation

SHOWN = 24  # bytes shown around a difference


def require_same(expected: bytes, seen: bytes, what: str = "the reply") -> None:
    """Raise a `Violation` that tells how ``seen`` differs from ``expected``."""
    if expected == seen:
        return
    at = first_difference(expected, seen)
    cut = at == len(seen)
    if cut:
        message = f"{what} is cut: {len(seen)} of {len(expected)} bytes"
    elif at == len(expected):
        message = f"{what} has {len(seen) - at} bytes too many after {at} right ones"
    else:
        message = f"{what} differs at byte {at} of {len(expected)}"
    raise Violation(
        message, expected=_around(expected, at), seen=_around(seen, at), timeless=not cut
    )


def first_difference(one: bytes, other: bytes) -> int:
    """Find the first index at which two byte strings differ, or the shorter one's length."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:  # one[:low] == other[:low], one[:high] != other[:high]
        middle = (low + high) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle)
    return low


def _around(data: bytes, at: int) -> str:
    start = max(at - SHOWN // 2, 0)
    part = data[start : start + SHOWN]
    digest = hashlib.sha256(data).hexdigest()[:12]
    return f"{len(data)} bytes (sha256 {digest}...), from byte {start}: {part!r}"
