"""Paired rounds: in each round every candidate has one turn, in an order drawn anew.

What disturbs the machine for a while disturbs all of them, so their ratios stay true where their
times do not. A turn is a connection of its own, first used untimed; then calls are timed, and the
last answer is checked. A candidate that breaks is told and left out, and the others go on.
"""

from __future__ import annotations

import gc
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import NamedTuple

from wireproof.bench.clocks import cpu_seconds

TURN_PATIENCE = 30.0  # seconds without an answer: nothing that is measured here is as slow
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
    found: dict[str, Turns] = {}
    playing: dict[str, Candidate] = {}
    costs = 0.0
    for one in candidates:
        try:
            once = _probe(one)
        except Broken as trouble:
            failed(Breakage(one.name, EARLY, trouble.cause))
            continue
        iterations = max(int(share.turn_seconds / once), 1)
        found[one.name], playing[one.name] = Turns(iterations, [], [], []), one
        costs += once * (iterations + (once < LONG_CALL))
    if not playing:
        return {}
    rounds = min(max(int(share.seconds / costs), share.fewest_rounds), share.most_rounds)
    order, draw = list(playing), random.Random(seed)
    for number in range(rounds):
        draw.shuffle(order)
        for name in tuple(order):
            try:
                _turn(playing[name], found[name])
            except Broken as trouble:
                failed(Breakage(name, f"in round {number + 1} of {rounds}", trouble.cause))
                order.remove(name)
                del found[name]
        progress(number + 1, rounds)
    return found


def _probe(one: Candidate) -> float:
    """Check an answer, and find out how long a call takes."""
    with watched(), one.open() as call:
        one.check(call())
        times: list[float] = []
        while len(times) < 5 and sum(times) < LONG_CALL:
            began = time.perf_counter()
            call()
            times.append(time.perf_counter() - began)
    return max(min(times), 1e-7)


def _turn(one: Candidate, turns: Turns) -> None:
    """Time some calls over a new connection, and check what the last one answered."""
    with watched(), one.open() as call:
        if not turns.seconds or turns.seconds[-1] < LONG_CALL:
            one.check(call())
        calls = range(turns.iterations)
        with _without_collector():
            theirs, ours = cpu_seconds(one.pids), time.process_time()
            began = time.perf_counter()
            for _ in calls:
                answer = call()
            ended = time.perf_counter()
            ours, theirs = time.process_time() - ours, cpu_seconds(one.pids) - theirs
        one.check(answer)
    turns.seconds.append((ended - began) / turns.iterations)
    turns.our_cpu.append(ours / turns.iterations)
    turns.their_cpu.append(theirs / turns.iterations)


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
