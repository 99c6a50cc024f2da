"""The contracts that can be found, read and checked."""

from __future__ import annotations

import contextlib
import difflib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from wireproof.catalogue import places, toml
from wireproof.errors import InvalidContract, UnknownWords
from wireproof.model.contract import Contract, Requirement


class Scenario(NamedTuple):
    """A contract and the folder that holds it and its cases."""

    contract: Contract
    folder: Path


def read(path: Path) -> Contract:
    """Read one contract.toml, once as long as it does not change; raises `InvalidContract`."""
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, _changed: int) -> Contract:
    contract = toml.read(path, Contract, InvalidContract)
    if places.folder_name(contract.name) != path.parent.name:
        raise InvalidContract(
            f"the contract is called {contract.name!r} but its folder {path.parent.name!r}",
            where=str(path),
            mend=f"Call the folder {places.folder_name(contract.name)!r}.",
        )
    twice = [name for name, n in Counter(row.id for row in contract.requirement).items() if n > 1]
    if twice:
        raise InvalidContract(
            f"{twice[0]} stands twice", where=str(path), mend="Give each requirement its own id."
        )
    for attack in contract.attack:
        for unknown in {*attack.requirements} - {row.id for row in contract.requirement}:
            raise InvalidContract(
                f"the attack {attack.what!r} names {unknown}, which is no requirement here",
                where=str(path),
                mend="Name requirements of this contract.",
            )
    return contract


def scenarios() -> dict[str, Scenario]:
    """Find every contract by its name."""
    found = (
        Scenario(read(path), path.parent) for path in places.files("scenarios", "contract.toml")
    )
    return {one.contract.name: one for one in sorted(found, key=lambda one: one.contract.name)}


def scenario(name: str) -> Scenario:
    """Find one contract; raises `UnknownWords` with the nearest name."""
    wanted = name.replace("_", "-")
    for path in places.files("scenarios", "contract.toml"):
        if path.parent.name == places.folder_name(wanted):
            return Scenario(read(path), path.parent)  # and no other is read: it may be broken
    known = scenarios()
    near = difflib.get_close_matches(wanted, known, n=1)
    raise UnknownWords(
        f"there is no contract {name!r}",
        mend=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}.",
    )


def named(names: Iterable[str]) -> dict[str, Contract]:
    """Find those contracts that are here by their names; what is gone, or broken, is left out."""
    found = {}
    for name in names:
        with contextlib.suppress(UnknownWords, InvalidContract):
            found[name] = scenario(name).contract
    return found


def requirement(identifier: str) -> tuple[Scenario, Requirement]:
    """Find one requirement in all contracts; raises `UnknownWords` with the nearest id."""
    known: dict[str, tuple[Scenario, Requirement]] = {}
    for one in scenarios().values():
        known.update({row.id: (one, row) for row in one.contract.requirement})
    if identifier.upper() in known:
        return known[identifier.upper()]
    near = difflib.get_close_matches(identifier.upper(), known, n=1)
    raise UnknownWords(
        f"there is no requirement {identifier!r}",
        mend=f"Did you mean {near[0]}?" if near else "See `wireproof list requirements`.",
    )
