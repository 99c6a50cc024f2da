"""Observe a process group from outside: descriptors, threads, CPU, memory, zombies (``/proc``).

A target is everything that descends from what we started: its session, its children, and
processes that carry our mark in their environment (a daemon that left the session).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

TICKS = os.sysconf("SC_CLK_TCK")
MARK = "WIREPROOF_MARK"


class Stat(NamedTuple):
    """The fields of ``/proc/<pid>/stat`` that we read (proc(5))."""

    pid: int
    state: str
    parent: int
    group: int
    session: int
    cpu_ticks: int
    started: int


class Vitals(Struct, frozen=True, kw_only=True):
    """A target at one moment, summed over its processes."""

    processes: int
    zombies: int
    descriptors: int
    threads: int
    cpu_seconds: float
    peak_bytes: int


def stat(pid: int) -> Stat | None:
    """Read one process; ``None`` when it is gone."""
    try:
        text = _read(f"/proc/{pid}/stat")
    except OSError:
        return None
    fields = text[text.rindex(b")") + 2 :].split()  # the name may hold blanks and parentheses
    return Stat(
        pid,
        fields[0].decode(),
        int(fields[1]),
        int(fields[2]),
        int(fields[3]),
        int(fields[11]) + int(fields[12]),
        int(fields[19]),
    )


def everybody() -> list[Stat]:
    """Read every process of the machine; nobody where there is no ``/proc``."""
    found: dict[str, Stat | None] = {}
    while new := [name for name in _names("/proc") if name.isdigit() and name not in found]:
        # Again until nobody is new: who has ended meanwhile may have left a child behind.
        found.update((name, stat(int(name))) for name in new)
    return [one for one in found.values() if one]


class Observed:
    """The processes of one target, found anew at every look."""

    def __init__(self, root: int, mark: str = "") -> None:
        self.root = root
        self.mark = f"{MARK}={mark}".encode() if mark else b""
        first = stat(root)
        self._started = first.started if first else 0
        self._latest = [root]

    @property
    def visible(self) -> bool:
        """Tell whether there was a process to see when we began to look."""
        return self._started > 0

    def members(self) -> list[Stat]:
        """List the processes that belong to the target, zombies included."""
        everyone = everybody()
        mine = {one.pid for one in everyone if self._native(one)}
        grown = True
        while grown:  # children of members, however deep
            children = {one.pid for one in everyone if one.parent in mine and one.pid not in mine}
            mine |= children
            grown = bool(children)
        return [one for one in everyone if one.pid in mine]

    def pids(self) -> list[int]:
        """List the members that still run."""
        self._latest = [one.pid for one in self.members() if one.state not in "ZX"]
        return self._latest

    def vitals(self) -> Vitals:
        """Read the target as it is now."""
        members = self.members()
        alive = [one for one in members if one.state not in "ZX"]
        return Vitals(
            processes=len(alive),
            zombies=len(members) - len(alive),
            descriptors=sum(len(_names(f"/proc/{one.pid}/fd")) for one in alive),
            threads=sum(_status(one.pid, "Threads:") for one in alive),
            cpu_seconds=sum(one.cpu_ticks for one in members) / TICKS,
            peak_bytes=sum(_status(one.pid, "VmHWM:") for one in alive) * 1024,
        )

    def forget_peak(self) -> None:
        """Let peak memory begin anew from what is resident now (proc(5), clear_refs)."""
        for pid in self.pids():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def starved_seconds(self, *, roughly: bool = False) -> float:
        """Tell how long, so far, the target's threads were runnable and did not run.

        ``roughly`` leaves out processes that the latest look did not see: it is for the beginning
        of a case, where to read all of ``/proc`` would be most of what a short case costs.
        """
        total = 0
        for pid in self._latest if roughly else self.pids():
            with contextlib.suppress(OSError):
                for task in _names(f"/proc/{pid}/task"):
                    with contextlib.suppress(OSError):
                        total += int(_read(f"/proc/{pid}/task/{task}/schedstat").split()[1])
        return total / 1e9

    def _native(self, one: Stat) -> bool:
        if self.root in {one.pid, one.group, one.session}:
            return True
        if not self.mark or one.started < self._started:
            return False
        with contextlib.suppress(OSError):
            return self.mark in Path(f"/proc/{one.pid}/environ").read_bytes()
        return False


def _read(path: str) -> bytes:
    """Read a small file of ``/proc`` whole, at once; raises `OSError`.

    With `Path.read_text` a look at 70 processes takes 1.1 ms instead of 0.4.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 65_536)
    finally:
        os.close(descriptor)


def _names(folder: str) -> list[str]:
    with contextlib.suppress(OSError):  # a process that has ended; a system without /proc
        return os.listdir(folder)  # noqa: PTH208 - names are all we need, and there are many
    return []


def _status(pid: int, field: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    return 0
