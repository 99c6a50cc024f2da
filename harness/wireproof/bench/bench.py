"""`Bench`: what a benchmark function is given to start targets and to measure calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wireproof.catalogue import contracts
from wireproof.errors import NotReady
from wireproof.model.features import Features
from wireproof.model.run import Measurement
from wireproof.targets import words
from wireproof.targets.target import Target
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience, time_scale

SHORTEST_ROUND_SECONDS = 0.001  # shorter ones would measure the clock
MOST_ROUNDS, FEWEST_ROUNDS = 1000, 5


class Bench:
    """Start targets, measure calls, keep the measurements."""

    def __init__(
        self,
        ward: Ward,
        seconds: float,
        fixture: Any,  # noqa: ANN401 - pytest-benchmark's, which has no types
        tell: Callable[[Measurement], None],
    ) -> None:
        self._ward = ward
        self._seconds = seconds
        self._fixture = fixture
        self._tell = tell

    @contextmanager
    def start(self, name: str, **env: str) -> Iterator[Target]:
        """Start an implementation by the words that name it; raises `NotReady`."""
        described = words.parse([name], words.Declared())
        if len(described) != 1:
            raise NotReady(f"{name!r} names {len(described)} implementations", mend="Name one.")
        one = described[0].implementation
        groups = contracts.scenario(one.contract).contract.groups
        patience = Patience().scaled(time_scale())
        features = Features(one.features, groups)
        target = Target(described[0], patience, features, self._ward, env)
        try:
            yield target
        finally:
            target.stop()

    def measure(
        self, call: Callable[[], object], *, group: str, name: str, payload_bytes: int
    ) -> Measurement:
        """Repeat ``call`` and tell payload bytes a second, from the median round.

        The answer must have been checked before, outside of what is timed.
        """
        iterations, rounds = self._repetitions(call)
        self._fixture.group = f"{group} {payload_bytes} bytes"
        self._fixture.extra_info["payload_bytes"] = payload_bytes
        self._fixture.pedantic(call, rounds=rounds, iterations=iterations, warmup_rounds=1)
        statistics = self._fixture.stats.stats
        found = Measurement(
            group=group,
            name=name,
            unit="bytes/s",
            value=payload_bytes / statistics.median,
            median_seconds=statistics.median,
            rounds=rounds,
            payload_bytes=payload_bytes,
            extra={
                "iterations": iterations,
                "min_seconds": statistics.min,
                "iqr_seconds": statistics.iqr,
            },
        )
        self._tell(found)
        return found

    def _repetitions(self, call: Callable[[], object]) -> tuple[int, int]:
        """Choose calls per round and rounds, so that rounds are long enough and there are many."""
        began = time.perf_counter()
        call()
        once = max(time.perf_counter() - began, 1e-7)
        iterations = max(int(SHORTEST_ROUND_SECONDS / once), 1)
        rounds = int(self._seconds / (once * iterations))
        return iterations, min(max(rounds, FEWEST_ROUNDS), MOST_ROUNDS)
