"""Fuzzing XML-RPC: mistakes that hide in a payload are found by properties, with the least payload.

The targets are mutants of our own references, and only properties are run against them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine.project import Project
from tests.engine.tiny import judged
from wireproof.model.verdict import Verdict

ROOT = Path(__file__).parents[2]
SECONDS = 3  # a property that finds nothing would go on for so long


class Planted(NamedTuple):
    """A mistake, the property that is to find it, and the least payload that shows it."""

    mutant: str
    requirement: str
    payload: str


PLANTED = [
    Planted(
        "takes_a_struct_for_a_fault",
        "XRPC-031",
        "value=Struct(tuple([('faultCode', Int(number=0, spelling='int'))])),",
    ),
    Planted("writes_raw_returns", "XRPC-035", r"text='a\rb',"),
    Planted(
        "leaves_out_inner_nil",
        "XRPC-037",
        "value=Struct(tuple([('a', Struct(members=(('a', Nil()),)))])),",
    ),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.mutant)
def test_fuzzing_finds_what_hides_in_a_payload(project: Project, planted: Planted) -> None:
    project.env["PYTHONPATH"] += f":{ROOT}"
    mutants = f"{sys.executable} -m reference_impl.xmlrpc.mutants_types"
    project.check(
        *(f"cmd:{mutants} {planted.mutant} --port {{port}}", "--contract", "xmlrpc"),
        *("--feature", "nil", "--only", planted.requirement),
        *("--fuzz", f"{SECONDS}s", "--repeat", "0"),
    )
    failed = [one for one in project.run().results if one.verdict is Verdict.FAIL]
    assert [one.requirements for one in failed] == [(planted.requirement,)]
    evidence = failed[0].evidence
    counterexample = evidence.counterexample if evidence else ""
    assert planted.payload in counterexample


CLEAN = """
@requirement("T-MUST")
@given(number=st.integers())
def test_passes(target, number): ask(target, "hello")
@requirement("T-MUST-2")
def test_no_property(target): ask(target, "hello")
"""


def test_fuzzing_that_finds_nothing_is_good(project: Project) -> None:
    """It looks at a part of the contract by its nature, so that is no reason for doubt."""
    judged(project, CLEAN, "--fuzz", "1s", "--repeat", "0", code=0)
