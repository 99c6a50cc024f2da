"""Whoever ends a run before its time finds nothing left of it but its results so far."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import tiny
from tests.engine.project import PROGRAMS, Project, Running, wait_until
from wireproof.results import reader

INTERRUPTED = 130
AT_ONCE = 8.0  # seconds, on a busy machine; without our hand, busy workers keep it for ten more
CASES = """
@requirement("T-MUST")
def test_first(target): ask(target, "hello")
@requirement("T-MUST-2")
def test_slow(target): target.connect().receive_exactly(1, within=60)
"""
SIGNALS = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
TARGETS = pytest.mark.parametrize("targets", [1, 2], ids=["alone", "workers"])


def begin(project: Project, targets: int) -> Running:
    """Start a run and wait until every target is busy with its slow case."""
    tiny.install(project, CASES)
    name = tiny.manifest(project, *({"name": f"n{number}"} for number in range(targets)))
    running = project.start("check", name, "--output", "out")
    path = project.folder / "out" / "run.jsonl"
    wait_until(
        lambda: path.exists() and path.read_bytes().count(b'"type":"result"') == targets,
        30,
        running.process.poll,
    )
    return running


def expect_incomplete(project: Project, *, results: int, footer: bool) -> None:
    run = project.run()
    assert [str(one.verdict) for one in run.results] == ["pass"] * results
    assert (run.footer is not None) is footer
    assert not run.complete
    assert (run.conclusions, run.troubles) == ((), ())
    shown = project.wireproof("report", "out", code=0)
    assert "INCOMPLETE" in shown.out


@SIGNALS
@TARGETS
def test_ends_in_order(project: Project, number: signal.Signals, targets: int) -> None:
    running = begin(project, targets)
    began = time.monotonic()
    running.send(number)
    done = running.finish()
    assert done.code == INTERRUPTED, done
    assert time.monotonic() - began < AT_ONCE
    assert "Traceback" not in done.err
    assert len(tiny.starts(project)) == targets
    project.expect_nothing_left()
    expect_incomplete(project, results=targets, footer=True)


@SIGNALS
def test_ends_in_order_with_its_whole_group(project: Project, number: signal.Signals) -> None:
    """A terminal sends its signals to the workers, too."""
    running = begin(project, 2)
    running.send_to_all(number)
    done = running.finish(AT_ONCE)
    assert done.code == INTERRUPTED, done
    project.expect_nothing_left()
    expect_incomplete(project, results=2, footer=True)


@TARGETS
def test_leaves_nothing_when_it_is_killed(project: Project, targets: int) -> None:
    running = begin(project, targets)
    running.send(signal.SIGKILL)
    assert running.finish(AT_ONCE).code == -signal.SIGKILL
    project.expect_nothing_left(within=10)
    expect_incomplete(project, results=targets, footer=False)


def test_leaves_nothing_when_all_of_it_is_killed(project: Project) -> None:
    """Controller and workers at once, as the kernel does when memory runs out."""
    running = begin(project, 2)
    running.send_to_all(signal.SIGKILL)
    running.finish(AT_ONCE)
    project.expect_nothing_left(within=10)


@pytest.mark.parametrize("seconds", [0.05, 0.4, 0.7])
def test_leaves_nothing_at_whatever_moment(project: Project, seconds: float) -> None:
    tiny.install(project, CASES)
    name = tiny.manifest(project, {"name": "n0"}, {"name": "n1"})
    running = project.start("check", name, "--output", "out")
    time.sleep(seconds)  # a moment, not a state
    running.send(signal.SIGINT)
    assert running.finish(AT_ONCE).code != 0  # Python itself may not be ready to be told
    project.expect_nothing_left(within=10)


def test_hears_an_impatient_user(project: Project) -> None:
    running = begin(project, 1)
    for _ in range(3):
        with contextlib.suppress(ProcessLookupError):
            running.send(signal.SIGINT)
        time.sleep(0.03)  # a finger, not a state
    assert running.finish(AT_ONCE).code in {INTERRUPTED, -signal.SIGINT}
    project.expect_nothing_left(within=10)
    assert not project.run().complete


def test_does_not_wait_for_what_does_not_stop(project: Project) -> None:
    tiny.install(project, CASES.replace('ask(target, "hello")', "target.connect()"))
    command = ["{python}", "-IS", str(PROGRAMS / "bad_starts.py"), "does_not_stop"]
    name = tiny.manifest(project, {"command": command})
    running = project.start("check", name, "--output", "out")
    path = project.folder / "out" / "run.jsonl"
    wait_until(lambda: path.exists() and b'"type":"result"' in path.read_bytes(), 30)
    began = time.monotonic()
    running.send(signal.SIGINT)
    assert running.finish().code == INTERRUPTED
    assert time.monotonic() - began < 5  # it alone would be waited for so long
    project.expect_nothing_left()


WITHIN_A_REPORT = """
def hit_the_key(*_): raise KeyboardInterrupt
@requirement("T-MUST")
def test_reports(target, monkeypatch):
    monkeypatch.setattr(pytest.TestReport, "from_item_and_call", hit_the_key)
