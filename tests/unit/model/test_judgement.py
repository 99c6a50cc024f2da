"""From verdicts to requirements, conclusions and the exit code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.engine.tiny import CONTRACT
from wireproof.model.judgement import conclude, exit_code, settle, stale_waivers, waiver_of
from wireproof.model.manifest import Implementation, Mutant, Waiver
from wireproof.model.run import (
    CaseResult,
    ConclusionResult,
    Footer,
    Header,
    Judged,
    RequirementResult,
    Run,
    Trouble,
)
from wireproof.model.verdict import Conclusion, Level, Verdict

MUST = CONTRACT.find("T-MUST")
TODAY = dt.date(2026, 6, 1)


def implementation(**more: Any) -> Implementation:
    return Implementation(name="one", contract="tiny", command=("x",), **more)


def case(
    verdict: str, message: str = "", *, requirement: str = "T-MUST", **more: Any
) -> CaseResult:
    given = {
        "contract": "tiny",
        "implementation": "one",
        "case": "test_x::test_y",
        "requirements": (requirement,),
        "level": Level.MUST,
        "effective_level": Level.MUST,
        "verdict": Verdict(verdict),
        "seconds": 0.1,
        **({"message": message} if verdict == "fail" else {"reason": message}),
        **more,
    }
    return CaseResult(**given)


def waiver(
    fingerprint: str, *, expires: dt.date = dt.date.max, requirement: str = "T-MUST"
) -> Waiver:
    return Waiver(
        requirement=requirement, fingerprint=fingerprint, reason="r", link="l", expires=expires
    )


def row(verdict: str, requirement: str = "T-MUST", *, waived: str = "", **more: Any) -> Any:
    found = CONTRACT.find(requirement)
    assert found is not None
    given = {"level": found.level, "effective_level": found.level, **more}
    return RequirementResult(
        contract="tiny",
        implementation="one",
        requirement=requirement,
        verdict=Verdict(verdict),
        cases=1,
        waived=waived,
        **given,
    )


def every_must(verdict: str = "pass") -> list[RequirementResult]:
    names = ("T-MUST", "T-MUST-2", "T-HARDENED")
    return [row(verdict, name) for name in names]


# -- Requirements ----------------------------------------------------------------------------


def test_a_requirement_has_the_worst_verdict_of_its_cases() -> None:
    assert MUST is not None
    settled = settle(MUST, implementation(), [case("pass"), case("fail", "no"), case("error")])
    assert (settled.verdict, settled.message, settled.cases) == (Verdict.FAIL, "no", 3)
    settled = settle(MUST, implementation(), [case("untested", "declare it"), case("pass")])
    assert (settled.verdict, settled.message) == (Verdict.UNTESTED, "declare it")


def test_a_requirement_without_cases_is_untested() -> None:
    assert MUST is not None
    settled = settle(MUST, implementation(), [])
    assert (settled.verdict, settled.message) == (Verdict.UNTESTED, "no case was run")


def test_a_requirement_binds_as_the_profile_says() -> None:
    hardened = CONTRACT.find("T-HARDENED")
    assert hardened is not None
    settled = settle(hardened, implementation(profile="classic"), [case("fail")])
    assert (settled.level, settled.effective_level) == (Level.MUST, Level.SHOULD)


# -- Waivers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "waivers", "covered"),
    [
        (["no end within 2 s"], ["no end within"], True),
        (["no end within 2 s"], ["another"], False),
        (["no end within 2 s", "cut"], ["no end within"], False),
        (["no end within 2 s", "cut"], ["no end within", "cut"], True),
        ([], ["no end within"], False),
        (["cut"], [], False),
    ],
)
def test_a_waiver_covers_all_failures_or_none(
    failures: list[str], waivers: list[str], *, covered: bool
) -> None:
    cases = [case("fail", message) for message in failures]
    found = waiver_of("T-MUST", [waiver(one) for one in waivers], cases)
    assert (found is not None) is covered
    assert waiver_of("T-MUST-2", [waiver(one) for one in waivers], cases) is None
    assert MUST is not None
    mine = implementation(waiver=tuple(map(waiver, waivers)))
    assert bool(settle(MUST, mine, cases).waived) is covered


@pytest.mark.parametrize(
    ("verdict", "message", "reason"),
    [
        ("fail", "no end within 2 s", ""),
        ("fail", "cut", "no failure says 'no end' any more"),
        ("pass", "", "no failure says 'no end' any more"),
        ("untested", "no end", ""),
        ("error", "", ""),
    ],
)
def test_a_waiver_that_nothing_needs_is_stale(verdict: str, message: str, reason: str) -> None:
    mine = implementation(waiver=(waiver("no end"), waiver("x", requirement="T-MAY")))
    stale = stale_waivers(mine, [case(verdict, message)], TODAY)
    assert [one.reason for one in stale] == ([reason] if reason else [])


def test_a_waiver_expires() -> None:
    old, last_day = dt.date(2026, 5, 31), TODAY
    mine = implementation(waiver=(waiver("a", expires=old), waiver("a", expires=last_day)))
    stale = stale_waivers(mine, [case("fail", "a")], TODAY)
    assert [(one.requirement, one.reason) for one in stale] == [("T-MUST", "expired on 2026-05-31")]


# -- Conclusions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "conclusion", "reason"),
    [
        (every_must(), Conclusion.CONFORMS, ""),
        ([*every_must(), row("fail", "T-SHOULD")], Conclusion.REMARKS, ""),
        ([*every_must(), row("fail", "T-MAY")], Conclusion.REMARKS, ""),
        ([*every_must()[1:], row("fail")], Conclusion.FAILS, ""),
        ([*every_must()[1:], row("fail", waived="known")], Conclusion.REMARKS, ""),
        ([row("fail"), row("error", "T-MUST-2")], Conclusion.FAILS, ""),
        ([*every_must()[1:], row("error")], Conclusion.NOT_JUDGED, "error: T-MUST"),
        ([*every_must()[1:], row("inconclusive")], Conclusion.NOT_JUDGED, "inconclusive: T-MUST"),
        ([*every_must()[1:], row("untested")], Conclusion.NOT_JUDGED, "untested: T-MUST"),
        ([*every_must(), row("untested", "T-EXTRA")], Conclusion.CONFORMS, ""),
        ([*every_must(), row("untested", "T-SHOULD")], Conclusion.CONFORMS, ""),
        ([*every_must(), row("error", "T-SHOULD")], Conclusion.CONFORMS, ""),
        (
            [*every_must()[:2], row("fail", "T-HARDENED", effective_level=Level.SHOULD)],
            Conclusion.REMARKS,
            "",
        ),
    ],
)
def test_concludes(rows: list[RequirementResult], conclusion: Conclusion, reason: str) -> None:
    said = conclude(CONTRACT, implementation(), rows)
    assert (said.conclusion, said.reason) == (conclusion, reason)
    judged = {Verdict.PASS, Verdict.FAIL}
    assert said.tested == len([one for one in rows if one.verdict in judged])
    assert said.total == len(CONTRACT.for_role("server"))


def test_a_part_is_never_the_whole() -> None:
    said = conclude(CONTRACT, implementation(), every_must(), whole=False)
    assert said.conclusion is Conclusion.NOT_JUDGED
    assert said.reason == "only part of the contract was selected"
    said = conclude(CONTRACT, implementation(), [row("fail")], whole=False)
    assert said.conclusion is Conclusion.FAILS


def test_trouble_is_a_reason_unless_it_failed() -> None:
    said = conclude(CONTRACT, implementation(), every_must(), trouble="lost")
    assert (said.conclusion, said.reason) == (Conclusion.NOT_JUDGED, "lost")
    said = conclude(CONTRACT, implementation(), [row("fail")], trouble="lost")
    assert (said.conclusion, said.reason) == (Conclusion.FAILS, "")


def test_names_what_failed_and_what_is_remarked() -> None:
    rows = [row("fail"), row("fail", "T-MUST-2", waived="known"), row("fail", "T-SHOULD")]
    said = conclude(CONTRACT, implementation(), rows)
    assert (said.failed, said.remarks) == (("T-MUST",), ("T-MUST-2", "T-SHOULD"))


# -- The exit code ---------------------------------------------------------------------------


def conclusion(word: Conclusion, name: str = "one") -> ConclusionResult:
    return ConclusionResult(
        contract="tiny", implementation=name, conclusion=word, tested=1, total=1
    )


CONFORMS, FAILS = conclusion(Conclusion.CONFORMS), conclusion(Conclusion.FAILS)
UNJUDGED = conclusion(Conclusion.NOT_JUDGED, "two")


def trouble(kind: str) -> Trouble:
    return Trouble(kind=kind, message="x", contract="tiny", implementation="two")


STALE = stale_waivers(implementation(waiver=(waiver("x", expires=dt.date.min),)), [], TODAY)


@pytest.mark.parametrize(
    ("rows", "conclusions", "troubles", "code"),
    [
        ([], [CONFORMS], [], 0),
        ([], [conclusion(Conclusion.REMARKS)], [], 0),
        ([], [CONFORMS, FAILS], [trouble("harness"), trouble("not-ready")], 1),
        ([], [CONFORMS], [trouble("harness"), trouble("not-ready")], 4),
        ([row("error", "T-MAY")], [CONFORMS], [], 4),
        ([], [CONFORMS, UNJUDGED], [trouble("not-ready")], 3),
        ([], [CONFORMS, UNJUDGED], [], 7),
        ([], [UNJUDGED], [], 7),
        ([], [], [], 7),
        ([], [CONFORMS, UNJUDGED], [trouble("cannot-run-here")], 0),
        ([], [UNJUDGED], [trouble("cannot-run-here")], 7),
        ([], [CONFORMS], [trouble("would-not-stop")], 0),
    ],
)
def test_the_first_that_applies(
    rows: list[RequirementResult],
    conclusions: list[ConclusionResult],
    troubles: list[Trouble],
    code: int,
) -> None:
    assert exit_code(rows, conclusions, [], troubles, partial=False) == code
    stale = exit_code(rows, conclusions, STALE, troubles, partial=False)
    assert stale == (code if code in {1, 3, 4} else 5)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("pass")], 0),
        ([row("pass"), row("untested", "T-MUST-2")], 0),
        ([row("fail", waived="known")], 0),
        ([row("pass"), row("inconclusive", "T-MUST-2")], 7),
        ([row("untested")], 7),
        ([row("inapplicable")], 7),
        ([row("pass", "T-SHOULD")], 0),
        ([row("fail", "T-SHOULD")], 0),
        ([row("pass"), row("inconclusive", "T-SHOULD")], 0),
        ([row("untested", "T-SHOULD")], 7),
        ([], 7),
    ],
)
def test_a_part_is_judged_by_what_it_holds(rows: list[RequirementResult], code: int) -> None:
    assert exit_code(rows, [UNJUDGED], [], [], partial=True) == code


# -- The values themselves -------------------------------------------------------------------


def test_results_know_their_names() -> None:
    assert case("pass").key == "tiny/one"
    assert implementation().key == "tiny/one"
    judged = Judged(name="one", contract="tiny", role="server", profile="hardened", words="w")
    assert judged.key == "tiny/one"


def test_a_failure_that_went_away_is_flaky() -> None:
    assert not case("fail").flaky
    assert not case("fail", passed_again=0, repeated=2).flaky
    assert case("fail", passed_again=1, repeated=2).flaky


@pytest.mark.parametrize(
    ("footer", "complete"),
    [
        (None, False),
        (Footer(complete=False, exit_code=130, seconds=1, counts={}), False),
        (Footer(complete=True, exit_code=0, seconds=1, counts={}), True),
    ],
)
def test_a_run_without_its_footer_is_incomplete(footer: Footer | None, *, complete: bool) -> None:
    header = Header(
        schema=1,
        wireproof="0",
        started="",
        command=(),
        seed=0,
        hypothesis_profile="default",
        time_scale=1,
        machine={},
        contracts={},
        implementations=(),
    )
    assert Run(header=header, footer=footer).complete is complete


def test_a_mutant_is_an_implementation_that_tells_what_it_breaks() -> None:
    mutant = Mutant(name="forgets", command=("x",), breaks=("A", "B"), expect={"A": "cut"})
    assert mutant.expected_message("A") == "cut"
    assert mutant.expected_message("B") == ""
    one = mutant.implementation("tiny")
    assert (one.key, one.posture, one.command) == ("tiny/forgets", "strict", ("x",))
    plain = Mutant(name="forgets", command=("x",), breaks=("A",), expect="cut")
    assert plain.expected_message("A") == plain.expected_message("B") == "cut"
