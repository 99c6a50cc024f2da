"""README and docs are true: commands exist, examples run, what is listed is what there is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from wireproof.catalogue import contracts, places
from wireproof.model.manifest import Manifest

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",  # first, for its first commands are the two that a newcomer types
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "tests" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
README = PAGES[0].read_text(encoding="utf-8")
SET_UP = ["pip install . && wireproof run", "pip install tox && tox"]

BLOCK = re.compile(r"(?P<mark><!-- runs -->\n)?```console\n(?P<lines>.*?)```", re.DOTALL)
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


class Shown(NamedTuple):
    """A command that a page shows, and whether it says that it can be run as it stands."""

    words: str
    runs: bool

    @property
    def wireproof(self) -> list[str]:
        """The command's words behind ``wireproof``, if there are any."""
        _, found, rest = self.words.partition("wireproof ")
        return shlex.split(rest) if found else []


def _shown() -> list[Shown]:
    return [
        Shown(line.removeprefix("$ "), runs=bool(block["mark"]))
        for page in PAGES
        for block in BLOCK.finditer(page.read_text(encoding="utf-8"))
        for line in block["lines"].splitlines()
        if line.startswith("$ ")
    ]


SHOWN = _shown()


def _wireproof(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wireproof", *words],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def _help(command: str) -> str:
    done = _wireproof(command, "--help", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_begins_with_the_two_set_up_commands() -> None:
    assert [one.words for one in SHOWN][:2] == SET_UP


@pytest.mark.parametrize("words", [one.words for one in SHOWN if one.wireproof])
def test_every_command_and_option_exists(words: str) -> None:
    command, *rest = Shown(words, runs=False).wireproof
    known = set(OPTION.findall(_help(command)))
    used = {word.partition("=")[0] for word in rest if word.startswith("-")}
    assert used - known == set()


def test_marked_commands_run_one_after_the_other(tmp_path: Path) -> None:
    """From anywhere, as after `pip install`: the last ones use what the first ones leave."""
    for one in SHOWN:
        if one.runs:
            done = _wireproof(*one.wireproof, cwd=tmp_path)
            assert done.returncode == 0, f"{one.words}\n{done.stdout}{done.stderr}"
            assert done.stdout, one.words
    assert list(tmp_path.glob("wireproof-results/*/run.jsonl"))


def test_every_manifest_shown_is_one() -> None:
    texts = re.findall(r"```toml\n(schema.*?)```", README, re.DOTALL)
    assert texts
    for text in texts:
        manifest = msgspec.convert(tomllib.loads(text), Manifest)
        names = {one.contract for one in manifest.implementation}
        assert names <= set(contracts.scenarios())


PYTHON = [
    text
    for page in PAGES
    for text in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("text", PYTHON, ids=range(len(PYTHON)))
def test_every_example_in_python_runs(text: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_lists_the_contracts_that_are_built() -> None:
    built = {
        f"[{name}](scenarios/{places.folder_name(name)}/contract.toml)"
        for name in contracts.scenarios()
    }
    assert set(re.findall(r"\[[a-z-]+\]\(scenarios/[^)]*\)", README)) == built


def test_the_table_of_exit_codes_is_the_command_line_s() -> None:
    told = set(re.findall(r"^\| (\d+) \|", README, re.MULTILINE))
    page = _wireproof("--help", cwd=ROOT).stdout
    codes = page[page.index("Exit codes") : page.index("Options:")]
    assert told == set(re.findall(r"\d+", codes))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
