"""The warden: what it is told, and what it removes when we are gone."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.project import wait_until
from wireproof.errors import HarnessTrouble
from wireproof.targets import orphan, warden
from wireproof.targets.observe import MARK
from wireproof.targets.ward import Ward

SLEEPS = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"

Sleeper = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def sleeper() -> Iterator[Sleeper]:
    """Start processes that do not end by themselves."""
    started: list[subprocess.Popen[bytes]] = []

    def start(mark: str = "") -> subprocess.Popen[bytes]:
        env = {**os.environ, MARK: mark} if mark else dict(os.environ)
        command = [sys.executable, "-IS", "-c", SLEEPS]
        started.append(subprocess.Popen(command, env=env, start_new_session=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_removes_groups_marked_processes_and_its_folder(sleeper: Sleeper) -> None:
    with Ward() as ward:
        assert ward.folder.is_dir()
        (ward.folder / "deep" / "er").mkdir(parents=True)
        group, marked, other = sleeper(), sleeper(ward.mark(Path("x"))), sleeper("another.mark")
        ward.watch(group.pid)
    assert group.wait(5) == marked.wait(5) == -signal.SIGKILL
    assert other.poll() is None
    assert not ward.folder.exists()
    ward.close()  # twice is fine


def test_forgets_a_group_that_has_ended(sleeper: Sleeper) -> None:
    """Its number may be somebody else's by now."""
    with Ward() as ward:
        group = sleeper()
        ward.watch(group.pid)
        ward.forget(group.pid)
    assert group.poll() is None


def test_works_on_when_we_are_killed(sleeper: Sleeper) -> None:
    code = (
        "import os, sys, signal\nfrom pathlib import Path\n"
        "from wireproof.targets.ward import Ward\nward = Ward()\n"
        "ward.watch(int(sys.argv[1]))\nprint(ward.folder, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    group = sleeper()
    done = subprocess.run(
        [sys.executable, "-c", code, str(group.pid)], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert group.wait(5) == -signal.SIGKILL
    wait_until(lambda: not Path(done.stdout.strip()).exists(), 5)


def test_we_do_its_work_when_it_is_killed(sleeper: Sleeper) -> None:
    ward = Ward()
    marked = sleeper(ward.mark(Path("x")))
    ward._process.kill()
    ward._process.wait()
    with pytest.raises(HarnessTrouble, match="the warden is gone") as caught:
        ward.watch(marked.pid)
    assert caught.value.exit_code == 4
    ward.close()
    assert marked.wait(5) == -signal.SIGKILL
    assert not ward.folder.exists()


def test_cannot_be_told_anything_without_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    with Ward() as ward, monkeypatch.context() as patch:
        patch.setattr(ward._process, "stdin", None)
        with pytest.raises(AssertionError):
            ward.watch(1)
        patch.setattr(ward._process, "wait", lambda: 0)
        ward.close()


# -- Its own hands ---------------------------------------------------------------------------


def test_reads_its_orders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sleeper: Sleeper
) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    group, kept, marked = sleeper(), sleeper(), sleeper("unit.1")
    orders = f"folder {folder}\nmark {MARK}=unit.\n"
    orders += f"group {group.pid}\ngroup {kept.pid}\nforget {kept.pid}\ngroup 999999999\n"
    monkeypatch.setattr(sys, "stdin", orders.splitlines(keepends=True))
    warden.watch()
    assert group.wait(5) == marked.wait(5) == -signal.SIGKILL
    assert kept.poll() is None
    assert not folder.exists()


def test_is_deaf_to_whoever_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal's signals and an impatient `kill` come when it is needed most."""
    ignored: list[object] = []
    monkeypatch.setattr(signal, "signal", lambda number, _: ignored.append(number))
    monkeypatch.setattr(sys, "stdin", [])
    runpy.run_path(warden.__file__, run_name="__main__")
    assert ignored == [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def test_does_not_try_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(warden, "ROUNDS", 3)
    monkeypatch.setattr(warden, "carrying", lambda _: ([999_999_999], []))
    warden.end(b"x")
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    warden.remove(str(tmp_path))
    assert tmp_path.exists()


def test_passes_over_what_it_may_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert warden.carrying(b"x") == ([], [])


def stat_line(vsize: int, env_start: int) -> str:
    """Spell a line of /proc/<pid>/stat (proc(5)) as far as it is read."""
    fields = ["S", *("0" for _ in range(49))]
    fields[20], fields[47] = str(vsize), str(env_start)
    return f"7 (a) b) {' '.join(fields)}"


def test_waits_for_who_is_between_two_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no environment yet may carry the mark in a moment."""
    assert warden.is_between_programs(stat_line(4096, 0))
    assert not warden.is_between_programs(stat_line(4096, 140_000))
    assert not warden.is_between_programs(stat_line(0, 0))  # a zombie, or the kernel's own
    assert not warden.is_between_programs(Path("/proc/self/stat").read_text())
    rounds = [([], [7]), ([999_999_999], []), ([], [])]
    monkeypatch.setattr(warden, "carrying", lambda _: rounds.pop(0))
    warden.end(b"x")
    assert rounds == []


def test_sees_who_is_between_two_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda *_: iter([Path("/proc/7/environ")]))
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"")
    monkeypatch.setattr(Path, "read_text", lambda _: stat_line(4096, 0))
    assert warden.carrying(b"x") == ([], [7])
    monkeypatch.setattr(Path, "read_text", lambda _: stat_line(0, 0))
    assert warden.carrying(b"x") == ([], [])


# -- Orphans ---------------------------------------------------------------------------------

PARENT = """
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
os.kill(child.pid, signal.SIGINT)
print(child.pid, flush=True)
sys.stdin.read()
"""
CHILD = """
import os, subprocess, sys, time
from wireproof.targets import orphan
if "without" in os.environ.get("PIDFD", ""):
    del os.pidfd_open
orphan.end_with_parent()
print(flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("pidfd", ["with", "without"])
def test_a_worker_ends_with_its_controller(pidfd: str) -> None:
    """It also outlives a Ctrl-C: only its controller knows how to end in order."""
    with subprocess.Popen(
        [sys.executable, "-IS", "-c", PARENT, CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PIDFD": pidfd},
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), 5)


def test_leaves_ctrl_c_to_its_controller_but_not_to_its_targets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An ignored signal would stay ignored in every program that we start."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(threading, "Thread", lambda **_: _Unstarted())
    try:
        orphan.end_with_parent()
        os.kill(os.getpid(), signal.SIGINT)
        assert callable(signal.getsignal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)


class _Unstarted:
    def start(self) -> None:
        pass


def test_an_orphan_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    orphan._watch(os.getpid())  # nobody is his own parent
    assert codes == [1]
    gone = subprocess.Popen([sys.executable, "-IS", "-c", ""])
    gone.wait()
    with pytest.raises(ProcessLookupError):
        orphan._watch(gone.pid)
    assert codes == [1, 1]


def test_looks_again_and_again_where_it_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([7, 7, 1])
    monkeypatch.setattr(orphan, "LOOK_SECONDS", 0)
    monkeypatch.delattr(os, "pidfd_open")
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    orphan._wait_for_end(7)
    assert next(parents, None) is None


def test_waits_for_the_end_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(
        [sys.executable, "-IS", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as parent:
        monkeypatch.setattr(os, "getppid", lambda: parent.pid)
        parent.kill()
        orphan._wait_for_end(parent.pid)
