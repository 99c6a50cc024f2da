"""When a proof has seen enough of a mutant, and when it must go on."""

from __future__ import annotations

from wireproof.model.run import CaseResult
from wireproof.model.verdict import Level, Verdict
from wireproof.suite.enough import Enough
from wireproof.suite.plan import Wanted

KEY = "tiny/mutant"
WANTED = Wanted(
    requirements={KEY: ("T-1", "T-2", "T-8", "T-9")},
    beside={KEY: ("T-8", "T-9")},
    caught_by={KEY: {"T-1": "too late", "T-2": "too few"}},
)


def result(verdict: Verdict, *ids: str, message: str = "", key: str = KEY) -> CaseResult:
    contract, _, implementation = key.partition("/")
    return CaseResult(
        contract=contract,
        implementation=implementation,
        case="test_a::test_x",
        requirements=ids,
        level=Level.MUST,
        effective_level=Level.MUST,
        verdict=verdict,
        seconds=0.0,
        message=message,
    )


def test_a_fault_is_looked_for_until_it_is_caught_with_its_words() -> None:
    enough = Enough(WANTED)
    for found in (
        result(Verdict.PASS, "T-1"),
        result(Verdict.ERROR, "T-1", message="too late"),
        result(Verdict.FAIL, "T-1", message="too few"),
        result(Verdict.FAIL, "T-1", message="came too late", key="tiny/other"),
    ):
        enough.learn(found)
        assert not enough.of(KEY, ("T-1",))
    enough.learn(result(Verdict.FAIL, "T-1", message="came too late"))
    assert enough.of(KEY, ("T-1",))


def test_a_case_that_decides_two_goes_on_for_the_other() -> None:
    enough = Enough(WANTED)
    enough.learn(result(Verdict.FAIL, "T-1", "T-2", message="too late"))
    assert not enough.of(KEY, ("T-1", "T-2"))
    assert enough.of(KEY, ("T-1", "T-9"))
    enough.learn(result(Verdict.FAIL, "T-2", message="too few"))
    assert enough.of(KEY, ("T-1", "T-2"))


def test_one_requirement_that_passes_beside_is_enough_unless_it_fails_too() -> None:
    enough = Enough(WANTED)
    assert not enough.of(KEY, ("T-8",))
    enough.learn(result(Verdict.PASS, "T-8"))
    assert enough.of(KEY, ("T-9",))
    enough.learn(result(Verdict.FAIL, "T-8"))
    assert not enough.of(KEY, ("T-9",))
    enough.learn(result(Verdict.PASS, "T-9"))
    assert enough.of(KEY, ("T-8",))


def test_a_brief_check_leaves_what_has_failed() -> None:
    enough = Enough(Wanted(), brief=True)
    enough.learn(result(Verdict.FAIL, "T-1"))
    enough.learn(result(Verdict.ERROR, "T-2"))
    assert enough.of(KEY, ("T-1",))
    assert not enough.of(KEY, ("T-1", "T-2"))
    assert not enough.of("tiny/other", ("T-1",))


def test_without_a_proof_nothing_is_ever_enough() -> None:
    enough = Enough(Wanted())
    enough.learn(result(Verdict.FAIL, "T-1"))
    assert not enough.of(KEY, ("T-1",))
