"""Start an implementation, wait until it listens, prove that the listener is its own, stop it.

Everything that goes wrong before readiness is about the run and is a `NotReady` with reason,
exit code and last words.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
import uuid
from pathlib import Path
from typing import IO

import msgspec

from wireproof.errors import CannotRunHere, NotReady
from wireproof.targets import ownership
from wireproof.targets.announcement import EXAMPLE, Announcement
from wireproof.targets.description import Description
from wireproof.targets.environment import HOST, environment, values
from wireproof.targets.observe import MARK, Observed
from wireproof.targets.output import Output
from wireproof.targets.ward import Ward
from wireproof.wire.address import Address

STOP_SECONDS = 5.0
LOOK_SECONDS = 0.01  # how often we look whether it listens
PORT_CHOICES = 5  # how many strangers we suffer on ports that we chose

_NOWHERE = Address("nowhere")


class Launched:
    """A process that we started. It listens once `wait_until_ready` returns."""

    def __init__(
        self, description: Description, ward: Ward, env: dict[str, str], port: int
    ) -> None:
        self.description = description
        self.folder = Path(ward.folder, uuid.uuid4().hex[:8])
        self.folder.mkdir()
        self.values = values(description.implementation, self.folder, port)
        self.address = _NOWHERE
        self.addresses: dict[str, Address] = {}
        self.authkey = b""
        self.hung = False
        self._ward = ward
        self._said = Announcement()
        mark = ward.mark(self.folder)
        self._process = self._start({**env, MARK: mark})
        try:
            ward.watch(self._process.pid)
            self.observed = Observed(self._process.pid, mark)
            self.stdout = Output(_pipe(self._process.stdout), self._said.read)
            self.stderr = Output(_pipe(self._process.stderr))
        except BaseException:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()  # its end, and that of its pipes
            raise

    # -- Starting ----------------------------------------------------------------------------

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

    def wait_until_ready(self) -> None:
        """Wait for the announcement or the listener; raises `NotReady`."""
        one = self.description.implementation
        deadline = time.monotonic() + one.ready_seconds
        while not (ready := self._listens()) and self.alive:
            if time.monotonic() > deadline:
                raise self._not_ready(self._late())
            self._pause()
        if not self.alive:
            raise self._not_ready(self._ended(listened=ready))

    def _pause(self) -> None:
        if self.description.implementation.ready == "announce" and not self._said.told.is_set():
            self._said.told.wait(LOOK_SECONDS)
        else:
            time.sleep(LOOK_SECONDS)

    def _listens(self) -> bool:
        """Tell whether it listens; raises `NotReady` where somebody else does."""
        if self.description.implementation.ready == "announce":
            if not self._said.told.is_set():
                return False
            address = self._said.main(self.description.words)
            if address is None:
                return True
            self.address, self.addresses = address, self._said.addresses
        elif "socket" in self.values.known:
            self.address = Address("unix", path=self.values.known["socket"])
        else:
            port = int(self.values.value("port", where=self.description.words))
            self.address = Address("tcp", host=HOST, port=port)
        return self._owned()

    def _owned(self) -> bool:
        """Tell whether the listener is there and ours; a stranger's is refused."""
        if not ownership.provable():
            return True  # not Linux: what needs proof is untested there
        kind, found = ownership.listening(self.address)
        self.address = msgspec.structs.replace(self.address, scheme=kind)
        if not found or not ownership.strangers(found, self.observed):
            return bool(found)
        # What was closed, or handed to a child, while we looked is nobody else's: look again.
        _, still = ownership.listening(self.address)
        if self.alive and ownership.strangers(found & still, self.observed):
            raise self._not_ready(f"another process listens on {self.address}")
        return False

    # -- Not ready ---------------------------------------------------------------------------

    def _ended(self, *, listened: bool) -> str:
        """Say how it ended, and whether it has left somebody behind."""
        left = [pid for pid in self.observed.pids() if pid != self.pid]
        self.stderr.finish()
        self.stdout.finish(0.2)
        if left:
            return (
                f"ended ({self.end()}) and left {len(left)} process(es) behind, as a daemon does; "
                "it must stay in the foreground"
            )
        return f"ended {'as soon as' if listened else 'before'} it listened ({self.end()})"

    def _late(self) -> str:
        """Say what was missing when the time was up."""
        one = self.description.implementation
        late = f"was not ready within {one.ready_seconds:g} s"
        if self.address != _NOWHERE:
            return f"{late}: nothing listens on {self.address}"
        if not self._said.read(self.stdout.unfinished):
            return f"{late}: its announcement has no newline at its end"
        if self._said.almost:
            return f"{late}: this is no JSON line: {self._said.almost}"
        return f"{late}: it did not announce where it listens"

    def _not_ready(self, reason: str) -> NotReady:
        said = self.stderr.last_words() or self.stdout.last_words()
        mend = {
            "announce": f"Print {EXAMPLE} on a line of its own once it listens, or write "
            'ready = "listen" and use {port}.',
            "listen": "It must listen on {host}:{port}, or at {socket}.",
        }[self.description.implementation.ready]
        printed = f"It printed: {said}" if said else "It printed nothing."
        return NotReady(reason, where=self.description.words, mend=f"{mend} {printed}")

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
        try:
            self._process.wait(seconds)
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


def launch(
    description: Description, ward: Ward, *, env: dict[str, str] | None = None, port: int = 0
) -> Launched:
    """Start an implementation and wait until it listens.

    ``port`` asks for one port (a restart). Raises `CannotRunHere`, `NotReady`; nothing is left
    running then.
    """
    _check_requirements(description)
    choices = 1 if port or description.implementation.ready == "announce" else PORT_CHOICES
    while True:
        choices -= 1
        started = Launched(description, ward, env or {}, port)
        try:
            started.wait_until_ready()
        except BaseException as trouble:
            # Between our choice of a port and the program's bind, a stranger may have taken it.
            stolen = choices and isinstance(trouble, NotReady) and _stolen(started)
            started.kill()
            if not stolen:
                raise
        else:
            return started


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("all three pipes were asked for")
    return pipe


def _stolen(started: Launched) -> bool:
    """Tell whether a stranger listens where the program was told to."""
    _, found = ownership.listening(started.address)
    return bool(ownership.strangers(found, started.observed))


def _check_requirements(description: Description) -> None:
    needs = description.implementation.requires
    missing = needs.program and not shutil.which(needs.program)
    if missing or (needs.module and not _importable(needs.module)):
        raise CannotRunHere(
            f"needs {needs.program or needs.module!r}, which is not installed here",
            where=description.words,
            mend=f"Install it: {needs.install}" if needs.install else "Install it.",
        )


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):  # a parent package is missing, or is no package
        return False
