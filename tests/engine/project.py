"""A user's project in a folder of its own, and the command line as it is there.

Everything that a command starts inherits a mark in its environment, and its temp folder is the
project's, so that whatever is left behind can be named.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import wireproof
from wireproof.model.run import Run
from wireproof.results import reader

HOME = Path(wireproof.__file__).parents[1]  # the source tree's, or that of an installed wheel
PROGRAMS = Path(__file__).with_name("programs")
MARK = "LEFT_BEHIND_BY"
LONGEST_SECONDS = 60.0
LOOK_SECONDS = 0.02


class Finished(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What ``--json`` printed."""
        return [json.loads(line) for line in self.out.splitlines()]


class Running:
    """A command that has not ended yet."""

    def __init__(self, project: Project, words: tuple[str, ...], **more: Any) -> None:
        self.project = project
        self._began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "wireproof", *words],  # as the installed script
            cwd=project.folder,
            env=project.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **more,
        )

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def send_to_all(self, number: signal.Signals) -> None:
        """Signal the whole foreground group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def finish(self, within: float = LONGEST_SECONDS) -> Finished:
        try:
            out, err = self.process.communicate(timeout=within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            raise AssertionError(f"no end within {within:g} s:\n{out}{err}") from None
        return Finished(self.process.returncode, out, err, time.monotonic() - self._began)


class Project:
    """A working directory of somebody who uses Wireproof."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "project"
        self.temp = root / "temp"
        self.folder.mkdir()
        self.temp.mkdir()
        self.mark = uuid.uuid4().hex
        kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        self.env = {
            **kept,
            MARK: self.mark,
            "TMPDIR": str(self.temp),
            "PYTHONPATH": str(HOME),
        }

    # -- Files -------------------------------------------------------------------------------

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self, output: str = "out") -> Run:
        """Read a run back."""
        return reader.read(self.folder / output)

    # -- Commands ----------------------------------------------------------------------------

    def start(self, *words: str, **more: Any) -> Running:
        return Running(self, words, **more)

    def wireproof(self, *words: str, code: int | None = None) -> Finished:
        """Run a command to its end; whatever the end, nothing may be left behind."""
        done = self.start(*words).finish()
        assert code in {None, done.code}, done
        self.expect_nothing_left()
        return done

    def check(self, *words: str, code: int | None = None) -> Finished:
        """Run ``wireproof check --output out``."""
        return self.wireproof("check", *words, "--output", "out", code=code)

    # -- What is left ------------------------------------------------------------------------

    def processes(self) -> list[str]:
        """Describe the processes that a command of ours has left behind."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if self.mark.encode() in (path / "environ").read_bytes():
                    command = (path / "cmdline").read_bytes().replace(b"\0", b" ")
                    found.append(f"{path.name} {command.decode(errors='replace')[:300]}")
        return found

    def expect_nothing_left(self, within: float = 5.0) -> None:
        wait_until(lambda: not self.processes(), within, self.processes)
        wait_until(lambda: not self.temporary(), within, self.temporary)

    def temporary(self) -> list[str]:
        return [str(path.relative_to(self.temp)) for path in self.temp.rglob("*")]

    def kill_what_is_left(self) -> None:
        for line in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(line.partition(" ")[0]), signal.SIGKILL)


def wait_until(
    done: Callable[[], bool], within: float, told: Callable[[], object] = lambda: ""
) -> None:
    """Look again and again until something is so; no state is ever awaited by sleeping."""
    deadline = time.monotonic() + within
    while not done():
        assert time.monotonic() < deadline, f"not within {within:g} s: {told()}"
        time.sleep(LOOK_SECONDS)


def need_loopback(host: str) -> None:
    """Skip a test where this machine has no such address: containers often lack IPv6."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        pytest.skip(f"there is no {host} here")


def _is_ours(name: str) -> bool:
    return name.startswith(("PYTEST_", "WIREPROOF_", "COVERAGE_", "HYPOTHESIS_")) or name == "CI"
