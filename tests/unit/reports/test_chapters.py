from __future__ import annotations

from msgspec.structs import replace

from tests.unit.reports import specimens
from wireproof.model.verdict import Conclusion
from wireproof.reports.chapters import CUT_OFF, Chapter, Subject, chapters
from wireproof.reports.kinds import Kind


def echo() -> Chapter:
    return chapters(specimens.every_kind(), specimens.CONTRACTS)[0]


def forked() -> Subject:
    return next(one for one in echo().subjects if one.name == "forked")


def test_a_chapter_per_contract_in_the_header_s_order() -> None:
    found = chapters(specimens.every_kind(), specimens.CONTRACTS)
    assert [(one.name, [subject.name for subject in one.subjects]) for one in found] == [
        ("tcp-echo", ["threaded", "evented", "forked"]),
        ("xmlrpc", ["fast", "slow"]),
    ]


def test_kinds_tell_remarks_and_waived_failures_from_failures() -> None:
    kinds = {identifier: forked().kind(identifier) for identifier in echo().requirements}
    assert kinds == {
        "ECHO-001": Kind.FAIL,
        "ECHO-002": Kind.PASS,
        "ECHO-006": Kind.UNTESTED,
        "ECHO-007": Kind.FAIL,
        "ECHO-009": Kind.PASS,
        "ECHO-014": Kind.WAIVED,
        "ECHO-020": Kind.PASS,
        "ECHO-021": Kind.INAPPLICABLE,
    }


def test_a_case_is_waived_with_its_requirement() -> None:
    kinds = [forked().kind_of_case(case) for case in forked().results]
    assert kinds.count(Kind.WAIVED) == 1


def test_the_order_is_the_contract_s_whatever_the_run_s() -> None:
    run = specimens.every_kind()
    run = replace(run, requirements=run.requirements[::-1])
    found = chapters(run, specimens.CONTRACTS)[0].subjects[0]
    assert list(found.requirements) == [row.id for row in specimens.ECHO.requirement]


def test_what_was_cut_off_is_not_judged() -> None:
    """Its cells show what was found so far; nobody conforms."""
    found = chapters(specimens.cut_off(), specimens.CONTRACTS)[0].subjects
    assert {one.conclusion.conclusion for one in found} == {Conclusion.NOT_JUDGED}
    assert {one.conclusion.reason for one in found} == {CUT_OFF}
    assert [(one.conclusion.tested, one.conclusion.total) for one in found] == [
        (8, 8),
        (8, 8),
        (2, 8),
    ]
    assert found[2].conclusion.failed == ("ECHO-001",)


def test_without_the_contract_the_run_s_own_ids_remain() -> None:
    found = chapters(specimens.every_kind(), {})[0]
    assert list(found.requirements) == [row.id for row in specimens.ECHO.requirement]
    assert found.texts_version == 0


def test_a_requirement_that_the_contract_lost_is_still_shown() -> None:
    shorter = replace(specimens.ECHO, requirement=specimens.ECHO.requirement[1:])
    found = chapters(specimens.every_kind(), {"tcp-echo": shorter})[0]
    assert list(found.requirements)[-1] == "ECHO-001"


def test_results_of_somebody_whom_the_header_does_not_name_are_shown() -> None:
    run = specimens.passing()
    run = replace(run, header=replace(run.header, implementations=()))
    assert [one.name for one in chapters(run, {})[0].subjects] == ["threaded"]
