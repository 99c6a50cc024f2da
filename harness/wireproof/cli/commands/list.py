"""``wireproof list``: what is there?"""

from __future__ import annotations

import json as json_text
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from wireproof.catalogue import contracts, manifests
from wireproof.cli import tables
from wireproof.errors import UnknownWords
from wireproof.targets.process import missing

Row = dict[str, object]
Rows = Sequence[Row]


def list(  # noqa: A001 - the command's name
    what: Annotated[
        str, typer.Argument(help="contracts, requirements, features, implementations or mutants.")
    ],
    contract: Annotated[str, typer.Option("--contract", "-c", help="Only of this contract.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """What is there? List contracts, requirements, features, implementations or mutants."""
    if what not in _LISTS:
        raise UnknownWords(f"cannot list {what!r}", mend=f"Known: {', '.join(_LISTS)}.")
    wanted = contracts.scenario(contract).contract.name if contract else ""
    rows = [
        row
        for row in _LISTS[what]()
        if not wanted or wanted in {row.get("contract"), row.get("name")}
    ]
    if json:
        print(json_text.dumps(rows, indent=2))
    else:
        tables.show(rows)
    return 0


def _contracts() -> Rows:
    return [
        {
            "name": one.contract.name,
            "version": one.contract.version,
            "requirements": len(one.contract.requirement),
            "roles": ", ".join(one.contract.roles),
            "title": one.contract.title,
        }
        for one in contracts.scenarios().values()
    ]


def _requirements() -> Rows:
    return [
        {"contract": name, **msgspec.to_builtins(row), "level": str(row.level)}
        for name, one in contracts.scenarios().items()
        for row in one.contract.requirement
    ]


def _features() -> Rows:
    return [
        {"contract": name, "name": feature, "meaning": meaning}
        for name, one in contracts.scenarios().items()
        for feature, meaning in one.contract.features.items()
    ]


def _implementations() -> Rows:
    entries = [*manifests.references(), *manifests.third_party()]
    return [
        {
            "name": entry.implementation.key,
            "contract": entry.implementation.contract,
            "role": entry.implementation.role,
            "kind": "reference" if entry.reference else "third party",
            "language": entry.implementation.language,
            "here": _here(entry),
        }
        for entry in entries
    ]


def _here(entry: manifests.Entry) -> str:
    one = entry.implementation
    lacks = missing(one.requires, Path(entry.path.parent, one.cwd))
    return f"no: {one.requires.install or lacks}" if lacks else "yes"


def _mutants() -> Rows:
    return [
        {
            "contract": entry.contract,
            "name": entry.mutant.name,
            "breaks": ", ".join(entry.mutant.breaks),
        }
        for entry in manifests.mutants()
    ]


_LISTS: dict[str, Callable[[], Rows]] = {
    "contracts": _contracts,
    "requirements": _requirements,
    "features": _features,
    "implementations": _implementations,
    "mutants": _mutants,
}
