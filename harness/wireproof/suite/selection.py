"""Which case runs on which implementation, and whether it binds it at all."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from wireproof.errors import Inapplicable, Untested
from wireproof.model.contract import Contract, Requirement
from wireproof.model.judgement import unmet
from wireproof.model.verdict import Level
from wireproof.suite.plan import Wanted
from wireproof.suite.requirement import Decides
from wireproof.targets.description import Description
from wireproof.targets.target import Target

_ORDER = [Level.MUST, Level.SHOULD, Level.MAY]


def rows(decides: Decides, contract: Contract) -> list[Requirement]:
    """Look up the requirements that a case decides; one that does not exist is our mistake."""
    found = [contract.find(identifier) for identifier in decides.ids]
    if not found or None in found:
        raise LookupError(f"{contract.name} has no requirement among {', '.join(decides.ids)}")
    return [row for row in found if row]


def concerns(decides: Decides, contract: Contract, description: Description) -> bool:
    """Tell whether a case is about the role that an implementation plays."""
    role = description.implementation.role
    if decides.role:
        return decides.role == role
    return any(not row.roles or role in row.roles for row in rows(decides, contract))


def may_be_wanted(wanted: Wanted, decides: Decides, key: str) -> bool:
    """Tell what can be told before a case has parameters, and spares making them."""
    ids = wanted.requirements.get(key, ())
    return not wanted.requirements or not set(ids).isdisjoint(decides.ids)


def is_wanted(
    wanted: Wanted, decides: Decides, found: list[Requirement], key: str, case: str
) -> bool:
    """Tell whether the selection names this case on this implementation."""
    if not may_be_wanted(wanted, decides, key):
        return False
    if wanted.pairs and (key, case) not in wanted.pairs:
        return False
    if wanted.level and all(_ORDER.index(row.level) > _ORDER.index(wanted.level) for row in found):
        return False
    names = [*decides.ids, case, case.partition("::")[2], case.partition("[")[0]]
    return not wanted.only or any(
        name == glob or fnmatchcase(name, glob) for glob in wanted.only for name in names
    )


class Thinned:
    """Tells, case by case, what is left of the requirements that are only wanted ``beside``."""

    def __init__(self, wanted: Wanted) -> None:
        self._beside = {key: set(ids) for key, ids in wanted.beside.items()}
        self._seen: set[tuple[str, str]] = set()

    def keeps(self, decides: Decides, key: str, case: str) -> bool:
        """Tell whether a case is kept: all of what is wanted, and the first of each beside."""
        if not self._beside.get(key, set()).issuperset(decides.ids):
            return True
        function = (key, case.partition("[")[0])
        first = function not in self._seen
        self._seen.add(function)
        return first


def require_applicable(decides: Decides, found: list[Requirement], target: Target) -> list[str]:
    """Raise `Inapplicable` or `Untested` where a case does not bind a target.

    Returns the features that the target neither declares nor denies: a failure is then untested.
    """
    wanted = [*decides.features, *(word for row in found for word in row.features)]
    contradicted, undeclared = unmet(target.features, wanted)
    if contradicted:
        raise Inapplicable(_said(contradicted[0]))
    for row in found:
        if not row.asked_for(os.environ):
            raise Untested(f"set {row.opt_in}=1 to be tested on it: it is too costly for every run")
    limits = [*decides.limits, *(name for row in found for name in row.limits)]
    for name in limits:
        target.limit(name)
    sights = {decides.observes, *(row.observes for row in found)}
    if "process" in sights:
        target.require_sight()
    if "control" in sights:
        target.require_control()
    return undeclared


def _said(word: str) -> str:
    if word.startswith("!"):
        return f"`{word[1:]}` is declared"
    return f"`{word}` is declared absent"
