"""Where programs lie in memory: the same place at every start, while we measure.

With randomised addresses two starts of one and the same program differ by some 6 % in speed, and
no number of rounds shows it, for it lasts as long as the processes do. So there is no randomisation
where we measure (personality(2)). Two programs that differ still have each its own luck.
"""

from __future__ import annotations

import ctypes
import os
import sys

FIXED, RANDOMISED = "fixed", "randomised"

_ASK = 0xFFFFFFFF
_NO_RANDOMISATION = 0x0040000


def fix() -> None:
    """Begin this program anew without randomisation; some sandboxes forbid it.

    Whatever it starts inherits that, and the client that measures is a part of what is measured.
    """
    if sys.platform == "linux" and spelled() == RANDOMISED:
        ctypes.CDLL(None).personality(_persona() | _NO_RANDOMISATION)
        if spelled() == FIXED:
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def spelled() -> str:
    """Tell whether what we start lies in the same place at every start."""
    return FIXED if sys.platform == "linux" and _persona() & _NO_RANDOMISATION else RANDOMISED


def _persona() -> int:
    return max(int(ctypes.CDLL(None).personality(_ASK)), 0)
