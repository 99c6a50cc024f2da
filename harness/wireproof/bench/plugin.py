"""The benchmarks' own world: the `bench` fixture, and what it finds told as it comes."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from wireproof.bench import budgets
from wireproof.bench.bench import Bench
from wireproof.bench.line import Progress, tell
from wireproof.bench.plan import BenchPlan
from wireproof.bench.pool import Pool
from wireproof.model.run import Trouble


class BenchPlugin:
    """The hooks and fixtures of one benchmark process."""

    def __init__(self, plan: BenchPlan, pool: Pool) -> None:
        self._plan = plan
        self._pool = pool
        self._done = 0

    @pytest.fixture
    def bench(self, request: pytest.FixtureRequest, benchmark: Any) -> Bench:  # noqa: ANN401 - no types there
        """What a benchmark measures with, and what is promised beside it."""
        promised = budgets.read(request.path.parent)
        return Bench(self._pool, self._plan, benchmark, tell, promised)

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out of a first impression what is marked ``whole``."""
        left_out = [one for one in items if self._plan.quick and one.get_closest_marker("whole")]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [one for one in items if one not in left_out]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many comparisons are to come."""
        tell(Progress(total=len(session.items)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Whatever a comparison raises is ours, for a candidate's failures are told by name."""
        report = yield
        if call.excinfo is not None:
            error = call.excinfo.value
            said = f"{item.name}: {type(error).__name__}: {error}"
            tell(Trouble(kind="not-measured", message=said, implementation=item.name))
        return report

    def pytest_runtest_logfinish(self) -> None:
        """Tell that one is done."""
        self._done += 1
        tell(Progress(done=self._done))
