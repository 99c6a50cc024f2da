"""A target: what a case talks to. A started implementation, or one that somebody else runs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from wireproof.errors import NotReady, Untested, Violation
from wireproof.model.evidence import Exchange
from wireproof.model.features import Features
from wireproof.targets.calling import Call
from wireproof.targets.description import Description
from wireproof.targets.launch import Launched, launch
from wireproof.targets.observe import Observed, Vitals
from wireproof.targets.process import Process, require_installed
from wireproof.targets.tool import Answer, Order, Tool, start_tool
from wireproof.targets.ward import Ward
from wireproof.targets.words import parse_address
from wireproof.wire.address import Address
from wireproof.wire.patience import Patience
from wireproof.wire.stream import StreamConnection, connect
from wireproof.wire.transcript import Transcript, Transcripts


class Target:
    """What a case talks to, observes, and stops.

    ``features`` and ``limits`` are what it says of itself; ``patience`` is how long we wait.
    """

    def __init__(
        self,
        description: Description,
        patience: Patience,
        features: Features,
        ward: Ward,
        env: dict[str, str] | None = None,
    ) -> None:
        self.description = description
        self.implementation = description.implementation
        self.features = features
        self.patience = patience
        self._ward = ward
        self._env = env or {}
        self._transcripts = Transcripts()
        self._variants: list[Target] = []
        self._expected_end = False
        self._starved_before = 0.0
        self._called: Call | None = None
        self.noted = ""
        self._process = self._start()
        if description.running:
            self._require_somebody()

    def _start(self) -> Process | None:
        """Start it, as its role wants; a client is started anew for each call."""
        one = self.description
        if one.running:
            return None
        if self.implementation.role == "client":
            require_installed(one)
            return None
        if self.implementation.role == "tool":
            return start_tool(one, self._ward, self._env)
        return launch(one, self._ward, env=self._env)

    def _require_somebody(self) -> None:
        """Raise `NotReady` where nobody listens: there would be nobody to judge."""
        if self.address.scheme == "udp":
            return  # a datagram that nobody takes is no news
        try:
            self.connect().close()
        except (Violation, OSError) as trouble:
            raise NotReady(
                f"nobody can be reached there ({trouble})",
                where=self.description.words,
                mend="Start it first, or check the address.",
            ) from trouble

    def answers(self) -> bool:
        """Tell whether anybody still takes connections there."""
        try:
            self.connect().close()
        except (Violation, Untested, OSError):
            return False
        return True

    def __repr__(self) -> str:
        return f"<Target {self.description.key}>"  # and no port: counterexamples are compared

    # -- What it is --------------------------------------------------------------------------

    @property
    def address(self) -> Address:
        """Where it listens."""
        if isinstance(self._process, Launched):
            return self._process.address
        if self._process or not self.implementation.address:
            raise Untested("it listens nowhere")
        return parse_address(self.implementation.address)

    @property
    def authkey(self) -> bytes:
        """The key that it was given by ``{authkey_file}``, or that we were told; empty without."""
        if self._process:
            return self._process.authkey
        path = self.description.authkey_file
        return Path(path).read_bytes() if path else b""

    def value(self, name: str) -> str:
        """Tell a placeholder's value in this start, as ``result``."""
        if not self._process:
            raise Untested(f"{{{name}}} is known only of targets that we started")
        return self._process.values.value(name)

    def limit(self, name: str) -> float:
        """Tell a declared limit; raises `Untested` where it is not declared."""
        value = self.implementation.limits.get(name)
        if not isinstance(value, int | float):
            raise Untested(f"declare the limit `{name}` to be judged on it")
        return float(value)

    def has(self, feature: str) -> bool:
        """Tell whether a feature is declared, or was found by a probe."""
        return self.features.has(feature)

    @property
    def strict(self) -> bool:
        """Tell whether contested outcome sets are narrowed."""
        return self.implementation.posture == "strict"

    # -- Talking to it -----------------------------------------------------------------------

    def connect(
        self, *, receive_buffer: int = 0, address: Address | None = None
    ) -> StreamConnection:
        """Open a recorded connection; ``receive_buffer`` sets SO_RCVBUF before connecting."""
        where = address or self.address
        if not (where.port or where.path):
            raise Untested("it listens nowhere, so nobody can connect to it")
        return connect(
            where,
            self.patience,
            self._recorded(str(where)),
            starvation=self.starved_seconds,
            receive_buffer=receive_buffer,
            idle_timeout=float(self.implementation.limits.get("idle_timeout", 0)),
        )

    def starved_seconds(self) -> float:
        """Tell how long, in this case, the target could have run but the machine did not let it."""
        watched = self._observed() or Observed(os.getpid())
        return max(watched.starved_seconds() - self._starved_before, 0.0)

    # -- Asking a tool, calling a client -----------------------------------------------------

    def ask(self, order: Order, *, within: float = 0) -> Answer:
        """Give a tool one order and take its answer, for which it has ``within`` seconds.

        Raises `Violation` where no answer comes, `BrokenAdapter` where it is out of form.
        """
        return self.ask_many([order], within=within)[0]

    def ask_many(self, orders: Sequence[Order], *, within: float = 0) -> list[Answer]:
        """Give a tool many orders at once; the answers are in the same order. See `ask`."""
        return self._tool.ask_many(
            orders,
            self.patience,
            self._recorded("stdin", len(orders)),
            self.starved_seconds,
            within=within,
        )

    def tell(self, *lines: bytes, within: float = 0) -> list[bytes]:
        """Give a tool lines as they are, and take as many lines. See `ask`."""
        return self._tool.tell_many(
            lines,
            self.patience,
            self._recorded("stdin", len(lines)),
            self.starved_seconds,
            within=within,
        )

    @property
    def _tool(self) -> Tool:
        if not isinstance(self._process, Tool):
            raise Untested("it is no tool, so it cannot be asked")
        return self._process

    def _recorded(self, peer: str, inputs: int = 1) -> Transcript:
        transcript = Transcript(peer)
        self._transcripts.add(transcript, inputs=inputs)
        return transcript

    @contextmanager
    def call(self, order: Order, **env: str) -> Iterator[Call]:
        """Start a client with an order, for which it is to connect to us; kill it at the end."""
        if self.implementation.role != "client":
            raise Untested("it is no client, so it calls nobody")
        with Call(
            self.description, self._ward, self.patience, {**self._env, **env}, order
        ) as called:
            self._called = called
            try:
                yield called
            finally:
                for transcript in called.listener.transcripts:
                    self._transcripts.add(transcript)

    # -- Observing it ------------------------------------------------------------------------

    @property
    def observable(self) -> bool:
        """Tell whether its processes can be seen."""
        return self._observed() is not None

    def require_sight(self) -> None:
        """Raise `Untested` where its processes cannot be seen; of a client's we see each."""
        if self.implementation.role != "client":
            _ = self.observed

    def require_control(self) -> None:
        """Raise `Untested` where somebody else started it."""
        if self.implementation.role != "client":
            _ = self.started

    def _observed(self) -> Observed | None:
        if self._process:
            return self._process.observed
        return Observed(self.description.pid) if self.description.pid else None

    @property
    def observed(self) -> Observed:
        """Its processes; raises `Untested` where they cannot be seen."""
        observed = self._observed()
        if observed is None or not observed.visible:
            raise Untested("its process cannot be observed: give --pid, or let us start it")
        return observed

    def vitals(self) -> Vitals:
        """Read descriptors, threads, CPU, memory and zombies now."""
        return self.observed.vitals()

    # -- Its life ----------------------------------------------------------------------------

    @property
    def started(self) -> Process:
        """The process that we started; raises `Untested` where somebody else did."""
        if not self._process:
            raise Untested("it was started by somebody else, so we do not stop it")
        return self._process

    @property
    def launched(self) -> Launched:
        """The server that we started; raises `Untested` where somebody else did."""
        if not isinstance(self.started, Launched):
            raise Untested("it listens nowhere")
        return self.started

    def died(self, *, within: float = 0) -> str:
        """Tell how it ended though nobody asked for it; empty while all is well.

        Who dies closes its sockets a little before it is dead: after a failure look ``within``
        a moment.
        """
        ends = [one.died_itself(within=within) for one in (self, *self._variants)]
        return next(filter(None, ends), "")

    @property
    def broke(self) -> bool:
        """Tell whether it ended a connection of this case, or took none: it may be dying."""
        return any(transcript.broken for transcript in self._transcripts)

    def died_itself(self, *, within: float = 0) -> str:
        """As `died`, variants left out."""
        if self._process is None or self._expected_end or not self._process.wait(within):
            return ""
        return self._process.end()

    @property
    def ended(self) -> bool:
        """Tell whether the process that we started is gone, asked or not."""
        return self._process is not None and not self._process.alive

    def send_sigterm(self, *, within: float) -> float:
        """Ask the process to end and wait; tell the seconds it took, or raise `Violation`."""
        started, began = self.started, time.monotonic()
        self._expected_end = True
        started.send_signal(signal.SIGTERM)
        if not started.wait(within):
            raise Violation(f"no end within {within:g} s of SIGTERM")
        return time.monotonic() - began

    def start_again_on_the_same_port(self) -> None:
        """Kill the process and start it anew where it was; raises `Violation` if it cannot.

        Raises `Untested` where the port cannot be asked for.
        """
        before = self.launched
        if "port" not in before.values.known:
            raise Untested("its command has no {port}, so it cannot be started again on one port")
        port = before.address.port
        self._expected_end = True
        before.kill()
        try:
            self._process = launch(self.description, self._ward, env=self._env, port=port)
        except NotReady as trouble:
            raise Violation(f"does not start again on port {port}: {trouble.what}") from trouble
        self._expected_end = False

    @contextmanager
    def variant(self, *, speechless: bool = False, **env: str) -> Iterator[Target]:
        """Start the same implementation once more, with other environment variables.

        ``WIREPROOF_AUTHKEY_HEX`` is the key that ``{authkey_file}`` holds, too. ``speechless``:
        nobody is there to be asked for a password.
        """
        self.require_control()
        described = msgspec.structs.replace(self.description, speechless=speechless)
        other = Target(described, self.patience, self.features, self._ward, {**self._env, **env})
        other._transcripts = self._transcripts
        self._variants.append(other)
        try:
            yield other
            if end := other.died_itself():
                raise Violation(f"the target died: {end}")
        finally:
            self._variants.remove(other)
            other.stop()

    def stop(self, *, seconds: float = 5.0) -> None:
        """Stop what we started; an address stays as it is."""
        if self._process:
            self._process.stop(seconds=seconds)

    @property
    def hung(self) -> bool:
        """Tell whether it had to be killed when it was asked to stop."""
        return bool(self._process and self._process.hung)

    # -- Evidence ----------------------------------------------------------------------------

    def begin_case(self) -> None:
        """Forget the transcripts of the case before, and what the machine withheld in it."""
        self._transcripts.clear()
        self._called, self.noted = None, ""
        watched = self._observed() or Observed(os.getpid())
        self._starved_before = watched.starved_seconds(roughly=True)

    def note(self, measured: str) -> None:
        """Tell what this case has measured; it stands in the result even if all is well."""
        self.noted = measured

    @property
    def inputs(self) -> int:
        """Tell the connections of this case, and the orders that a tool was given in it."""
        return self._transcripts.inputs

    def exchanges(self) -> tuple[Exchange, ...]:
        """Give the transcripts of this case, the latest last."""
        return tuple(transcript.frozen() for transcript in self._transcripts)

    def printed(self) -> tuple[str, str]:
        """Give the tails of stdout and stderr."""
        if not (process := self._latest_process):
            return "", ""
        return process.stdout.text(at_most=8192), process.stderr.text(at_most=8192)

    def end(self) -> str:
        """Tell how the process ended, empty while it runs or where it is not ours."""
        return self._latest_process.end() if self._latest_process else ""

    @property
    def _latest_process(self) -> Process | None:
        """The process that evidence is about: a client's is that of its latest call."""
        return self._called.process if self._called else self._process
