"""The controller's side: receives what workers tell and hands it on, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wireproof.model.run import CaseResult, Trouble
from wireproof.suite import message, names
from wireproof.suite.scheduling import TargetScheduling

Found = CaseResult | Trouble
Sink = Callable[[Found], None]


class Collector:
    """Pass results and troubles to ``sink``; stop the run where it asks for it."""

    def __init__(self, sink: Sink, *, expected: Callable[[int], None] | None = None) -> None:
        self.interrupted = False
        self._sink = sink
        self._nodes: list[Any] = []
        self._broken: set[str] = set()
        self._expected = expected or (lambda _: None)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Be found by an engine in this very process."""
        config.stash[COLLECTOR] = self

    def take(self, text: str) -> None:
        """Hand one message on."""
        told = message.decode(text)
        for result in told.results:
            self._sink(result)
        for trouble in told.troubles:
            self._sink(trouble)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Find the message on a report."""
        for name, text in report.user_properties:
            if name == message.PROPERTY:
                self.take(str(text))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A scenario that cannot be read is our trouble; every worker tells of it."""
        if report.failed and report.nodeid not in self._broken:
            self._broken.add(report.nodeid)
            last = report.longreprtext.strip().rpartition("\n")[2]
            self._sink(Trouble(kind="harness", message=f"{report.nodeid} is broken: {last}"))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """End the workers at once; their wardens clean up.

        They would finish their case first, and xdist would wait ten seconds for it.
        """
        if excinfo.type is not KeyboardInterrupt:
            return  # how pytest and xdist tell of `-x`, or of a scenario that is broken
        self.interrupted = True
        for node in self._nodes:
            node.gateway._io.kill()  # noqa: SLF001 - as execnet itself does after the wait

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:  # noqa: ANN401 - xdist's
        """Remember a worker before it is started."""
        self._nodes.append(node)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many results are to come, where we run the cases ourselves."""
        self._expected(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Tell how many results are to come from the workers."""
        self._expected(len(ids))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:  # noqa: ANN401 - xdist's
        """Take what a worker said last; a lost worker is our trouble, never the target's."""
        text = getattr(node, "workeroutput", {}).get(message.PROPERTY)
        if text:
            self.take(text)
        if error:
            self._sink(Trouble(kind="harness", message=f"a worker was lost: {error}"))

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str) -> None:
        """Name the case in which a worker was lost."""
        key = names.implementation(crashitem)
        contract, _, implementation = key.partition("/")
        self._sink(
            Trouble(
                kind="harness",
                message=f"the worker was lost in {names.case(crashitem)}",
                contract=contract,
                implementation=implementation,
            )
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> TargetScheduling:  # noqa: ANN401
        """Use our scheduler."""
        return TargetScheduling(config, log)


COLLECTOR = pytest.StashKey[Collector]()
