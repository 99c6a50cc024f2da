"""The warden: removes what a run leaves behind, even when the run is killed with SIGKILL.

It is a child in a session of its own, told by lines on its standard input what to watch. When
that input ends, for whatever reason, it kills the groups and marked processes that are still
there and removes the temp folders. It runs alone, on the standard library only.

(PR_SET_PDEATHSIG would be simpler and is wrong: it fires when the spawning *thread* ends.)
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

ROUNDS = 50  # a process may have forked while we looked, or be writing while we remove
ROUND_SECONDS = 0.02


def watch() -> None:
    """Read orders until the input ends, then clean up."""
    told: dict[str, set[str]] = {"group": set(), "mark": set(), "folder": set()}
    for line in sys.stdin:
        order, _, what = line.rstrip("\n").partition(" ")
        if order == "forget":
            told["group"].discard(what)
        else:
            told[order].add(what)
    for group in told["group"]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(int(group), signal.SIGKILL)
    for mark in told["mark"]:
        end(mark.encode())
    for folder in told["folder"]:
        remove(folder)


def end(mark: bytes) -> None:
    """Kill everything that carries a mark in its environment."""
    for _ in range(ROUNDS):
        marked, unknown = carrying(mark)
        for pid in marked:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not (marked or unknown):
            return
        time.sleep(ROUND_SECONDS)


def carrying(mark: bytes) -> tuple[list[int], list[int]]:
    """List the processes that carry a mark, and those of which it cannot be told yet."""
    marked, unknown = [], []
    for path in Path("/proc").glob("[0-9]*/environ"):
        pid = int(path.parent.name)
        with contextlib.suppress(OSError):
            environ = path.read_bytes()
            if not environ and is_between_programs((path.parent / "stat").read_text()):
                unknown.append(pid)
                continue
            # It may have been between programs at the first look, and not at the second.
            environ = environ or path.read_bytes()
            if mark in environ and pid != os.getpid():
                marked.append(pid)
    return marked, unknown


def is_between_programs(stat: str) -> bool:
    """Tell from ``/proc/<pid>/stat`` whether execve(2) is under way.

    The old environment is gone then and the new one not there yet: memory, and no ``env_start``.
    (Zombies and threads of the kernel have no memory.)
    """
    fields = stat[stat.rindex(")") + 2 :].split()
    return int(fields[20]) > 0 and int(fields[47]) == 0


def remove(folder: str) -> None:
    """Remove a folder in which a dying process may still be writing."""
    for _ in range(ROUNDS):
        shutil.rmtree(folder, ignore_errors=True)
        if not Path(folder).exists():
            return
        time.sleep(ROUND_SECONDS)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watch()
