"""What a receiver tells of the array it got, or why it got none: a JSON file that appears whole.

The digest is for machines. The sum (of real parts, absent unless finite) is for people.
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import numpy as np

from reference_impl.array_transfer._agreement import Array

Verdict = dict[str, object]


class Truncated(ConnectionError):
    """The stream ended before the array did."""

    word = "truncated"


class Refused(ConnectionError):
    """We do not want this array; ``word`` tells why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def success(array: Array, order: str, memory: memoryview) -> Verdict:
    """Describe ``array``, whose items lie in ``memory``: rows first (C) or columns first (F)."""
    with np.errstate(all="ignore"):  # Infinities of both signs sum to NaN, rightly.
        total = complex(array.sum(dtype=np.complex128)).real
    return {
        "ok": True,
        "dtype": array.dtype.str,
        "shape": array.shape,
        "order": order,
        "sha256": hashlib.sha256(memory).hexdigest(),
        "sum": total if np.isfinite(total) else None,
    }


def failure(error: str) -> Verdict:
    """Say in one word why there is no array."""
    return {"ok": False, "error": error}


def leave(verdict: Verdict, path: str) -> None:
    """Put ``verdict`` at ``path``; whoever looks meets the old one or this one, never a half."""
    final = Path(path)
    draft = final.with_name(f"{final.name}.{threading.get_native_id()}")
    draft.write_text(json.dumps(verdict), encoding="utf-8")
    draft.replace(final)
