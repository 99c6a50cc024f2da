"""The life of a target in a run: started once, charged with its death, never mixed up."""

from __future__ import annotations

import os
import socket
from typing import Any

from tests.engine import tiny
from tests.engine.project import Project, wait_until
from tests.engine.tiny import judged, results, verdicts
from wireproof.model.verdict import Verdict

# -- The life of a target --------------------------------------------------------------------

DYING = """
@requirement("T-MUST")
def test_before(target): ask(target, "hello")
@requirement("T-MUST")
def test_dies(target): ask(target, "die SIGSEGV")
@requirement("T-MUST-2")
def test_after(target): ask(target, "hello")
@requirement("T-SHOULD")
def test_exits(target): ask(target, "exit 9")
@requirement("T-MAY")
def test_at_the_end(target): ask(target, "hello")
"""


def test_a_death_is_charged_to_its_case_alone(project: Project) -> None:
    judged(project, DYING, "--repeat", "0", code=1)
    assert verdicts(project) == {
        "test_before": "pass",
        "test_dies": "fail",
        "test_after": "pass",
        "test_exits": "fail",
        "test_at_the_end": "pass",
    }
    found = results(project)
    assert found["test_dies"].message.startswith("the target died (SIGSEGV): ")
    assert found["test_exits"].message.startswith("the target died (exit code 9): ")
    assert [found[name].died for name in ("test_dies", "test_after")] == [True, False]
    assert len(tiny.starts(project)) == 3


LATE = """
@requirement("T-MUST")
def test_sows(target): ask(target, "die-soon SIGSEGV")
@requirement("T-MUST-2")
def test_reaps(target): ask(target, "hello")
"""


def test_a_late_death_is_charged_to_the_case_before(project: Project) -> None:
    """It lies between two cases: the first had passed, the second is not to suffer for it."""
    cases = LATE.replace(
        "def test_reaps(target)",
        "def test_reaps(calm, target)",
    )
    calm = """
    import time
    @pytest.fixture
    def calm():
        "The death comes a moment after the answer; there is nothing of the target to look at."
        time.sleep(0.4)
    """
    tiny.install(project, _dedented(calm) + cases)
    project.check(tiny.manifest(project), "--repeat", "0", code=1)
    told = [(one.case.partition("::")[2], one.verdict) for one in project.run().results]
    assert told == [
        ("test_sows", Verdict.PASS),
        ("test_sows", Verdict.FAIL),
        ("test_reaps", Verdict.PASS),
    ]
    late = project.run().results[1]
    assert late.message == "the target died (SIGSEGV) soon after the case"
    assert {row.requirement: row.verdict for row in project.run().requirements}["T-MUST"] == "fail"


def _dedented(text: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in text.splitlines())


NEEDING = """
@requirement("T-MUST")
def test_basis(target): raise Violation("no")
@requirement("T-MUST-2", needs=("T-MUST",))
def test_built_on_it(target): raise Violation("of course not")
@requirement("T-SHOULD", needs=("T-MAY",))
def test_built_on_nothing(target): ask(target, "hello")
"""


def test_one_fault_does_not_fail_what_is_built_on_it(project: Project) -> None:
    judged(project, NEEDING, code=1)
    assert verdicts(project) == {
        "test_basis": "fail",
        "test_built_on_it": "untested",
        "test_built_on_nothing": "pass",
    }
    assert results(project)["test_built_on_it"].reason == "needs T-MUST, which failed"


WOUNDING = """
@requirement("T-MUST")
def test_first(target): print(told(target, "pid"))
@requirement("T-MUST", fresh=True)
def test_second(target): print(told(target, "pid"))
@requirement("T-MUST")
def test_third(target): print(told(target, "pid"))
@requirement("T-MUST", fresh=True)
def test_ends_it(target): target.send_sigterm(within=2)
@requirement("T-MUST")
def test_ends_it_and_does_not_say_so(target): target.send_sigterm(within=2)
@requirement("T-MUST")
def test_last(target): ask(target, "hello")
"""


def test_a_case_that_may_wound_gets_a_process_of_its_own(project: Project) -> None:
    judged(project, WOUNDING, code=7)
    assert set(verdicts(project).values()) == {"pass"}
    # first; second; third; ends_it; ends_it_and_does_not_say_so; last
    assert len(tiny.starts(project)) == 6


