"""Print rows: a table on a terminal, tab-separated lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

_ON_TERMINAL = {"text", "title", "breaks"}  # columns that may wrap
_LEFT_OUT = {
    "features",
    "limits",
    "roles",
    "observes",
    "since",
    "hardened_only",
    "source",
    "contested",
}


def show(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows that share their keys."""
    if not rows:
        return
    names = [name for name in rows[0] if name not in _LEFT_OUT or "text" not in rows[0]]
    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        for row in rows:
            print("\t".join(str(row.get(name, "")) for name in names))
        return
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name not in _ON_TERMINAL)
    for row in rows:
        table.add_row(*(str(row.get(name, "")) for name in names))
    console.print(table)
