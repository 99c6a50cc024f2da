"""Paired rounds: in each round every candidate has one turn, in an order drawn anew.

What disturbs the machine for a while disturbs all of them, so their ratios stay true where their
times do not. Turns are short and many: most of them are over before another program gets its share
of the processor. In a turn the first answer is checked untimed; then calls are timed, and the last
answer is checked. A candidate that breaks is told and left out, and the others go on.
"""

from __future__ import annotations

import contextlib
import gc
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import FrameType
from typing import NamedTuple

from wireproof.bench.clocks import cpu_seconds

TURN_PATIENCE = 20.0  # seconds without an answer: nothing that is measured here is as slow
CONNECTION_SECONDS = 0.05  # what is peculiar to one connection is to be in few rounds only
CONNECTION_SHARE = 20  # but what is dear to open stays so many times as long as it took
IDLE_SECONDS = 0.4  # references hang up on the idle after a little more than a second
PROBES = 5
LONG_CALL = 0.2  # seconds; what a new connection costs is nothing beside it

Call = Callable[[], object]


class Candidate(NamedTuple):
    """One of those that are compared.

    ``open`` gives the call, for the length of a connection; ``check`` raises where an answer is
    wrong; ``pids`` tells the processes on the other side.
    """

    name: str
    open: Callable[[], AbstractContextManager[Call]]
    check: Callable[[object], None]
    pids: tuple[int, ...] = ()


class Share(NamedTuple):
    """How much time a comparison may take, and how it is divided."""

    seconds: float
    turn_seconds: float
    most_rounds: int
    fewest_rounds: int


class Turns(NamedTuple):
    """What was timed of one candidate: seconds of a call, a number for each round."""

    iterations: int
    seconds: list[float]
    our_cpu: list[float]
    their_cpu: list[float]


class Broken(Exception):
    """A candidate that cannot be measured any further, and what was raised."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(cause)
        self.cause = cause


class Breakage(NamedTuple):
    """Who broke, when, and what was raised."""

    name: str
    when: str
    cause: Exception


EARLY = "before the first round"


def run(
    candidates: Sequence[Candidate],
    share: Share,
    *,
    seed: int,
    failed: Callable[[Breakage], None],
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Turns]:
    """Time all candidates in the same rounds; who breaks is handed to ``failed`` and left out."""
    playing = [_Seat(one) for one in candidates]

    def play(seats: list[_Seat], step: Callable[[_Seat], None], when: str) -> None:
        for seat in tuple(seats):
            try:
                step(seat)
            except Broken as trouble:
                playing.remove(seat)
                seat.close()
                failed(Breakage(seat.candidate.name, when, trouble.cause))

    try:
        play(playing, lambda seat: seat.probe(share.turn_seconds), EARLY)
        cost = sum(seat.cost() for seat in playing) or 1.0
        rounds = min(max(int(share.seconds / cost), share.fewest_rounds), share.most_rounds)
        draw = random.Random(seed)
        for number in range(1, rounds + 1):
            order = draw.sample(playing, len(playing))
            play(order, _Seat.turn, f"in round {number} of {rounds}")
            progress(number, rounds)
    finally:
        for seat in playing:
            seat.close()
    return {seat.candidate.name: seat.turns for seat in playing}


class _Seat:
    """A candidate's place in the rounds: its connection, which is renewed before it grows old.

    A target may hang up on whoever waits too long for his turn, and what is peculiar to one
    connection is not to be in all rounds.
    """

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.once = 0.0
        self.turns = Turns(1, [], [], [])
        self._open = ExitStack()
        self._ends = self._left = 0.0

    def close(self) -> None:
        """Hang up; what a broken connection says to that is no news."""
        with contextlib.suppress(Exception):
            self._open.close()

    def _call(self) -> Call:
        """Give the connection's call; a new one where it is old, or was idle for long."""
        now = time.monotonic()
        if now > self._ends or now - self._left > IDLE_SECONDS:
            self.close()
            self._used = self._open.enter_context(self.candidate.open())
            took = time.monotonic() - now
            self._ends = now + max(CONNECTION_SHARE * took, CONNECTION_SECONDS)
        return self._used

    def probe(self, turn_seconds: float) -> None:
        """Check an answer, and find out how long a call takes, and so how many make a turn."""
        with watched():
            call = self._call()
            self.candidate.check(call())
            times: list[float] = []
            while len(times) < PROBES and sum(times) < LONG_CALL:
                began = time.perf_counter()
                call()
                times.append(time.perf_counter() - began)
        self.once = max(min(times), 1e-7)
        self.turns = Turns(max(int(turn_seconds / self.once), 1), [], [], [])

    def cost(self) -> float:
        """Tell about how long a turn takes."""
        return self.once * (self.turns.iterations + (self.once < LONG_CALL))

    def turn(self) -> None:
        """Use the connection untimed, then time some calls, and check what the last answered."""
        pids, calls = self.candidate.pids, range(self.turns.iterations)
        with watched():
            call = self._call()
            if self.once < LONG_CALL:
                self.candidate.check(call())
            with _without_collector():
                theirs, ours = cpu_seconds(pids), time.process_time()
                began = time.perf_counter()
                for _ in calls:
                    answer = call()
                ended = time.perf_counter()
                ours, theirs = time.process_time() - ours, cpu_seconds(pids) - theirs
            self.candidate.check(answer)
        self._left = time.monotonic()
        self.turns.seconds.append((ended - began) / len(calls))
        self.turns.our_cpu.append(ours / len(calls))
        self.turns.their_cpu.append(theirs / len(calls))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep our own garbage collector out of what is timed; a target's is its own affair."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def watched() -> Iterator[None]:
    """Turn whatever goes wrong with a candidate, silence too, into `Broken`."""
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, TURN_PATIENCE)
    try:
        yield
    except Exception as trouble:
        raise Broken(trouble) from trouble
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"no answer within {TURN_PATIENCE:g} s")
