"""A call: a client that we started, the order it was given, and the listener it is to use."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from wireproof.errors import BrokenAdapter, Violation
from wireproof.targets.answers import LONGEST_ANSWER, Answers, parse, shown
from wireproof.targets.description import Description
from wireproof.targets.process import Process
from wireproof.targets.ward import Ward
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Deadline, Patience
from wireproof.wire.stream import MiB, StreamConnection

LOOK_SECONDS = 0.02  # how often we look at its peak memory
SUCCESS, REPORTED = 0, 3  # exit codes; any other is a crash


class Call:
    """One run of a client against our listener. Use it in a ``with``.

    The order is one JSON line on its stdin. It prints one JSON line and ends with exit code 0, or
    with 3 where it reports a failure.
    """

    def __init__(
        self,
        description: Description,
        ward: Ward,
        patience: Patience,
        env: dict[str, str],
        order: Mapping[str, Any],
    ) -> None:
        self.patience = patience
        self.listener = Listener(patience)
        self.peak_bytes = 0
        self._answers = Answers()
        self._connected = False
        self._began = time.monotonic()
        given = {"WIREPROOF_HOST": self.listener.address.host}
        given["WIREPROOF_PORT"] = str(self.listener.address.port)
        try:
            self.process = Process(
                description,
                ward,
                {**given, **env},
                port=self.listener.address.port,
                on_line=self._answers.take_in,
                on_end=self._answers.end,
                longest_line=LONGEST_ANSWER,
            )
        except BaseException:
            self.listener.close()
            raise
        with contextlib.suppress(BrokenPipeError):  # it has ended, as `answer` will tell
            self.process.stdin.write(json.dumps(order, ensure_ascii=False).encode() + b"\n")
        self.process.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.listener.close()
        self.process.kill()

    def starved_seconds(self) -> float:
        """Tell how long the client could have run but the machine did not let it."""
        return self.process.observed.starved_seconds()

    # -- The side that the harness plays -------------------------------------------------------

    def accept(self, *, again: bool = False) -> StreamConnection:
        """Wait for it to connect; one that never does is a `Violation`.

        The first time it has its start to do: ``ready_seconds`` of its manifest.
        """
        one = self.process.description.implementation
        seconds = self.patience.connect if again else one.ready_seconds
        deadline = Deadline(seconds, self.starved_seconds)
        while left := deadline.left():
            alive = self.process.alive  # asked first: who connects and ends has connected
            wait = min(left, 0.1) if alive else 0
            if accepted := self.listener.accept(wait, self.starved_seconds):
                self._connected = True
                return accepted
            if not alive:
                self._require_a_working_adapter()
                raise Violation(f"the client ended ({self.process.end()}) and did not connect")
        raise Violation(f"the client did not connect within {seconds:g} s")

    def nobody_else(self, seconds: float) -> bool:
        """Tell whether nobody connects for a while."""
        return self.listener.accept(seconds) is None

    # -- What it says of it --------------------------------------------------------------------

    def answer(self, *, within: float = 0, most_bytes: int = 0) -> dict[str, Any]:
        """Wait for its line and its end; ``within`` is in seconds, from now.

        Raises `Violation` where it does not end in time, crashes, or comes to need more than
        ``most_bytes`` of memory; `BrokenAdapter` where what it printed is not one JSON object
        with a true or false ``ok``.
        """
        deadline = Deadline(within or self.patience.reply, self.starved_seconds)
        self._watch_until_it_ends(deadline, most_bytes)
        self.process.stdout.finish()
        if self.process.alive:
            raise Violation(f"the client did not end within {deadline.seconds:g} s")
        self._require_a_working_adapter()
        end, line = self.process.end(), self._answers.next(0)
        if end not in {f"exit code {SUCCESS}", f"exit code {REPORTED}"}:
            raise Violation(f"the client died ({end}): {self.process.stderr.last_words()}")
        if line is None:
            raise BrokenAdapter(f"the client ended ({end}) and printed no JSON line")
        answer = parse(line)
        if not isinstance(answer.get("ok"), bool):
            raise BrokenAdapter(f"the client's answer has no true or false `ok`: {shown(line)}")
        if self._answers.waiting:
            raise BrokenAdapter("the client printed more than one line")
        return answer

    def _watch_until_it_ends(self, deadline: Deadline, most_bytes: int) -> None:
        """Wait for its end and keep its peak memory in mind, which is gone with the process."""
        look = LOOK_SECONDS
        while not self.process.wait(min(look, deadline.left())):
            self.peak_bytes = max(self.peak_bytes, self.process.observed.vitals().peak_bytes)
            if most_bytes and self.peak_bytes > most_bytes:  # at once: this machine is ours
                raise Violation(
                    f"the client needed {self.peak_bytes // MiB} MiB of memory",
                    expected=f"at most {most_bytes // MiB} MiB",
                    timeless=True,
                )
            if not deadline.left():
                return

    def _require_a_working_adapter(self) -> None:
        """Whoever ends before it connects, and says nothing in form, has not been judged."""
        code = self.process.end()
        if self._connected or self.process.alive or self._answers.waiting:
            return
        self.process.stderr.finish(0.5)
        said = self.process.stderr.last_words() or "nothing"
        raise BrokenAdapter(f"the client ended ({code}) before it connected; it printed: {said}")