FLAKY = """
import itertools
turns = itertools.count()
@requirement("T-MUST")
def test_flaky(target):
    if next(turns) == 0: raise Violation("the first time only")
@requirement("T-MUST-2")
def test_steady(target): raise Violation("every time")
"""


def test_a_flaky_failure_stays_a_failure(project: Project) -> None:
    done = judged(project, FLAKY, "--repeat", "3", code=1)
    found = results(project)
    told = [(one.verdict, one.flaky, one.passed_again, one.repeated) for one in found.values()]
    assert told == [(Verdict.FAIL, True, 3, 3), (Verdict.FAIL, False, 0, 3)]
    assert "passed 3 of 3 times when repeated" in done.out
    assert len(tiny.starts(project)) == 1 + 3 + 1 + 3  # fresh for each try, and after the tries


def test_a_target_is_started_once_and_stays_with_one_worker(project: Project) -> None:
    cases = "".join(
        f'@requirement("T-MUST")\ndef test_{n}(target): ask(target, "hello")\n' for n in range(6)
    )
    tiny.install(project, cases)
    names = [{"name": f"n{number}"} for number in range(3)]
    project.check(tiny.manifest(project, *names), "-n", "2", code=7)
    run = project.run()
    workers = {key: {one.worker for one in run.results if one.key == key} for key in _keys(run)}
    assert [len(one) for one in workers.values()] == [1, 1, 1]
    assert set.union(*workers.values()) == {"gw0", "gw1"}
    assert len(run.results) == 18
    assert len(tiny.starts(project)) == 3


def _keys(run: Any) -> set[str]:
    return {one.key for one in run.results}


# -- Targets that somebody else started ------------------------------------------------------


def test_who_goes_away_cannot_be_tested_any_more(project: Project, address: str) -> None:
    tiny.install(project, DYING)
    project.check(address, "--contract", "tiny", "--repeat", "0", code=1)
    assert verdicts(project) == {
        "test_before": "pass",
        "test_dies": "fail",
        "test_after": "untested",
        "test_exits": "untested",
        "test_at_the_end": "untested",
    }
    assert results(project)["test_after"].reason.startswith("nothing listens there any more since")


LOOKING = """
@requirement("T-PROCESS")
def test_sees(target): target.vitals()
@requirement("T-CONTROL")
def test_controls(target): target.launched.kill()
"""


def test_an_address_is_neither_seen_nor_controlled(project: Project, address: str) -> None:
    tiny.install(project, LOOKING)
    project.check(address, "--contract", "tiny", code=7)
    assert verdicts(project) == {"test_sees": "untested", "test_controls": "untested"}


def test_nobody_is_judged_where_nobody_listens(project: Project) -> None:
    tiny.install(project, DYING)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        word = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        project.check(word, "--contract", "tiny", code=3)
    (trouble,) = project.run().troubles
    assert trouble.kind == "not-ready"
    assert trouble.message.startswith(f"{word}: nobody can be reached there (connection refused")
    assert set(verdicts(project).values()) == {"untested"}


# -- Workers


def test_measuring_cases_run_one_at_a_time(project: Project) -> None:
    """Two cases that measure would measure each other."""
    cases = """
    import time
    @requirement("T-MUST", measures=True)
    def test_measures(target):
        mine = os.path.join(os.environ["TMPDIR"], "..", "measuring")
        os.mkdir(mine)
        time.sleep(0.3)
        os.rmdir(mine)
    """
    tiny.install(project, cases)
    names = [{"name": f"n{number}"} for number in range(3)]
    project.check(tiny.manifest(project, *names), "--only", "T-MUST", "-n", "3", code=0)


def test_a_lost_worker_is_our_trouble(project: Project) -> None:
    """A case that takes its worker with it is never blamed on the target."""
    cases = """
    @requirement("T-MUST")
    def test_kills_its_worker(target):
        if target.implementation.name == "n0": os._exit(1)
        ask(target, "hello")
    """
    tiny.install(project, cases)
    names = [{"name": f"n{number}"} for number in range(2)]
    project.check(tiny.manifest(project, *names), "--only", "T-MUST", code=4)
    run = project.run()
    assert "the worker was lost in test_tiny::test_kills_its_worker" in {
        one.message for one in run.troubles
    }
    assert [str(one.verdict) for one in run.results] == ["pass"]
    wait_until(lambda: not any(_alive(pid) for pid in tiny.starts(project)), 5)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
