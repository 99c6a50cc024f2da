from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from tests.unit.reports import specimens
from wireproof.model.run import Run
from wireproof.reports import junit

# The dialect's elements and attributes, as its schema lists them.
SCHEMA = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {
        *("name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname")
    },
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"classname", "name", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"type", "message"},
    "system-out": set(),
    "system-err": set(),
}


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it


def suites(run: Run) -> dict[str, ET.Element]:
    root = parsed(junit.render(run, specimens.CONTRACTS))
    return {suite.get("name", ""): suite for suite in root}


def outcomes(suite: ET.Element) -> Counter[str]:
    inner = [case.find("*") for case in suite.iter("testcase")]
    return Counter("pass" if one is None else one.get("type", "") for one in inner)


@pytest.mark.parametrize("run", [specimens.every_kind, specimens.cut_off, specimens.hostile])
def test_uses_only_what_the_dialect_has(run: Callable[[], Run]) -> None:
    root = parsed(junit.render(run(), specimens.CONTRACTS))
    for element in root.iter():
        assert set(element.attrib) <= SCHEMA[element.tag]


def test_a_suite_per_implementation_and_one_for_the_run() -> None:
    assert list(suites(specimens.every_kind())) == [
        *("tcp-echo/threaded", "tcp-echo/evented", "tcp-echo/forked"),
        *("xmlrpc/fast", "xmlrpc/slow", "wireproof"),
    ]


def test_only_what_makes_our_exit_code_red_is_red() -> None:
    found = suites(specimens.every_kind())
    assert outcomes(found["tcp-echo/forked"]) == {
        "pass": 3,
        "wireproof.fail": 2,
        "wireproof.waived": 1,
        "wireproof.untested": 1,
        "wireproof.inapplicable": 1,
    }
    tags = {
        inner.tag for case in found["tcp-echo/evented"] for inner in case if case.tag == "testcase"
    }
    assert tags == {"skipped", "system-err"}  # a remark
    assert outcomes(found["xmlrpc/slow"])["wireproof.error"] == 1


def test_the_counts_are_those_of_the_elements() -> None:
    for suite in suites(specimens.every_kind()).values():
        counted = {
            "tests": len(suite.findall("testcase")),
            "failures": len(suite.findall("testcase/failure")),
            "errors": len(suite.findall("testcase/error")),
            "skipped": len(suite.findall("testcase/skipped")),
        }
        assert {name: int(suite.get(name, "")) for name in counted} == counted


def test_a_failure_carries_what_is_needed_to_repeat_it() -> None:
    failure = suites(specimens.every_kind())["tcp-echo/forked"].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "fail: the stream ended 512 bytes early"
    assert "repeat: wireproof check tcp-echo/forked --only ECHO-001 --seed 7" in (
        failure.text or ""
    )


def test_in_a_run_of_mutants_the_survivor_is_the_failure() -> None:
    found = suites(specimens.proved())
    assert {name: outcomes(suite) for name, suite in found.items()} == {
        "tcp-echo mutants": {"pass": 3, "wireproof.survived": 1}
    }


def test_an_incomplete_run_is_an_error() -> None:
    about = suites(specimens.cut_off())["wireproof"]
    assert about.find("testcase/error[@type='wireproof.incomplete']") is not None


def test_hostile_words_arrive_as_text() -> None:
    failure = suites(specimens.hostile())[f"tcp-echo/forked{specimens.SEEN}"].find(
        "testcase/failure"
    )
    assert failure is not None
    assert (failure.text or "").startswith(specimens.SEEN)
