"""From what a case raised to a verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis.errors import Unsatisfiable

from wireproof.errors import (
    CannotRunHere,
    HarnessTrouble,
    Inapplicable,
    Inconclusive,
    NotReady,
    Untested,
    Violation,
)
from wireproof.model.verdict import Verdict
from wireproof.suite.verdicts import Raised, judge

FOLDER = Path(__file__).parent


def raised(act: Callable[[], object], folder: Path = FOLDER) -> Raised:
    try:
        act()
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is judged
        return judge(error, folder)
    raise AssertionError("nothing was raised")


def throw(error: BaseException) -> Callable[[], object]:
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "verdict", "message"),
    [
        (Violation("no"), "fail", "no"),
        (AssertionError("one\ntwo\n\nthree\nfour"), "fail", "one two"),
        (AssertionError(), "fail", "an assertion of the case failed"),
        (Inapplicable("a"), "inapplicable", "a"),
        (Inconclusive("a"), "inconclusive", "a"),
        (Unsatisfiable("a"), "inconclusive", "a"),
        (Untested("a"), "untested", "a"),
        (NotReady("a", where="w", mend="m"), "untested", "w: a. m"),
        (CannotRunHere("a"), "untested", "a."),
        (pytest.skip.Exception("a"), "untested", "a"),
        (HarnessTrouble("a"), "error", "HarnessTrouble: a."),
        (OSError(24, "Too many open files"), "error", "OSError: [Errno 24] Too many open files"),
        (KeyError("a"), "error", "KeyError: 'a'"),
        (SystemExit(3), "error", "SystemExit: 3"),
        (ExceptionGroup("g", [Violation("a"), Violation("b")]), "fail", "a"),
        (ExceptionGroup("g", [Violation("a"), KeyError("b")]), "error", "KeyError: 'b'"),
        (ExceptionGroup("g", [Violation("a"), Untested("b")]), "untested", "b"),
        (ExceptionGroup("g", [ExceptionGroup("h", [KeyError("a")])]), "error", "KeyError: 'a'"),
    ],
)
def test_maps_what_was_raised(error: BaseException, verdict: str, message: str) -> None:
    said = raised(throw(error))
    assert (said.verdict, said.message) == (Verdict(verdict), message)
    assert bool(said.traceback) is (verdict in {"fail", "error"})


def test_keeps_what_was_expected_and_seen() -> None:
    said = raised(throw(Violation("no", expected="this", seen="that")))
    assert (said.expected, said.seen) == ("this", "that")
    assert "Violation: no" in said.traceback


def test_an_assertion_elsewhere_is_no_verdict_about_a_target(tmp_path: Path) -> None:
    assert raised(throw(AssertionError("x")), tmp_path).verdict is Verdict.ERROR
    assert judge(AssertionError("never raised"), FOLDER).verdict is Verdict.ERROR


def test_a_counterexample_stands_in_the_notes() -> None:
    for error in (Violation("no"), AssertionError("no"), KeyError("no")):
        error.add_note("Falsifying example: x=1")
        error.add_note("y=2")
        assert raised(throw(error)).counterexample == "Falsifying example: x=1\ny=2"


def test_is_short() -> None:
    said = raised(throw(AssertionError("x" * 100_000)))
    assert len(said.message) == 400
    assert len(said.seen) == 4000
    assert len(said.traceback) <= 8000
