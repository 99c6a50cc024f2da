"""One file per format; a report renders a run and adds nothing.

There is no registry: every module (or folder) beside this one that has a ``FORMAT`` line, which
tells what it is, and a ``render`` function is a format. It is called as its module, underscores
to dashes, unless it says ``NAME``; ``SUFFIX`` is what its files end in.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import NamedTuple

from wireproof.errors import UnknownWords
from wireproof.model.contract import Contract
from wireproof.model.run import Run

Render = Callable[[Run, Mapping[str, Contract]], str]


class Format(NamedTuple):
    """One way to render a run: its name, what it is, what its files end in."""

    name: str
    about: str
    suffix: str
    render: Render


def formats() -> dict[str, Format]:
    """Find every format by its name; looks anew each time, for a file may just have been added."""
    importlib.invalidate_caches()
    names = [found.name for found in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [_format(module) for module in modules if _is_format(module)]
    return {one.name: one for one in sorted(found)}


def find(name: str) -> Format:
    """Find one format; raises `UnknownWords` with the nearest name."""
    known = formats()
    wanted = name.lower().replace("_", "-")
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    raise UnknownWords(
        f"there is no report format {name!r}.",
        mend=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}.",
    )


def render(name: str, run: Run, contracts: Mapping[str, Contract]) -> str:
    """Render a run in one format; a contract that is not given costs its texts, nothing else."""
    return find(name).render(run, contracts)


def _is_format(module: ModuleType) -> bool:
    return hasattr(module, "FORMAT") and callable(getattr(module, "render", None))


def _format(module: ModuleType) -> Format:
    plain = module.__name__.rpartition(".")[2].replace("_", "-")
    name = getattr(module, "NAME", plain)
    return Format(name, str(module.FORMAT), getattr(module, "SUFFIX", f".{name}"), module.render)
