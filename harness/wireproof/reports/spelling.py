"""How foreign text and numbers are spelled in every report.

Messages, names and outputs come from targets, and a target may be hostile: what a terminal would
obey, what XML cannot hold and what turns a line of text around is written out as an escape.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import PurePosixPath

# C0 and C1 controls except tab and newline, bidirectional controls, surrogates, non-characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SCALES = (("G", 1e9), ("M", 1e6), ("k", 1e3))


def visible(text: str) -> str:
    """Write out every character that is not seen but has an effect."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str, most: int = 0) -> str:
    """Join lines by spaces; ``most`` characters at most where it is not 0."""
    flat = " ".join(visible(text).split())
    return clip(flat, most) if most else flat


def clip(text: str, most: int) -> str:
    """Keep the beginning of a text."""
    return text if len(text) <= most else f"{text[: max(most - 1, 0)]}…"


def seconds(value: float) -> str:
    """Spell a duration, as ``4.2 s`` or ``310 ms``."""
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= scale:
            return f"{value / scale:.3g} {unit}" if value < 1000 * scale else f"{value:.0f} {unit}"
    return "0 s" if value <= 0 else f"{value * 1e9:.3g} ns"


def scaled(value: float, unit: str) -> str:
    """Spell a number with its unit, as ``3.2 GB/s`` for 3.2e9 bytes/s."""
    if unit in {"s", "seconds"}:
        return seconds(value)
    short = re.sub(r"^bytes?\b", "B", visible(unit))
    for letter, scale in _SCALES:
        if abs(value) >= scale:
            spelled = f" {letter}{short}" if short.startswith("B") else f"{letter} {short}"
            return f"{value / scale:.3g}{spelled}".rstrip()
    return f"{value:.3g} {short}".rstrip()


def size(count: int) -> str:
    """Spell a number of bytes; 0 is nothing."""
    return scaled(count, "bytes") if count else ""


def listing(names: Sequence[str], most: int = 0) -> str:
    """List names; behind ``most`` of them tell how many are left."""
    if not most or len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def command(words: Sequence[str]) -> str:
    """Spell a command line; where its program is installed is nobody's business."""
    if not words:
        return ""
    return visible(shlex.join([PurePosixPath(words[0]).name, *words[1:]]))


def count(number: int, noun: str) -> str:
    """Spell a number of things, as ``1 failure`` or ``2 failures``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
