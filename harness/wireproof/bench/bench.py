"""`Bench`: what a benchmark function is given to measure contenders beside each other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from wireproof.bench import addresses, budgets, export, footprint, placement, ratios, rounds
from wireproof.bench.budgets import Budget
from wireproof.bench.contender import Contender
from wireproof.bench.line import Found, Progress
from wireproof.bench.placement import Placement
from wireproof.bench.plan import BenchPlan
from wireproof.bench.pool import Pool
from wireproof.bench.rounds import Candidate, Turns
from wireproof.errors import CannotRunHere, NotReady
from wireproof.model.run import Comparison, Measurement, Trouble

__all__ = ["Bench", "Contender"]

PROGRESS_SECONDS = 0.5  # who shows it uses the processors that we measure on
DYING_SECONDS = 0.5  # between a broken connection and the end of the process


class Bench:
    """Measure contenders in paired rounds, and tell what was found."""

    def __init__(
        self,
        pool: Pool,
        plan: BenchPlan,
        frame: export.Frame,
        tell: Callable[[Found | Progress], None],
        promised: Sequence[Budget] = (),
    ) -> None:
        self._pool = pool
        self._plan = plan
        self._frame = frame
        self._tell = tell
        self._promised = promised
        self._told = 0.0

    def beside(
        self,
        contenders: Sequence[Contender],
        *,
        group: str,
        partner: str,
        payload_bytes: int = 0,
        place: str = placement.ONE_CORE,
    ) -> None:
        """Time contenders in the same rounds, and compare each with ``partner``.

        Values are bytes a second where there is a payload, else calls a second. Who cannot start,
        dies or answers wrong is told and left out.
        """
        where = placement.find(place)
        if where is None:
            said = f"{group}, {place}: this machine lets us have one processor"
            self._tell(Trouble(kind="cannot-run-here", message=said))
            return
        title = f"{group}, {where.name}"
        label = f"{title}, {payload_bytes} bytes" if payload_bytes else title
        with where.taken():
            needs = f"{group} {payload_bytes}"
            candidates = [
                one for each in contenders if (one := self._ready(each, where, label, needs))
            ]
            turns = rounds.run(
                candidates,
                self._plan.share,
                seed=self._plan.seed,
                failed=partial(self._failed, contenders, label),
                progress=partial(self._progress, label),
            )
        for name, timed in turns.items():
            self._measured(
                title,
                name,
                payload_bytes,
                turns=timed,
                where=where,
                prints=self._pool.footprints[name, needs],
            )
        self._compared(title, partner, payload_bytes, turns)
        for each in self._promised:
            if (each.group, each.payload_bytes) == (title, payload_bytes) and (
                judged := budgets.judge(each, turns, self._plan.seed)
            ):
                self._tell(judged)

    # -- Before the rounds -------------------------------------------------------------------

    def _ready(
        self,
        one: Contender,
        where: Placement,
        label: str,
        needs: str,
    ) -> Candidate | None:
        """Start a contender, put it in its place, and see what a call needs beside time.

        That is the same in every place, and so it is seen once.
        """
        self._tell(Progress(label=f"{label}: {one.name}"))
        try:
            target = self._pool.target(one)
        except NotReady as trouble:
            kind = "cannot-run-here" if isinstance(trouble, CannotRunHere) else "not-ready"
            told = self._plan.tells_missing or kind != "cannot-run-here"
            if told and self._pool.is_news(one, kind):
                said = str(trouble).removeprefix(f"{one.name}: ")
                self._tell(Trouble(kind=kind, message=said, implementation=one.name))
            return None
        pids = tuple(target.observed.pids())
        where.put(pids)
        candidate = Candidate(one.name, partial(one.open, target), one.check, pids)
        try:
            with rounds.watched():
                if (one.name, needs) not in self._pool.footprints:
                    found = footprint.footprint(one, target, pids, self._pool.ward)
                    self._pool.footprints[one.name, needs] = found
        except rounds.Broken as trouble:
            self._failed((one,), label, rounds.Breakage(one.name, rounds.EARLY, trouble.cause))
            return None
        return candidate

    def _failed(
        self,
        contenders: Sequence[Contender],
        label: str,
        broken: rounds.Breakage,
    ) -> None:
        """Tell what became of a candidate; the next comparison gets a fresh process."""
        one = next(each for each in contenders if each.name == broken.name)
        target = self._pool.target_so_far(one)
        said = f"{label}: {broken.when}: {_spelled(broken.cause)}"
        if target and (end := target.died(within=DYING_SECONDS)):
            words = target.started.stderr.last_words()
            said += f"; its process has ended ({end})" + (
                f", its last words: {words}" if words else ""
            )
        self._pool.leave(one)
        self._tell(Trouble(kind="candidate-failed", message=said, implementation=one.name))

    def _progress(self, label: str, done: int, of: int) -> None:
        if time.monotonic() - self._told > PROGRESS_SECONDS or done == of:
            self._told = time.monotonic()
            self._tell(Progress(label=f"{label}: round {done} of {of}", share=done / of))

    # -- After them --------------------------------------------------------------------------

    def _measured(
        self,
        group: str,
        name: str,
        payload_bytes: int,
        *,
        turns: Turns,
        where: Placement,
        prints: footprint.Footprint,
    ) -> None:
        low, median, high = np.quantile(turns.seconds, [0.25, 0.5, 0.75]).tolist()
        more: dict[str, str | int | float] = {
            "iterations": turns.iterations,
            "min_seconds": min(turns.seconds),
            "iqr_seconds": high - low,
            "client_cpu_seconds": float(np.median(turns.our_cpu)),
            "target_cpu_seconds": float(np.median(turns.their_cpu)),
            "passed_bytes": prints.passed,
            "client_growth_bytes": prints.our_growth,
            "target_growth_bytes": prints.their_growth,
            "placement": where.spelled,
            "addresses": addresses.spelled(),
            "collector": "off in the client while timed",
        }
        self._tell(
            Measurement(
                group=group,
                name=name,
                unit="bytes/s" if payload_bytes else "calls/s",
                value=(payload_bytes or 1) / median,
                median_seconds=median,
                rounds=len(turns.seconds),
                payload_bytes=payload_bytes,
                extra=more,
            )
        )
        entry = f"{group}, {payload_bytes} bytes" if payload_bytes else group
        export.add(self._frame, name, entry, turns, {**more, "payload_bytes": payload_bytes})

    def _compared(
        self, group: str, partner: str, payload_bytes: int, turns: dict[str, Turns]
    ) -> None:
        for name, timed in turns.items():
            if partner in turns and name != partner:
                found = ratios.compare(timed.seconds, turns[partner].seconds, seed=self._plan.seed)
                self._tell(
                    Comparison(
                        group=group,
                        name=name,
                        partner=partner,
                        ratio=found.value,
                        low=found.low,
                        high=found.high,
                        verdict=found.verdict,
                        rounds=len(timed.seconds),
                        confidence=ratios.CONFIDENCE,
                        minimum_effect=ratios.MINIMUM_EFFECT,
                        payload_bytes=payload_bytes,
                    )
                )


def _spelled(cause: BaseException) -> str:
    """Say what a client raised, in one line."""
    text = " ".join(str(cause).split())[:300]
    return f"{type(cause).__name__}: {text}" if text else type(cause).__name__
