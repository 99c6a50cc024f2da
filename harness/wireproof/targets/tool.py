"""A tool: a program that answers JSON lines on stdin with JSON lines on stdout, in order."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Mapping, Sequence
from typing import Any

from wireproof.errors import BrokenAdapter, NotReady, Violation
from wireproof.targets.answers import LONGEST_ANSWER, Answers, parse, shown
from wireproof.targets.description import Description
from wireproof.targets.process import Process
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Deadline, Patience, Starvation
from wireproof.wire.transcript import Transcript

GREETING = {"id": 0, "op": "hello"}
DYING_SECONDS = 0.5  # from the end of its output to the end of the process

Order = Mapping[str, Any]
Answer = dict[str, Any]


class Tool(Process):
    """A tool that we started. It answers once `wait_until_ready` returns."""

    def __init__(self, description: Description, ward: Ward, env: dict[str, str]) -> None:
        self._answers = Answers()
        self._next = 1
        super().__init__(
            description,
            ward,
            env,
            on_line=self._answers.take_in,
            on_end=self._answers.end,
            longest_line=LONGEST_ANSWER,
        )
        os.set_blocking(self.stdin.fileno(), False)

    def wait_until_ready(self) -> None:
        """Greet it: one that does not answer at all was never ready to be judged.

        Raises `NotReady`. What it answers does not matter here.
        """
        seconds = self.description.implementation.ready_seconds
        deadline = Deadline(seconds)
        try:
            self._write(json.dumps(GREETING).encode() + b"\n", deadline)
            line = self._answers.next(deadline.left())
        except (Violation, BrokenAdapter) as trouble:
            raise self._not_ready(str(trouble)) from None
        if line is None:
            self.wait(DYING_SECONDS)
            end = self.end()
            ended = f"ended ({end}) before it answered" if end else "closed its output"
            late = f"did not answer {json.dumps(GREETING)} within {seconds:g} s"
            raise self._not_ready(ended if self._answers.ended else late)

    def _not_ready(self, reason: str) -> NotReady:
        self.stderr.finish(0.5)
        said = self.stderr.last_words() or self.stdout.last_words()
        printed = f"It printed: {said}" if said else "It printed nothing."
        return NotReady(
            reason,
            where=self.description.words,
            mend=f"Answer each line with one JSON line, and flush it. {printed}",
        )

    # -- Asking ------------------------------------------------------------------------------

    def ask_many(
        self,
        orders: Sequence[Order],
        patience: Patience,
        transcript: Transcript,
        starvation: Starvation,
        *,
        within: float = 0,
    ) -> list[Answer]:
        """Give all orders at once, each with an ``id`` of its own, and take as many answers.

        ``within`` is the seconds for each answer. Raises `Violation` where one does not come,
        `BrokenAdapter` where it is not the answer to its order.
        """
        first = self._next
        self._next += len(orders)
        numbered = [{"id": first + place, **one} for place, one in enumerate(orders)]
        lines = [json.dumps(one, ensure_ascii=False).encode() for one in numbered]
        found = []
        for place, line in enumerate(
            self.tell_many(lines, patience, transcript, starvation, within=within)
        ):
            answer = parse(line)
            due = numbered[place]["id"]
            if answer.get("id") != due or isinstance(answer.get("id"), bool):
                raise BrokenAdapter(
                    f"the answer to the order with id {due!r} has the id {answer.get('id')!r}: "
                    f"{shown(line)}"
                )
            found.append(answer)
        return found

    def tell_many(
        self,
        lines: Sequence[bytes],
        patience: Patience,
        transcript: Transcript,
        starvation: Starvation,
        *,
        within: float = 0,
    ) -> list[bytes]:
        """Send lines as they are and take as many lines back; raises as `ask_many`."""
        if self._answers.waiting:
            raise BrokenAdapter("it has printed more lines than it was given")
        text = b"".join(line + b"\n" for line in lines)
        transcript.sent(text)
        self._write(text, Deadline(patience.bulk(len(text)), starvation))
        found = []
        for _ in lines:
            deadline = Deadline(within or patience.reply, starvation)
            line = self._answers.next(deadline.left())
            while line is None and not self._answers.ended and (left := deadline.left()):
                line = self._answers.next(left)
            if line is None:
                transcript.happened("no answer")
                raise Violation(self._silence(deadline.seconds))
            transcript.received(line + b"\n")
            found.append(line)
        return found

    def _silence(self, seconds: float) -> str:
        if not self._answers.ended:
            return f"no answer within {seconds:g} s"
        self.wait(DYING_SECONDS)
        end = self.end()
        return f"it ended ({end}) without an answer" if end else "it closed its output"

    def _write(self, text: bytes, deadline: Deadline) -> None:
        """Write without blocking: a tool that waits for us to read must not make us wait."""
        rest = memoryview(text)
        while rest:
            try:
                rest = rest[os.write(self.stdin.fileno(), rest) :]
            except BlockingIOError:
                if not (left := deadline.left()):
                    raise Violation(
                        f"it took {len(text) - len(rest)} of {len(text)} bytes "
                        f"within {deadline.seconds:g} s"
                    ) from None
                select.select([], [self.stdin], [], min(left, 1.0))
            except BrokenPipeError:
                return  # it has ended, and the answer that is missing says so


def start_tool(description: Description, ward: Ward, env: dict[str, str]) -> Tool:
    """Start a tool and wait until it answers; raises `NotReady`, and nothing is left then."""
    started = Tool(description, ward, env)
    try:
        started.wait_until_ready()
    except BaseException:
        started.kill()
        raise
    return started
