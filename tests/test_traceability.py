"""From sentence to case to mutant to the line that keeps it: nothing dangles, in any contract.

A contract joins these tests by existing; there is no list to edit.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from wireproof.catalogue import contracts, manifests, places
from wireproof.catalogue.contracts import Scenario
from wireproof.catalogue.manifests import MutantEntry
from wireproof.model.features import normal
from wireproof.model.verdict import Level
from wireproof.suite.prove import MOST_BREAKS

from . import citations
from .citations import Class, Module

ROOT = places.own_root()
SCENARIOS = contracts.scenarios()
MUTANTS = manifests.mutants()
EVERY_CONTRACT = pytest.mark.parametrize("name", SCENARIOS)


class Case(NamedTuple):
    """A case as it is written: what it decides, and what it needs to be of use."""

    where: str
    decides: tuple[str, ...]
    needs: tuple[str, ...]


@cache
def sources() -> dict[str, Module]:
    """Every file of the references, read once."""
    return citations.modules(ROOT, "reference_impl")


@cache
def cases(folder: Path) -> list[Case]:
    """Every case of a scenario, read and not imported."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(folder.glob("*.py"))}
    constants = {name: value for tree in trees.values() for name, value in _constants(tree)}
    return [
        Case(
            where=f"{path.stem}::{node.name}",
            decides=tuple(one for word in mark.args for one in _texts(word, constants)),
            needs=tuple(one for word in _needs(mark) for one in _texts(word, constants)),
        )
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, citations.FUNCTIONS)
        for mark in _marks(node)
    ]


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _marks(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "requirement":
            yield decorator


def _needs(mark: ast.Call) -> list[ast.expr]:
    return [word.value for word in mark.keywords if word.arg == "needs"]


def _texts(value: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """List the texts in an expression, through the scenario's own constants."""
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and node.id in constants:
            yield from _texts(constants[node.id], constants)


def mutants_of(name: str) -> list[MutantEntry]:
    return [entry for entry in MUTANTS if entry.contract == name]


def class_of(entry: MutantEntry) -> Class | None:
    """Find the class that a mutant's command starts: ``-m <module> <name>``."""
    words = list(entry.mutant.command)
    if "-m" not in words:
        return None
    module, mutant = words[words.index("-m") + 1 :][:2]
    camel = "".join(word.capitalize() for word in mutant.split("_"))
    home = sources().get(module)
    return home.classes.get(camel) if home else None


LEDGER = '''
"""ECHO-001 in prose is no citation."""
class Ledger:
    limit = 3  # ECHO-002
    text = "# ECHO-003"
    def add(self):
        # ECHO-004: here.
        return 1
        # ECHO-005: nothing follows, and still it is inside.
    # ECHO-006 stands between two functions and belongs to none.
class Twice(Ledger):
    def add(self):
        return 2
'''


def test_only_a_comment_inside_what_keeps_the_rule_is_a_citation(tmp_path: Path) -> None:
    path = tmp_path / "ledger.py"
    path.write_text(LEDGER)
    module = citations.read(path, "ledger")
    assert module.classes["Ledger"].members == {
        "limit": {"ECHO-002"},
        "text": set(),
        "add": {"ECHO-004", "ECHO-005"},
    }
    line = citations.lineage(module.classes["Twice"], {"ledger": module})
    assert [one.name for one in line] == ["Twice", "Ledger"]


def test_finds_contracts() -> None:
    """An empty parametrization would make the rest of this file pass without a look."""
    assert len(SCENARIOS) >= 1


def test_no_id_stands_in_two_contracts() -> None:
    ids = [row.id for one in SCENARIOS.values() for row in one.contract.requirement]
    assert [name for name, count in Counter(ids).items() if count > 1] == []


def test_every_reference_and_mutant_keeps_or_breaks_a_contract_that_exists() -> None:
    claimed = {one.implementation.contract for one in manifests.references()}
    claimed |= {entry.contract for entry in MUTANTS}
    assert sorted(claimed - set(SCENARIOS)) == []


@EVERY_CONTRACT
def test_every_role_of_a_contract_has_a_reference(name: str) -> None:
    roles = {
        one.implementation.role
        for one in manifests.references()
        if one.implementation.contract == name
    }
    assert sorted(set(SCENARIOS[name].contract.roles) - roles) == []


@EVERY_CONTRACT
def test_every_requirement_has_a_case(name: str) -> None:
    decided = {one for case in cases(SCENARIOS[name].folder) for one in case.decides}
    assert [row.id for row in SCENARIOS[name].contract.requirement if row.id not in decided] == []


@EVERY_CONTRACT
def test_every_requirement_has_a_mutant(name: str) -> None:
    broken = {one for entry in mutants_of(name) for one in entry.mutant.breaks}
    assert [row.id for row in SCENARIOS[name].contract.requirement if row.id not in broken] == []


@EVERY_CONTRACT
def test_every_case_names_requirements_that_exist(name: str) -> None:
    known = known_ids(SCENARIOS[name])
    unknown = {
        f"{case.where}: {one}"
        for case in cases(SCENARIOS[name].folder)
        for one in (*case.decides, *case.needs)
        if one not in known
    }
    assert sorted(unknown) == []
    assert [case.where for case in cases(SCENARIOS[name].folder) if not case.decides] == []


@EVERY_CONTRACT
def test_every_mutant_breaks_requirements_that_exist(name: str) -> None:
    known = known_ids(SCENARIOS[name])
    unknown = {
        f"{entry.mutant.name}: {one}"
        for entry in mutants_of(name)
        for one in (*entry.mutant.breaks, *_expected_ids(entry))
        if one not in known
    }
    assert sorted(unknown) == []
    assert [entry.mutant.name for entry in mutants_of(name) if not entry.mutant.breaks] == []


def _expected_ids(entry: MutantEntry) -> list[str]:
    return list(entry.mutant.expect) if isinstance(entry.mutant.expect, dict) else []


@EVERY_CONTRACT
def test_every_mutant_says_what_its_failure_says(name: str) -> None:
    """Without `expect`, a mutant that fails for any other reason would count as caught."""
    silent = {
        f"{entry.mutant.name}: {one}"
        for entry in mutants_of(name)
        for one in entry.mutant.breaks
        if not entry.mutant.expected_message(one)
    }
    assert sorted(silent) == []


@EVERY_CONTRACT
def test_a_mutant_that_breaks_much_says_why(name: str) -> None:
    unexplained = [
        entry.mutant.name
        for entry in mutants_of(name)
        if len(entry.mutant.breaks) > MOST_BREAKS and not entry.mutant.reason
    ]
    assert unexplained == []


@EVERY_CONTRACT
def test_every_must_is_cited_where_a_reference_keeps_it(name: str) -> None:
    """The id stands in a comment inside the function, or on the attribute, that keeps the rule."""
    cited = frozenset[str]().union(*(one.cited for one in references_of(name)))
    musts = [row.id for row in SCENARIOS[name].contract.requirement if row.level is Level.MUST]
    assert [one for one in musts if one not in cited] == []


@EVERY_CONTRACT
def test_every_reference_cites_requirements_that_exist(name: str) -> None:
    known = known_ids(SCENARIOS[name])
    unknown = {
        f"{one.path.name}: {cited}" for one in references_of(name) for cited in one.cited - known
    }
    assert sorted(unknown) == []


@EVERY_CONTRACT
def test_every_mutant_overrides_what_keeps_a_rule_it_breaks(name: str) -> None:
    """Else it may be caught for something that its author did not have in mind."""
    astray = [entry.mutant.name for entry in mutants_of(name) if not overridden(entry)]
    assert astray == []


def overridden(entry: MutantEntry) -> set[str]:
    """Tell which of the ids that a mutant breaks are cited in something that it overrides."""
    found = class_of(entry)
    if found is None:
        return set()
    line = list(citations.lineage(found, sources()))
    mine = {name for one in line if _is_mutant(one) for name in one.members}
    kept = [ids for one in line if not _is_mutant(one) for ids in _of(one, mine)]
    return set(entry.mutant.breaks).intersection(*[frozenset[str]().union(*kept)])


def _of(one: Class, names: set[str]) -> list[citations.Ids]:
    return [ids for name, ids in one.members.items() if name in names]


def _is_mutant(one: Class) -> bool:
    return one.module.rpartition(".")[2].startswith("mutants")


def references_of(name: str) -> list[Module]:
    """List a contract's reference files: its folder without the mutants."""
    folder = places.folder_name(name)
    return [
        one
        for one in sources().values()
        if one.path.parent.name == folder and not one.path.stem.startswith("mutants")
    ]


def known_ids(scenario: Scenario) -> set[str]:
    return {row.id for row in scenario.contract.requirement}


@EVERY_CONTRACT
def test_every_feature_has_a_meaning(name: str) -> None:
    contract = SCENARIOS[name].contract
    assert contract.known_features == {normal(feature) for feature in contract.features}
