"""The benchmarks' own world: the `bench` fixture, and measurements told as they come."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from wireproof.bench.bench import Bench
from wireproof.bench.line import tell
from wireproof.bench.plan import BenchPlan
from wireproof.errors import CannotRunHere, NotReady
from wireproof.model.run import Trouble
from wireproof.targets.ward import Ward


class BenchPlugin:
    """The hooks and fixtures of one benchmark process."""

    def __init__(self, plan: BenchPlan, ward: Ward) -> None:
        self._plan = plan
        self._ward = ward

    @pytest.fixture
    def bench(self, benchmark: Any) -> Bench:  # noqa: ANN401 - no types there
        """What a benchmark starts targets and measures with."""
        return Bench(self._ward, self._plan.seconds, benchmark, tell)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many measurements are to come."""
        tell(len(session.items))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A candidate that fails is a trouble of its own; the others go on."""
        report = yield
        if call.excinfo is not None:
            error = call.excinfo.value
            kind = "not-measured"
            if isinstance(error, NotReady):
                kind = "cannot-run-here" if isinstance(error, CannotRunHere) else "not-ready"
            tell(Trouble(kind=kind, message=f"{item.name}: {error}", implementation=item.name))
        return report
