"""Start an implementation, wait until it listens, prove that the listener is its own, stop it.

Everything that goes wrong before readiness is about the run and is a `NotReady` with reason,
exit code and last words.
"""

from __future__ import annotations

import time

import msgspec

from wireproof.errors import NotReady
from wireproof.targets import ownership
from wireproof.targets.announcement import EXAMPLE, Announcement
from wireproof.targets.description import Description
from wireproof.targets.environment import HOST
from wireproof.targets.process import LOOK_SECONDS, Process
from wireproof.targets.ward import Ward
from wireproof.wire.address import Address

DAEMON_LOOKS = 3  # for whom a program has left behind
PORT_CHOICES = 5  # how many strangers we suffer on ports that we chose

_NOWHERE = Address("nowhere")


class Launched(Process):
    """A server that we started. It listens once `wait_until_ready` returns."""

    def __init__(
        self, description: Description, ward: Ward, env: dict[str, str], port: int
    ) -> None:
        self.address = _NOWHERE
        self.addresses: dict[str, Address] = {}
        self._said = Announcement()
        super().__init__(description, ward, env, port=port, on_line=self._said.read)

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
        left = self._left_behind()
        self.stderr.finish()
        self.stdout.finish(0.2)
        if left:
            return (
                f"ended ({self.end()}) and left {len(left)} process(es) behind, as a daemon does; "
                "it must stay in the foreground"
            )
        return f"ended {'as soon as' if listened else 'before'} it listened ({self.end()})"

    def _left_behind(self) -> list[int]:
        """List who outlives it; who is about to become a daemon may be between two forks."""
        for _ in range(DAEMON_LOOKS):
            if left := [pid for pid in self.observed.pids() if pid != self.pid]:
                return left
            time.sleep(LOOK_SECONDS)
        return []

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


def launch(
    description: Description, ward: Ward, *, env: dict[str, str] | None = None, port: int = 0
) -> Launched:
    """Start an implementation and wait until it listens.

    ``port`` asks for one port (a restart). Raises `CannotRunHere`, `NotReady`; nothing is left
    running then.
    """
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


def _stolen(started: Launched) -> bool:
    """Tell whether a stranger listens where the program was told to."""
    _, found = ownership.listening(started.address)
    return bool(ownership.strangers(found, started.observed))
