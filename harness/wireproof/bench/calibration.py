"""How far a verdict can be trusted on this machine: the rate of false alarms, and the power.

Each comparison starts the same program twice, as `bench` would start two programs, and adds a
third candidate: the second one again, with a tenth of its own time added to each call. Between
the first two there is nothing to find; between the first and the third there is a tenth.
"""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wireproof.bench import addresses, placement, ratios, rounds
from wireproof.bench.pool import describe, start
from wireproof.bench.rounds import Breakage, Candidate, Share
from wireproof.errors import HarnessTrouble
from wireproof.model.run import Calibration
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward

PROGRAM = "tcp-echo/threaded"
MESSAGE = bytes(range(64))
DELAY = 0.1
COMPARISONS = 200
PAID_AT_ONCE = 5e-6  # seconds
SHARE = Share(seconds=0.6, turn_seconds=0.0005, most_rounds=200, fewest_rounds=200)

Seen = Callable[[int, int], None]


def calibrate(ward: Ward, seed: int, seen: Seen, comparisons: int = COMPARISONS) -> Calibration:
    """Compare again and again; ``seen`` is told how many comparisons are done, of how many."""
    where = placement.find(placement.ONE_CORE)
    alarms: Counter[str] = Counter()
    slowed: Counter[str] = Counter()
    began = time.monotonic()
    with (where or placement.Placement(placement.FREE)).taken():
        for number in range(comparisons):
            same, tenth = _verdicts(_paired(ward, where, seed + number), seed + number)
            alarms[same], slowed[tenth] = alarms[same] + 1, slowed[tenth] + 1
            seen(number + 1, comparisons)
    false = alarms["faster"] + alarms["slower"]
    return Calibration(
        comparisons=comparisons,
        false_alarms=false,
        false_alarm_interval=ratios.proportion(false, comparisons),
        seen=slowed["slower"],
        seen_interval=ratios.proportion(slowed["slower"], comparisons),
        mistaken=slowed["faster"] + slowed["same"],
        delay=DELAY,
        minimum_effect=ratios.MINIMUM_EFFECT,
        confidence=ratios.CONFIDENCE,
        rounds=SHARE.most_rounds,
        placement=where.spelled if where else placement.FREE,
        addresses=addresses.spelled(),
        seconds=round(time.monotonic() - began, 1),
    )


def _paired(ward: Ward, where: placement.Placement | None, seed: int) -> dict[str, rounds.Turns]:
    """Start two processes, and time them in the same rounds."""
    one, other = (start(describe(PROGRAM), ward) for _ in range(2))
    try:
        candidates = [
            _candidate("one", one, where),
            _candidate("other", other, where),
            _candidate("slowed", other, where, delay=DELAY),
        ]
        return rounds.run(candidates, SHARE, seed=seed, failed=_broken)
    finally:
        one.stop()
        other.stop()


def _verdicts(turns: dict[str, rounds.Turns], seed: int) -> tuple[ratios.Verdict, ratios.Verdict]:
    """Judge the same code beside itself, and the slowed code beside the first process."""
    first = turns["one"].seconds
    same = ratios.compare(turns["other"].seconds, first, seed=seed)
    slowed = ratios.compare(turns["slowed"].seconds, first, seed=seed)
    return same.verdict, slowed.verdict


def _candidate(
    name: str, target: Target, where: placement.Placement | None, *, delay: float = 0.0
) -> Candidate:
    pids = tuple(target.observed.pids())
    if where:
        where.put(pids)

    @contextmanager
    def opened() -> Iterator[rounds.Call]:
        family, place = target.address.endpoint
        with socket.socket(family) as stream:
            stream.connect(place)
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def call() -> bytes:
                stream.sendall(MESSAGE)
                return stream.recv(2 * len(MESSAGE))

            yield _slowed(call, delay)

    return Candidate(name, opened, _check, pids)


def _slowed(call: rounds.Call, delay: float) -> rounds.Call:
    """Add a share of their own time to calls; what is too short for a clock is saved up.

    All candidates are called through this, so that its own cost is in all of their times.
    """
    owed = 0.0

    def slow() -> object:
        nonlocal owed
        began = time.perf_counter()
        answer = call()
        now = time.perf_counter()
        owed += (now - began) * delay
        if owed > PAID_AT_ONCE:
            until, owed = now + owed, 0.0
            while time.perf_counter() < until:
                pass
        return answer

    return slow


def _check(answer: object) -> None:
    if answer != MESSAGE:
        raise ValueError("the echo differs")


def _broken(broken: Breakage) -> None:
    raise HarnessTrouble(
        f"the machine cannot be calibrated: {PROGRAM} broke {broken.when} ({broken.cause})",
        mend=f"Look at `wireproof check {PROGRAM}`.",
    )
