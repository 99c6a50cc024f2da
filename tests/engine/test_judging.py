"""What a case raised, what a target declared, and what the run says of it."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from tests.engine import tiny
from tests.engine.project import Project
from tests.engine.tiny import judged, results, verdicts
from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.results.schema import run_schema

# -- From what a case raised to a verdict ----------------------------------------------------

RAISED = """
@requirement("T-MUST")
def test_passes(target): ask(target, "hello")
@requirement("T-MUST")
def test_violation(target): raise Violation("not so", expected="this", seen="that")
@requirement("T-MUST")
def test_assertion(target): assert told(target, "hello") == "goodbye", "said hello"
@requirement("T-MUST")
def test_assertion_in_a_library(target):
    from unittest import mock
    mock.Mock().assert_called()
@requirement("T-MUST")
def test_other_exception(target): raise OSError(24, "Too many open files")
@requirement("T-MUST")
def test_inconclusive(target): raise Inconclusive("no stimulus")
@requirement("T-MUST")
def test_untested(target): raise Untested("no tool")
@requirement("T-MUST")
def test_inapplicable(target): raise Inapplicable("not so")
@requirement("T-MUST")
def test_group(target):
    raise ExceptionGroup("two", [Violation("one"), OSError("other")])
@requirement("T-MUST")
def test_group_of_failures(target):
    raise ExceptionGroup("two", [Violation("one"), Violation("other")])
@requirement("T-MUST")
def test_skipped(target): pytest.skip("why not")
@requirement("T-MUST")
def test_exits(target): raise SystemExit(3)
@requirement("T-MUST-2")
def test_limit(target): target.limit("size")
@requirement("T-MUST-2")
def test_value(target): target.value("app")
@requirement("T-MUST-2")
def test_in_teardown(target, request):
    def fail(): raise Violation("too late")
    request.addfinalizer(fail)
"""


MEASURED = """
@requirement("T-MUST")
def test_measures(target):
    ask(target, "hello")
    target.note("12 apples")
@requirement("T-MUST-2")
def test_measures_nothing(target): ask(target, "hello")
"""


def test_what_a_case_has_measured_stands_in_its_result(project: Project) -> None:
    judged(project, MEASURED, code=7)  # the other requirements have no case
    told = {name: (one.verdict, one.reason) for name, one in results(project).items()}
    assert told == {
        "test_measures": (Verdict.PASS, "12 apples"),
        "test_measures_nothing": (Verdict.PASS, ""),
    }


HELD_UP = """
import ctypes
def hold_everything_up(): ctypes.PyDLL(None).usleep(1_300_000)  # and keep the interpreter's lock
@requirement("T-MUST")
def test_of_time(target):
    hold_everything_up()
    raise Violation("no reply within 2 s")
@requirement("T-MUST")
def test_of_content(target):
    hold_everything_up()
    raise Violation("differs at byte 3", timeless=True)
"""


def test_a_pause_of_ours_excuses_what_time_can_cause_and_nothing_else(project: Project) -> None:
    judged(project, HELD_UP, code=1)
    assert verdicts(project) == {"test_of_time": "inconclusive", "test_of_content": "fail"}
    assert "kept us waiting for 1." in results(project)["test_of_time"].reason


TOO_LATE_ONCE = """
tried = []
@requirement("T-MUST")
def test_of_time(target):
    tried.append(target.launched.pid)
    if len(tried) == 1: raise Inconclusive("we left the connection alone for 2 s")
    assert len(set(tried)) == 2
"""


def test_who_was_too_late_tries_again_on_a_fresh_process(project: Project) -> None:
    judged(project, TOO_LATE_ONCE, code=7)  # the other requirements have no case
    assert verdicts(project) == {"test_of_time": "pass"}


def test_maps_what_a_case_raised_to_a_verdict(project: Project) -> None:
    judged(project, RAISED, code=1)
    assert verdicts(project) == {
        "test_passes": "pass",
        "test_violation": "fail",
        "test_assertion": "fail",
        "test_assertion_in_a_library": "error",
        "test_other_exception": "error",
        "test_inconclusive": "inconclusive",
        "test_untested": "untested",
        "test_inapplicable": "inapplicable",
        "test_group": "error",
        "test_group_of_failures": "fail",
        "test_skipped": "untested",
        "test_exits": "error",
        "test_limit": "untested",
        "test_value": "untested",
        "test_in_teardown": "fail",
    }
    found = results(project)
    told = found["test_violation"]
    assert (told.message, told.flaky, told.repeated) == ("not so", False, 2)
    assert told.evidence is not None
    assert (told.evidence.expected, told.evidence.seen) == ("this", "that")
    assert told.evidence.traceback.count("  File ") == 1  # of the case; pytest's are left out
    assert found["test_assertion"].message == "said hello assert 'hello' == 'goodbye'"
    assert found["test_other_exception"].message == "OSError: [Errno 24] Too many open files"
    assert found["test_untested"].reason == "no tool"
    assert found["test_limit"].reason == "declare the limit `size` to be judged on it"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('ask(target, "hello")', 0),
        ('raise OSError("no")', 4),
        ('raise Inconclusive("no")', 7),
    ],
)
def test_ends_with_the_code_of_its_verdict(project: Project, body: str, code: int) -> None:
    judged(
        project,
        f"""
        @requirement("T-MUST")
        def test_it(target): {body}
        """,
        *("--only", "T-MUST", "--repeat", "0"),
        code=code,
    )


# -- Features, limits, levels ----------------------------------------------------------------

EVERY_ROW = """
def decide(identifier, body):
    @requirement(identifier)
    def case(target): body(target)
    return case
