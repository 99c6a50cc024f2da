"""Imports point downward, and the linter that says so can say no.

The contracts themselves stand in pyproject.toml; ``tox -e layers`` prints the same verdict.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INTRUDERS = {
    "harness/wireproof/model/upward.py": "from wireproof.cli import main",
    "harness/wireproof/reports/sideways.py": "import wireproof.suite.plan",
    "harness/wireproof/unplaced/__init__.py": "",
    "harness/wireproof/suite/shortcut.py": "import reference_impl._launch",
    "reference_impl/tcp_echo/borrower.py": "from wireproof.wire import stream",
    "reference_impl/tcp_echo/peeper.py": "import scenarios.tcp_echo.polite",
    "scenarios/tcp_echo/cribber.py": "from reference_impl.tcp_echo import threaded",
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Judge a source tree by the contracts in our pyproject.toml."""
    command = [
        *(sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"),
        *("--config", str(ROOT / "pyproject.toml"), "--no-cache"),
    ]
    return subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root / 'harness'}{os.pathsep}{root}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def links(tmp_path: Path) -> Path:
    """A tree of links to ours, in which a test may lay one more file."""
    for kind in ("harness", "scenarios", "reference_impl"):
        for path in (ROOT / kind).rglob("*.py"):
            link = tmp_path / path.relative_to(ROOT)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    return tmp_path


def test_imports_point_downward() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("where", INTRUDERS)
def test_an_import_that_does_not_is_refused(links: Path, where: str) -> None:
    path = links / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(INTRUDERS[where])
    done = lint(links)
    assert done.returncode == 1, done.stdout
    assert Path(where.replace("/__init__", "")).stem in done.stdout
