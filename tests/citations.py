"""Read sources without importing them: which requirement is cited where, and who overrides what.

A citation is a comment with a requirement's id inside the function, or on the class attribute,
that keeps it. Ids in strings and docstrings are prose and do not count.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

IDENTIFIER = re.compile(r"\b[A-Z][A-Z0-9]+-\d{3}\b")
Ids = frozenset[str]
Cites = Callable[[ast.stmt], Ids]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Class(NamedTuple):
    """A class as it is written: its bases by name, and the ids that each member cites."""

    name: str
    module: str
    bases: tuple[str, ...]
    members: dict[str, Ids]


class Module(NamedTuple):
    """A file: its classes, what its functions and attributes cite, and where names come from."""

    name: str
    path: Path
    classes: dict[str, Class]
    functions: dict[str, Ids]
    imported: dict[str, str]  # local name -> dotted origin

    @property
    def cited(self) -> Ids:
        """All that is cited inside functions, methods and attributes of this file."""
        rows = [*self.functions.values()]
        rows += [ids for one in self.classes.values() for ids in one.members.values()]
        return frozenset().union(*rows)


@cache
def read(path: Path, name: str) -> Module:
    """Read one file, known to others as the module ``name``."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    comments = dict(_comments(text))
    lines = text.splitlines()

    def cites(node: ast.stmt) -> Ids:
        last = _last_line(node, lines)
        return frozenset().union(*(comments.get(at, Ids()) for at in range(node.lineno, last + 1)))

    return Module(
        name=name,
        path=path,
        classes={one.name: _class(one, name, cites) for one in _of(tree, ast.ClassDef)},
        functions={one.name: cites(one) for one in tree.body if isinstance(one, FUNCTIONS)},
        imported=dict(_imports(tree)),
    )


def modules(root: Path, package: str) -> dict[str, Module]:
    """Read every file of a package that lies in ``root``, by dotted name."""
    found = {}
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = read(path, name)
    return found


def lineage(one: Class, known: dict[str, Module]) -> Iterator[Class]:
    """Go through a class and its ancestors, as far as they are written in ``known``."""
    yield one
    for base in one.bases:
        parent = _find(base, known[one.module], known)
        if parent:
            yield from lineage(parent, known)


def _find(name: str, here: Module, known: dict[str, Module]) -> Class | None:
    """Follow a name, plain or dotted, through imports to the class that it stands for."""
    if name in here.classes:
        return here.classes[name]
    first, _, rest = name.partition(".")
    dotted = ".".join(filter(None, [here.imported.get(first, first), rest]))
    module, _, last = dotted.rpartition(".")
    if module not in known or known[module] is here:
        return None
    return _find(last, known[module], known)


def _class(node: ast.ClassDef, module: str, cites: Cites) -> Class:
    members: dict[str, Ids] = {}
    for one in node.body:
        for name in _names(one):
            members[name] = members.get(name, Ids()) | cites(one)
    bases = tuple(ast.unparse(base).partition("[")[0] for base in node.bases)
    return Class(node.name, module, bases, members)


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _of(tree: ast.Module, kind: type[ast.ClassDef]) -> Iterator[ast.ClassDef]:
    return (one for one in ast.walk(tree) if isinstance(one, kind))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name


def _comments(text: str) -> Iterator[tuple[int, Ids]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], frozenset(IDENTIFIER.findall(token.string))


def _last_line(node: ast.stmt, lines: list[str]) -> int:
    """Count the comments that follow a block's last statement, still indented, as its own."""
    last = at = node.end_lineno or node.lineno
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
        indent = len(lines[at - 1]) - len(lines[at - 1].lstrip())
        if lines[at - 1].strip() and indent > node.col_offset:
            last = at
    return last
