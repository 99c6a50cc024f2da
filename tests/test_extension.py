"""What an extension costs: new files, and no edit to any old one.

``extension/`` holds one of each kind: a contract with reference and mutant, an implementation,
a report format, a command. They are laid over a copy of the tree, and every command finds them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wireproof.results import reader

ROOT = Path(__file__).parents[1]
EXTENSION = Path(__file__).with_name("extension")
LAUNCHING = ("__init__.py", "_launch.py", "_mutants.py")
NO_BYTECODE = shutil.ignore_patterns("__pycache__")


class Tree:
    """A source tree, and the command line as it is in that tree."""

    def __init__(self, root: Path, *, package: Path, path: str = "") -> None:
        self.root = root
        self._env = {**os.environ, "PYTHONPATH": str(package), "WIREPROOF_PATH": path}

    def wireproof(self, *words: str, code: int = 0) -> str:
        """Run a command and give what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "wireproof", *words],
            cwd=self.root,
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def names(self, what: str) -> set[str]:
        """List names, as a program would."""
        return {row["name"] for row in json.loads(self.wireproof("list", what, "--json"))}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A copy of the tree with the new files in it."""
    root = tmp_path_factory.mktemp("extended")
    shutil.copytree(ROOT / "harness", root / "harness", ignore=NO_BYTECODE)
    for name in LAUNCHING:
        (root / "reference_impl").mkdir(exist_ok=True)
        shutil.copy(ROOT / "reference_impl" / name, root / "reference_impl")
    shutil.copytree(EXTENSION, root, dirs_exist_ok=True, ignore=NO_BYTECODE)
    return Tree(root, package=root / "harness")


@pytest.fixture(scope="module")
def run(extended: Tree) -> Path:
    """A run of everything there is in the extended tree."""
    extended.wireproof("check", "--output", "run")
    return extended.root / "run"


def test_the_extension_edits_no_file() -> None:
    new = [path.relative_to(EXTENSION) for path in EXTENSION.rglob("*.py")]
    assert new
    assert [path for path in new if (ROOT / path).exists()] == []


def test_a_contract_is_two_folders(extended: Tree, run: Path) -> None:
    assert extended.names("contracts") == {"parrot"}
    said = extended.wireproof("explain", "PRT-001")
    assert "A line comes back whole." in said
    assert "test_says_again_what_it_hears" in said
    assert "forgets_the_last_letter" in said
    assert conclusions(run) == {"patient": "conforms"}
    assert {one.requirement for one in reader.read(run).requirements} == {"PRT-001", "PRT-002"}


def test_its_mutant_is_found_and_caught(extended: Tree) -> None:
    said = extended.wireproof("prove", "--output", "proof")
    assert "parrot: 1 of 1 faults caught" in said


def test_an_implementation_is_one_manifest(extended: Tree) -> None:
    assert "parrot/other-parrot" in extended.names("implementations")
    extended.wireproof("check", "other_parrot", "--output", "other")
    assert conclusions(extended.root / "other") == {"other-parrot": "conforms"}


def test_a_report_format_is_one_file(extended: Tree, run: Path) -> None:
    assert "shout" in extended.wireproof("report", "--formats")
    assert (
        extended.wireproof("report", str(run), "--format", "shout").strip() == "PATIENT CONFORMS!"
    )


def test_a_command_is_one_file(extended: Tree) -> None:
    assert "squawk" in extended.wireproof("--help")
    assert extended.wireproof("squawk").strip() == "1 CONTRACT(S)!"


def test_contracts_and_implementations_may_live_elsewhere(tmp_path: Path) -> None:
    """WIREPROOF_PATH names a tree; nothing is copied into ours."""
    tree = Tree(tmp_path, package=ROOT / "harness", path=str(EXTENSION))
    assert {"parrot", "tcp-echo"} <= tree.names("contracts")
    tree.wireproof("check", "other_parrot", "--output", "run")
    assert conclusions(tmp_path / "run") == {"other-parrot": "conforms"}


def conclusions(folder: Path) -> dict[str, str]:
    """Tell what a run says of each target."""
    return {one.implementation: str(one.conclusion) for one in reader.read(folder).conclusions}
