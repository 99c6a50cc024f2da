"""House rules that no linter knows: sizes, names, reasons, and a cheap import."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

import wireproof

ROOT = Path(__file__).parents[1]
PYPROJECT = ROOT / "pyproject.toml"
PARTS = ("harness", "scenarios", "reference_impl")
LONGEST_MODULE = 400  # above that it is two modules
LONGEST_REFERENCE = 120  # readable in one sitting
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "driver", "backend"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
EVERY_PART = pytest.mark.parametrize("part", PARTS)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def sources(part: str) -> list[Path]:
    return sorted((ROOT / part).rglob("*.py"))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def shown(paths: list[Path]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {lines_of(path)} lines" for path in paths]


def bodies(part: str) -> dict[str, int]:
    """Measure every function in lines, without its docstring."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": _length(node)
        for path in sources(part)
        for node in ast.walk(parsed(path))
        if isinstance(node, FUNCTIONS)
    }


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


@EVERY_PART
def test_modules_are_short(part: str) -> None:
    assert shown([path for path in sources(part) if lines_of(path) > LONGEST_MODULE]) == []


def test_references_can_be_read_in_one_sitting() -> None:
    files = [path for path in sources("reference_impl") if not path.stem.startswith("mutants")]
    assert shown([path for path in files if lines_of(path) > LONGEST_REFERENCE]) == []


@EVERY_PART
def test_functions_are_short(part: str) -> None:
    lengths = bodies(part)
    assert median(lengths.values()) <= 8
    assert quantiles(lengths.values(), n=10)[8] <= 25
    assert {name: lines for name, lines in lengths.items() if lines > 50} == {}


@EVERY_PART
def test_every_module_says_what_it_is_for(part: str) -> None:
    silent = [path for path in sources(part) if lines_of(path) and not _opens(path)]
    assert shown(silent) == []


def _opens(path: Path) -> bool:
    return bool(ast.get_docstring(parsed(path)))


@EVERY_PART
def test_no_name_is_vague(part: str) -> None:
    vague = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(part)
        for name in (path.stem, *_defined(path))
        if VAGUE & set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower()))
    ]
    assert vague == []


def _defined(path: Path) -> list[str]:
    kinds = (*FUNCTIONS, ast.ClassDef)
    return [node.name for node in ast.walk(parsed(path)) if isinstance(node, kinds)]


def test_every_lint_exception_has_its_reason() -> None:
    text = PYPROJECT.read_text(encoding="utf-8")
    ignores = text[text.index("ignore = [") : text.index("[tool.ruff.lint.pydocstyle]")]
    rules = [line for line in ignores.splitlines() if re.search(r'"[A-Z]+\d*"', line)]
    assert len(rules) > 10
    assert [line for line in rules if "#" not in line] == []


def test_every_python_that_is_promised_is_tested() -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    prefix = "Programming Language :: Python :: 3."
    minors = [one.removeprefix(prefix) for one in project["classifiers"] if prefix in one]
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert [minor for minor in minors if f"    py3{minor}\n" not in tox] == []


def test_public_names_are_there_and_documented() -> None:
    assert [name for name in wireproof.__all__ if not hasattr(wireproof, name)] == []
    told = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^## `(\w+)`", told, re.MULTILINE))
    assert documented == set(wireproof.__all__) - {"__version__"}


def test_import_is_cheap() -> None:
    """`import wireproof` costs a user's program nothing: no dependency is loaded by it."""
    said = subprocess.run(
        [sys.executable, "-c", "import sys, wireproof; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"pytest", "hypothesis", "numpy", "msgspec", "rich", "typer", "matplotlib"}
    assert heavy & set(said.stdout.split()) == set()


CLOSED = "===== 12 passed, 1 skipped in 3.21s =====\n"
CLOSED_LATE = "===== 5 passed in 61.00s (0:01:01) =====\n"


@pytest.mark.parametrize(
    ("outputs", "code"), [([CLOSED_LATE], 0), ([], 1)], ids=["ran", "was skipped"]
)
def test_ci_is_red_where_a_python_did_not_run(
    tmp_path: Path, outputs: list[str], code: int
) -> None:
    """For tox, a missing Python is a success."""
    told = {"py311": [CLOSED, "noise\n"], "py312": ["no tests here"], "py313": outputs}
    result = {name: _told(printed) for name, printed in told.items()}
    result[".pkg"] = {"test": [{"output": "built\n"}]}  # tox gives it no result
    (tmp_path / "tox.json").write_text(json.dumps({"testenvs": result}))
    done = _close(tmp_path / "tox.json")
    assert done.returncode == code
    *_, last = done.stdout.splitlines()
    assert last.startswith("===== 17 passed, 1 sk" if outputs else "===== 12 passed, 1 sk")


def test_ci_is_red_where_tox_came_to_no_end(tmp_path: Path) -> None:
    assert _close(tmp_path / "missing.json").returncode == 1


def _told(printed: list[str]) -> dict[str, object]:
    """Spell an environment as tox does."""
    return {"result": {"success": True}, "test": [{"output": one} for one in printed]}


def _close(result: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / ".ci" / "closing.py", result],
        capture_output=True,
        text=True,
        check=False,
    )
