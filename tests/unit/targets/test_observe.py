"""A process group from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.engine.project import wait_until
from wireproof.targets import observe
from wireproof.targets.observe import MARK, Observed

CODE = """
import os, subprocess, sys, threading, time
zombie = os.fork()
if not zombie: os._exit(0)
child = subprocess.Popen([sys.executable, "-IS", "-c", "import sys; sys.stdin.read()"],
                         stdin=subprocess.PIPE, start_new_session=True)
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
spent = time.process_time()
while time.process_time() - spent < 0.05: pass
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def family() -> Iterator[subprocess.Popen[bytes]]:
    """A process with a zombie, a thread, and a child in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-IS", "-c", CODE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, MARK: "marked"},
    ) as made:
        assert made.stdout is not None
        made.stdout.readline()
        yield made
        made.communicate()


def test_sees_the_whole_family(family: subprocess.Popen[bytes]) -> None:
    observed = Observed(family.pid)
    assert observed.visible
    assert len(observed.pids()) == 2
    vitals = observed.vitals()
    assert (vitals.processes, vitals.zombies, vitals.threads) == (2, 1, 3)
    assert vitals.descriptors >= 6
    assert vitals.cpu_seconds > 0
    assert vitals.peak_bytes > 1_000_000
    observed.forget_peak()
    assert observed.starved_seconds() >= 0


def test_finds_by_its_mark_whoever_left(family: subprocess.Popen[bytes]) -> None:
    child = next(pid for pid in Observed(family.pid).pids() if pid != family.pid)
    marked = Observed(family.pid, "marked")
    family.communicate()
    wait_until(lambda: Observed(child).pids() == [], 5)  # its input ended with its parent
    assert marked.pids() == []
    assert Observed(family.pid, "another").pids() == []


def test_nobody_has_no_vitals() -> None:
    gone = subprocess.Popen([sys.executable, "-IS", "-c", ""])
    gone.wait()
    observed = Observed(gone.pid, "no-mark")
    assert not observed.visible
    assert observe.stat(gone.pid) is None
    assert (observe._names(f"/proc/{gone.pid}/fd"), observe._status(gone.pid, "x")) == ([], 0)


def test_reads_a_name_with_blanks_and_parentheses() -> None:
    me = observe.stat(os.getpid())
    assert me is not None
    assert (me.parent, me.group) == (os.getppid(), os.getpgrp())
    assert observe._status(os.getpid(), "NoSuchField:") == 0


def test_a_system_that_shows_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(folder: str) -> list[str]:
        raise FileNotFoundError(folder)

    monkeypatch.setattr(os, "listdir", missing)
    assert Observed(os.getpid()).pids() == []


def test_sees_who_was_born_while_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever ends between our list and our look may have left a child that was not listed."""
    looks = iter([["self", "1", "999999"], ["1", "999999", str(os.getpid())], ["1"]])
    monkeypatch.setattr(observe, "_names", lambda _: next(looks))
    assert os.getpid() in {one.pid for one in observe.everybody()}