def fail(target): raise Violation("no")
def hello(target): ask(target, "hello")
test_fails_extra = decide("T-EXTRA", fail)
test_passes_extra = decide("T-EXTRA", hello)
test_fails_no_extra = decide("T-NO-EXTRA", fail)
test_sized = decide("T-SIZE", lambda target: ask(target, str(target.limit("size"))))
test_sees = decide("T-PROCESS", lambda target: target.vitals().processes)
test_controls = decide("T-CONTROL", lambda target: target.launched.pid)
test_client = decide("T-CLIENT", hello)
"""


def test_undeclared_features_are_only_ever_earned(project: Project) -> None:
    judged(project, EVERY_ROW, code=7)
    assert verdicts(project) == {
        "test_fails_extra": "untested",
        "test_passes_extra": "pass",
        "test_fails_no_extra": "untested",
        "test_sized": "untested",
        "test_sees": "pass",
        "test_controls": "pass",
    }
    found = results(project)
    assert found["test_fails_extra"].reason == "declare `extra` to be judged on it (no)"
    assert found["test_fails_no_extra"].reason == "declare `!extra` to be judged on it (no)"


@pytest.mark.parametrize(
    ("features", "found"),
    [
        (["extra"], ("fail", "pass", "inapplicable")),
        (["!extra"], ("inapplicable", "inapplicable", "fail")),
    ],
)
def test_declared_features_bind(
    project: Project, features: list[str], found: tuple[str, ...]
) -> None:
    judged(project, EVERY_ROW, code=1, features=features, limits={"size": 3})
    said = verdicts(project)
    cases = ("test_fails_extra", "test_passes_extra", "test_fails_no_extra")
    assert tuple(said[name] for name in cases) == found
    assert said["test_sized"] == "pass"


def test_the_command_line_outranks_the_manifest(project: Project) -> None:
    words = ("--feature", "!extra", "--limit", "size=4", "--only", "T-EXTRA")
    judged(project, EVERY_ROW, *words, code=7, features=["extra"])
    assert set(verdicts(project).values()) == {"inapplicable"}


HARDENED = """
@requirement("T-HARDENED")
def test_hardened(target): raise Violation("no")
@requirement("T-SHOULD")
def test_should(target): ask(target, "hello")
@requirement("T-MAY")
def test_may(target): ask(target, "hello")
"""


@pytest.mark.parametrize(
    ("profile", "level", "conclusion", "code"),
    [
        ("hardened", Level.MUST, Conclusion.FAILS, 1),
        ("classic", Level.SHOULD, Conclusion.NOT_JUDGED, 0),
    ],
)
def test_classic_targets_hear_a_remark(
    project: Project, profile: str, level: Level, conclusion: Conclusion, code: int
) -> None:
    judged(project, HARDENED, "--profile", profile, "--only", "T-HARDENED", code=code)
    (row,) = project.run().requirements
    (said,) = project.run().conclusions
    assert (row.verdict, row.level, row.effective_level) == (Verdict.FAIL, Level.MUST, level)
    assert said.conclusion is conclusion


@pytest.mark.parametrize(
    ("level", "cases"),
    [
        ("must", {"test_hardened"}),
        ("should", {"test_hardened", "test_should"}),
        ("may", {"test_hardened", "test_should", "test_may"}),
    ],
)
def test_level_selects_what_binds_at_least_so_much(
    project: Project, level: str, cases: set[str]
) -> None:
    judged(project, HARDENED, "--level", level, "--repeat", "0", code=1)
    assert set(verdicts(project)) == cases


# -- Waivers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fingerprint", "expires", "code", "waived", "stale"),
    [
        ("no end within", "2999-01-01", 0, "known", []),
        ("another failure", "2999-01-01", 1, "", ["no failure says 'another failure' any more"]),
        ("no end within", "2020-01-01", 5, "known", ["expired on 2020-01-01"]),
    ],
    ids=["matches", "is stale", "has expired"],
)
def test_a_waiver_covers_one_failure_for_a_time(
    project: Project, fingerprint: str, expires: str, code: int, waived: str, stale: list[str]
) -> None:
    waiver = tiny.waiver("T-MUST", fingerprint, expires)
    judged(project, tiny.FAILING, "--repeat", "0", code=code, waiver=[waiver])
    run = project.run()
    row = next(one for one in run.requirements if one.requirement == "T-MUST")
    assert (row.verdict, row.waived) == (Verdict.FAIL, waived)
    assert [one.reason for one in run.stale] == stale


def test_a_waiver_of_what_passes_is_stale(project: Project) -> None:
    cases = tiny.FAILING.replace('raise Violation("no end within 2 s")', tiny.ASKING)
    judged(project, cases, code=5, waiver=[tiny.waiver("T-MUST")])


# -- All of it


def test_every_line_of_a_run_keeps_the_schema(project: Project) -> None:
    tiny.install(project, RAISED + EVERY_ROW)
    name = tiny.manifest(
        project,
        {"features": ["extra"], "waiver": [tiny.waiver("T-MUST-2", "none", "2020-01-01")]},
        {"name": "late", "command": ["./no-such-program"]},
    )
    project.check(name, "--repeat", "0", code=1)
    keeps = Draft202012Validator(run_schema())
    kinds = set()
    for line in (project.folder / "out" / "run.jsonl").read_text().splitlines():
        keeps.validate(json.loads(line))
        kinds.add(json.loads(line)["type"])
    assert kinds == {
        *("header", "result", "requirement", "conclusion", "stale-waiver", "trouble", "footer")
    }
