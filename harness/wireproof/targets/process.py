"""A program that we started: its pipes, its processes, and its end.

Whether it listens, answers or connects is for who started it to find out.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import select
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import IO

from wireproof.errors import CannotRunHere, NotReady
from wireproof.model.manifest import Requires
from wireproof.targets.credentials import named
from wireproof.targets.description import Description
from wireproof.targets.environment import environment, values
from wireproof.targets.observe import MARK, Observed
from wireproof.targets.output import LONGEST_LINE, Listening, Output, nothing
from wireproof.targets.ward import Ward

STOP_SECONDS = 5.0
ASK_SECONDS = 10.0  # for a command that tells whether something is installed
LOOK_SECONDS = 0.01  # how often we look whether something is so


class Process:
    """A started program with a temp folder and a process group of its own.

    ``on_line`` is given each line of its output, of at most ``longest_line`` bytes, and
    ``on_end`` is called at the end of it.
    """

    def __init__(
        self,
        description: Description,
        ward: Ward,
        env: dict[str, str],
        *,
        port: int = 0,
        on_line: Listening | None = None,
        on_end: Callable[[], None] = nothing,
        longest_line: int = LONGEST_LINE,
    ) -> None:
        require_installed(description)
        one, where = description.implementation, description.words
        own = named(one, Path(description.folder, one.cwd).resolve(), env, where=where)
        self.description = description
        self.folder = Path(ward.folder, uuid.uuid4().hex[:8])
        self.folder.mkdir()
        key = bytes.fromhex(env.get("WIREPROOF_AUTHKEY_HEX", ""))
        self.values = values(one, self.folder, port, key, {**own, **env})
        self.authkey = b""
        self.hung = False
        self._ward = ward
        mark = ward.mark(self.folder)
        self._process = self._start({**env, MARK: mark})
        try:
            ward.watch(self._process.pid)
            if description.speechless and description.implementation.stop == "SIGTERM":
                self.stdin.close()  # of the others, its end would be the order to stop
            self.observed = Observed(self._process.pid, mark)
            self.stdout = Output(
                _pipe(self._process.stdout), on_line, on_end=on_end, longest_line=longest_line
            )
            self.stderr = Output(_pipe(self._process.stderr))
        except BaseException:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()  # its end, and that of its pipes
            raise

    def _start(self, env: dict[str, str]) -> subprocess.Popen[bytes]:
        one, where = self.description.implementation, self.description.words
        command = [self.values.fill(part, where=where) for part in one.command]
        given = environment(one, self.values, where=where)
        if key := self.values.known.get("authkey_file"):
            self.authkey = Path(key).read_bytes()
            given["WIREPROOF_AUTHKEY_HEX"] = self.authkey.hex()
        folder = Path(self.description.folder, one.cwd).resolve()
        if not folder.is_dir():
            raise NotReady(
                f"its working directory {folder} does not exist", where=where, mend="Mend `cwd`."
            )
        try:
            return subprocess.Popen(
                command,
                cwd=folder,
                env={**given, **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except (OSError, ValueError) as trouble:  # ValueError: a NUL in the command
            reason = getattr(trouble, "strerror", None) or str(trouble)
            raise NotReady(
                f"{command[0]!r} cannot be started: {reason}",
                where=where,
                mend="Check the command's first word; a relative one begins at `cwd`, "
                f"here {folder}.",
            ) from trouble

    @property
    def stdin(self) -> IO[bytes]:
        """Its input; closing it asks it to end."""
        return _pipe(self._process.stdin)

    # -- Its end -----------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """Tell whether the process that we started still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that we started; its process group has the same number."""
        return self._process.pid

    def end(self) -> str:
        """Tell how the process ended: ``exit code 1`` or ``SIGSEGV``; empty while it runs."""
        code = self._process.poll()
        if code is None:
            return ""
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):  # a real-time signal has no name
            return signal.Signals(-code).name
        return f"signal {-code}"

    def send_signal(self, number: signal.Signals) -> None:
        """Signal the process that we started."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; tell whether it came in time."""
        if seconds and self.alive:
            _await_end(self._process.pid, seconds)
        try:
            self._process.wait(0 if hasattr(os, "pidfd_open") else seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end, then kill its group and what carries its mark; twice is fine."""
        if self.alive:
            if self.description.implementation.stop == "SIGTERM":
                self.send_signal(signal.SIGTERM)
            else:
                _pipe(self._process.stdin).close()
            self.hung = not self.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Kill whatever is left, wait for it to be gone, and remove its temp folder."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + 2.0
        while (left := self.observed.pids()) and time.monotonic() < deadline:
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(LOOK_SECONDS)
        _pipe(self._process.stdin).close()
        self.stdout.finish(0.5)
        self.stderr.finish(0.5)
        self._ward.forget(self._process.pid)
        shutil.rmtree(self.folder, ignore_errors=True)


def _await_end(pid: int, seconds: float) -> None:
    """Sleep until a child of ours ends, where the system wakes us (Linux, pidfd_open(2)).

    `Popen.wait` looks again and again instead, in the end every 50 ms.
    """
    if not hasattr(os, "pidfd_open"):
        return
    descriptor = os.pidfd_open(pid)
    try:
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        waiting.poll(seconds * 1000)
    finally:
        os.close(descriptor)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("all three pipes were asked for")
    return pipe


def require_installed(description: Description) -> None:
    """Raise `CannotRunHere` where what it needs is missing."""
    one = description.implementation
    if lacks := missing(one.requires, Path(description.folder, one.cwd)):
        install = one.requires.install
        raise CannotRunHere(
            f"needs {lacks}, which is not installed here",
            where=description.words,
            mend=f"Install it: {install}" if install else "Install it.",
        )


def missing(needs: Requires, folder: Path) -> str:
    """Name the first thing that is missing here; empty where nothing is."""
    if needs.program and not shutil.which(needs.program):
        return repr(needs.program)
    if needs.module and not _importable(needs.module):
        return repr(needs.module)
    if needs.command and not _succeeds(needs.command, folder):
        return f"what `{' '.join(needs.command)}` looks for"
    return ""


@functools.cache
def _succeeds(command: tuple[str, ...], folder: Path) -> bool:
    """Ask once for all starts; with the home that targets get, in which nothing is installed."""
    home = {**os.environ, "HOME": os.devnull}
    silent = subprocess.DEVNULL
    try:
        asked = subprocess.run(
            command,
            cwd=folder,
            env=home,
            stdin=silent,
            stdout=silent,
            stderr=silent,
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):  # a parent package is missing, or is no package
        return False
