"""Implementations and mutants that can be found, read and checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from wireproof.catalogue import places, toml
from wireproof.errors import InvalidManifest
from wireproof.model.manifest import Implementation, Manifest, Mutant, MutantFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")  # it becomes part of a test's id


class Entry(NamedTuple):
    """An implementation and the manifest it stands in."""

    implementation: Implementation
    path: Path
    reference: bool = False


class MutantEntry(NamedTuple):
    """A mutant, the contract it breaks, and the file it stands in."""

    mutant: Mutant
    contract: str
    path: Path


def read(path: Path, *, reference: bool = False) -> list[Entry]:
    """Read one manifest; raises `InvalidManifest`."""
    manifest = toml.read(path, Manifest, InvalidManifest)
    _refuse_twins((one.key for one in manifest.implementation), path)
    for one in manifest.implementation:
        _check(one, path)
    return [Entry(one, path, reference) for one in manifest.implementation]


def _check(one: Implementation, path: Path) -> None:
    """Refuse what is of the right type and still means nothing."""
    if not _NAME.fullmatch(one.name):
        raise InvalidManifest(
            f"{one.name!r} is no name",
            where=str(path),
            mend="Use letters, digits and . _ + - in `name`, a letter or digit first.",
        )
    if bool(one.command) == bool(one.address):
        raise InvalidManifest(
            f"{one.name!r} needs either a command or an address",
            where=str(path),
            mend="Write one of the two.",
        )
    if bare := [waiver.requirement for waiver in one.waiver if not waiver.fingerprint.strip()]:
        raise InvalidManifest(
            f"{one.name!r} waives whatever {bare[0]} says",
            where=str(path),
            mend="Write a part of the failure's message as `fingerprint`.",
        )


def references() -> list[Entry]:
    """Find our reference implementations."""
    paths = places.files("reference_impl", "manifest.toml")
    return [entry for path in paths for entry in read(path, reference=True)]


def third_party() -> list[Entry]:
    """Find other people's software."""
    paths = places.files("implementations", "manifest.toml")
    return [entry for path in paths for entry in read(path)]


def mutants() -> list[MutantEntry]:
    """Find every mutant, with the contract whose folder it lies in, in any ``mutants*.toml``."""
    found: list[MutantEntry] = []
    for path in places.files("reference_impl", "mutants*.toml"):
        file = toml.read(path, MutantFile, InvalidManifest)
        contract = path.parent.name.replace("_", "-")
        found += [MutantEntry(one, contract, path) for one in file.mutant]
        _refuse_twins((one.mutant.name for one in found if one.contract == contract), path)
    return found


def _refuse_twins(names: Iterable[str], path: Path) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InvalidManifest(
            f"{twice[0]!r} stands twice", where=str(path), mend="Give each entry its own name."
        )
