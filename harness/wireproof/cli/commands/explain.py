"""``wireproof explain``: what does a requirement say, and how is it tested?"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Annotated

import typer

from wireproof.catalogue import contracts, manifests
from wireproof.model.contract import Requirement


def explain(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A requirement, as ECHO-006.")],
) -> int:
    """What does a requirement say, where does it come from, and what tests and breaks it?"""
    scenario, row = contracts.requirement(identifier)
    print(f"{row.id} ({row.level}) of {scenario.contract.name}")
    print(f"  {row.text}")
    for word, told in _facts(row):
        print(f"{word}: {told}")
    for path, function, docstring in _cases(row.id, scenario.folder):
        print(f"case: {path.stem}::{function}")
        if docstring:
            print(f"  {docstring}")
    for entry in manifests.mutants():
        if row.id in entry.mutant.breaks and entry.contract == scenario.contract.name:
            print(f"mutant: {entry.mutant.name}")
    return 0


def _facts(row: Requirement) -> list[tuple[str, str]]:
    facts = [
        ("source", row.source),
        ("binds", _binds(row)),
        ("limits", ", ".join(row.limits)),
        ("observes", row.observes),
        ("tested where", f"{row.opt_in}=1 is set" if row.opt_in else ""),
        ("contested", row.contested),
    ]
    return [(word, told) for word, told in facts if told]


def _binds(row: Requirement) -> str:
    words = [
        f"declared absent `{word[1:]}`" if word.startswith("!") else f"declared `{word}`"
        for word in row.features
    ]
    roles = [f"role {role}" for role in row.roles]
    hardened = ["profile hardened; a remark in classic"] if row.hardened_only else []
    return "; ".join([*words, *roles, *hardened])


def _cases(identifier: str, folder: Path) -> list[tuple[Path, str, str]]:
    """Find the functions whose decorator names the requirement, without importing them."""
    found = []
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and identifier in _decided(node):
                summary = (ast.get_docstring(node) or "").partition("\n")[0]
                found.append((path, node.name, summary))
    return found


def _decided(node: ast.FunctionDef) -> set[str]:
    return {
        argument.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "requirement"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