"""


def test_ends_in_order_within_a_hook(project: Project) -> None:
    """A key that is hit while pytest makes its report is no error of ours."""
    tiny.install(project, WITHIN_A_REPORT)
    project.check(tiny.manifest(project), code=INTERRUPTED)
    assert project.run().troubles == ()


# -- On a terminal ---------------------------------------------------------------------------

TAKE_THE_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)


class Terminal:
    """A command in a session of its own, whose terminal we hold."""

    def __init__(self, project: Project, *words: str) -> None:
        self._ours, theirs = os.openpty()
        self.printed = bytearray()
        command = [sys.executable, "-m", "wireproof", *words]
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_THE_TERMINAL, *command],
            cwd=project.folder,
            env=project.env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while piece := os.read(self._ours, 4096):
                self.printed += piece

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def hang_up(self) -> None:
        os.close(self._ours)

    def wait(self) -> int:
        return self.process.wait(AT_ONCE)


@pytest.fixture
def terminal(project: Project) -> Iterator[Terminal]:
    """A run of two targets on a terminal, busy with their slow cases."""
    tiny.install(project, CASES)
    name = tiny.manifest(project, {"name": "n0"}, {"name": "n1"})
    made = Terminal(project, "check", name, "--output", "out")
    path = project.folder / "out" / "run.jsonl"
    wait_until(lambda: path.exists() and path.read_bytes().count(b'"type":"result"') == 2, 30)
    yield made
    with contextlib.suppress(OSError):
        made.hang_up()
    made.process.kill()
    made.process.wait()


def test_ends_at_the_key(project: Project, terminal: Terminal) -> None:
    terminal.type(b"\x03")
    assert terminal.wait() == INTERRUPTED
    project.expect_nothing_left()
    expect_incomplete(project, results=2, footer=True)


def test_ends_with_its_terminal(project: Project, terminal: Terminal) -> None:
    """Whatever it would print now goes nowhere; what it found is kept."""
    terminal.hang_up()
    terminal.wait()
    project.expect_nothing_left(within=10)
    assert len(project.run().results) == 2
    assert not project.run().complete


# -- Reading what is left --------------------------------------------------------------------


def test_reads_what_was_cut_within_a_line(project: Project) -> None:
    """The last line may be cut; a reader takes what is whole before it."""
    running = begin(project, 1)
    running.send(signal.SIGKILL)
    running.finish()
    path = Path(project.folder, "out", "run.jsonl")
    whole = path.read_bytes()
    assert whole.endswith(b"\n")
    path.write_bytes(whole[:-20])
    run = reader.read(path)
    assert (run.results, run.complete) == ((), False)
    project.expect_nothing_left(within=10)
