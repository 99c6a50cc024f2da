from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.project import PROGRAMS, Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path)
    yield made
    made.kill_what_is_left()


@pytest.fixture
def address(project: Project) -> Iterator[str]:
    """An obedient target that runs already."""
    program = PROGRAMS / "obedient.py"
    with subprocess.Popen(
        [sys.executable, "-IS", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**project.env, "LEFT_BEHIND_BY": ""},
    ) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["listening"]["port"]
        yield f"tcp://127.0.0.1:{port}"
        with contextlib.suppress(ProcessLookupError):
            process.kill()
