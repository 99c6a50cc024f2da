"""Where contracts, references and implementations lie: one search, used by everybody.

The first root is ours: the copy inside the installed package, else the source tree around it.
Then come the working directory and the folders named in ``WIREPROOF_PATH``. Whoever is found
first under a name keeps it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import wireproof

KINDS = ("scenarios", "reference_impl", "implementations")


def own_root() -> Path:
    """Tell the folder that holds our own scenarios: in site-packages or in the source tree."""
    package = Path(wireproof.__file__).resolve().parent
    return package if (package / "scenarios").is_dir() else package.parents[1]


def roots() -> list[Path]:
    """List every tree that is searched, ours first, each once."""
    named = os.environ.get("WIREPROOF_PATH", "").split(os.pathsep)
    candidates = [own_root(), Path.cwd(), *(Path(name).absolute() for name in named if name)]
    holding = [root for root in candidates if any((root / kind).is_dir() for kind in KINDS)]
    return list(dict.fromkeys(root.resolve() for root in holding))


def files(kind: str, name: str) -> Iterator[Path]:
    """Find ``<root>/<kind>/<folder>/<name>``, the first folder of each name.

    ``name`` may be a pattern; then a folder gives all its files that match.
    """
    chosen: dict[str, Path] = {}
    for root in roots():
        for path in sorted((root / kind).glob(f"*/{name}")):
            if chosen.setdefault(path.parent.name, path.parent) == path.parent:
                yield path


def folder_name(contract: str) -> str:
    """Spell a contract's name as its folder: ``tcp_echo``."""
    return contract.replace("-", "_")
