"""What the controller makes of what its workers tell."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from wireproof.model.manifest import Implementation
from wireproof.model.run import CaseResult, Trouble
from wireproof.model.verdict import Level, Verdict
from wireproof.suite import message
from wireproof.suite.collector import COLLECTOR, Collector, Found
from wireproof.suite.items import repeat_command
from wireproof.suite.message import Message
from wireproof.suite.scheduling import TargetScheduling
from wireproof.targets.description import Description

RESULT = CaseResult(
    contract="tiny",
    implementation="one",
    case="test_a::test_x",
    requirements=("T-1",),
    level=Level.MUST,
    effective_level=Level.MUST,
    verdict=Verdict.PASS,
    seconds=0.5,
)
TROUBLE = Trouble(kind="not-ready", message="late")


@pytest.fixture
def heard() -> list[Found]:
    return []


@pytest.fixture
def expected() -> list[int]:
    return []


@pytest.fixture
def collector(heard: list[Found], expected: list[int]) -> Collector:
    return Collector(heard.append, expected=expected.append)


def test_a_message_survives_its_way() -> None:
    sent = Message(results=(RESULT,), troubles=(TROUBLE,))
    assert message.decode(message.encode(sent)) == sent
    assert message.decode(message.encode(Message())) == Message()


def test_hands_on_what_stands_on_a_report(collector: Collector, heard: list[Found]) -> None:
    text = message.encode(Message(results=(RESULT,), troubles=(TROUBLE,)))
    properties = [("another", "x"), (message.PROPERTY, text)]
    collector.pytest_runtest_logreport(SimpleNamespace(user_properties=properties))  # type: ignore[arg-type]
    assert heard == [RESULT, TROUBLE]


def test_hears_the_last_words_of_a_worker(collector: Collector, heard: list[Found]) -> None:
    text = message.encode(Message(troubles=(TROUBLE,)))
    node = SimpleNamespace(workeroutput={message.PROPERTY: text})
    collector.pytest_testnodedown(node, None)
    collector.pytest_testnodedown(SimpleNamespace(), "Not properly terminated")
    assert heard == [
        TROUBLE,
        Trouble(kind="harness", message="a worker was lost: Not properly terminated"),
    ]


def test_names_the_case_in_which_a_worker_was_lost(
    collector: Collector, heard: list[Found]
) -> None:
    collector.pytest_handlecrashitem("test_a.py::test_x[5-@tiny/one]")
    assert heard == [
        Trouble(
            kind="harness",
            message="the worker was lost in test_a::test_x[5]",
            contract="tiny",
            implementation="one",
        )
    ]


def test_tells_once_of_a_broken_scenario(collector: Collector, heard: list[Found]) -> None:
    """Every worker reads it, and every worker tells of it."""
    text = "Traceback:\n  in test_a.py\nE   ImportError: no such module\n"
    broken: Any = SimpleNamespace(failed=True, nodeid="test_a.py", longreprtext=text)
    fine: Any = SimpleNamespace(failed=False, nodeid="test_b.py", longreprtext="")
    for report in (broken, fine, broken):
        collector.pytest_collectreport(report)
    assert [one.message for one in heard] == [
        "test_a.py is broken: E   ImportError: no such module"
    ]


def test_learns_how_many_results_are_to_come(collector: Collector, expected: list[int]) -> None:
    collector.pytest_collection_finish(SimpleNamespace(items=[1, 2]))  # type: ignore[arg-type]
    collector.pytest_xdist_node_collection_finished(["a", "b", "c"])
    assert expected == [2, 3]
    Collector(lambda _: None).pytest_xdist_node_collection_finished([])


class Node:
    """As much of a worker as is needed to end it."""

    def __init__(self) -> None:
        self.ended = False
        self.gateway = self
        self._io = self

    def kill(self) -> None:
        self.ended = True


@pytest.mark.parametrize(
    ("error", "interrupted"),
    [(KeyboardInterrupt(), True), (pytest.Session.Interrupted("stopping after 1 failures"), False)],
)
def test_ends_the_workers_of_a_run_that_is_ended(
    collector: Collector, error: BaseException, *, interrupted: bool
) -> None:
    """But `-x` is an end in order, though xdist tells of it in the same words."""
    node = Node()
    collector.pytest_configure_node(node)
    told: Any = SimpleNamespace(type=type(error))
    collector.pytest_keyboard_interrupt(told)
    assert (collector.interrupted, node.ended) == (interrupted, interrupted)


def test_is_found_by_an_engine_in_its_process(
    collector: Collector, pytestconfig: pytest.Config
) -> None:
    collector.pytest_configure(pytestconfig)
    assert pytestconfig.stash[COLLECTOR] is collector
    del pytestconfig.stash[COLLECTOR]


def test_gives_all_cases_of_a_target_to_one_worker() -> None:
    scheduling = object.__new__(TargetScheduling)
    assert scheduling._split_scope("a/test_a.py::test_x[5-@tiny/one]") == "tiny/one"
    assert scheduling._split_scope("a/test_a.py::test_x[5]") == "a/test_a.py"


def test_the_command_that_repeats_is_quoted_for_a_shell() -> None:
    one = Description(
        implementation=Implementation(name="one", contract="tiny", command=("x",)),
        folder="/",
        words="cmd:it 'is' $here",
        options=("--contract", "tiny", "--feature", "!a"),
    )
    assert repeat_command(one, "test_a::test_x[5 b]", 7) == (
        "wireproof check 'cmd:it '\"'\"'is'\"'\"' $here' --contract tiny --feature '!a' "
        "--only 'test_a::test_x[5 b]' --seed 7 --repeat 0"
    )
