from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.unit.reports import specimens
from wireproof.model.run import Footer, Run
from wireproof.model.verdict import Verdict
from wireproof.reports.measures import extras, groups, owners
from wireproof.reports.outcome import outcome


def remark() -> Run:
    found = specimens.results(specimens.ECHO, "one", {"ECHO-020": Verdict.FAIL})
    return specimens.run(
        (specimens.implementation("one"), found), known={"tcp-echo": specimens.ECHO}
    )


@pytest.mark.parametrize(
    ("run", "text", "tone"),
    [
        (
            specimens.every_kind,
            "3 of 5 implementations conform (1 with remarks), 1 does not, 1 not judged",
            "bad",
        ),
        (specimens.passing, "threaded: conforms, 8 of 8 requirements tested", "good"),
        (remark, "one: conforms with remarks, 8 of 8 requirements tested", "remark"),
        (specimens.proved, "1 of 2 faults caught in 2 mutants", "bad"),
        (
            lambda: specimens.proved(survivor=False),
            "2 of 2 faults caught in 2 mutants",
            "good",
        ),
        (specimens.cut_off, "incomplete: 18 cases before it was cut off", "bad"),
        (specimens.selected, "only ECHO-001: 1 pass", "good"),
        (lambda: specimens.run(known={}), "nothing was judged", "unknown"),
        (
            lambda: replace(specimens.run(known={}), measurements=tuple(specimens.calls())),
            f"{len(specimens.calls())} measurements, nobody judged",
            "unknown",
        ),
    ],
)
def test_says_a_run_in_one_sentence(run: Callable[[], Run], text: str, tone: str) -> None:
    assert outcome(run()) == (text, tone)


def test_an_interrupted_run_is_never_good() -> None:
    """It has a footer, which says that it is not complete."""
    footer = Footer(complete=False, exit_code=130, seconds=1.0, counts={})
    assert outcome(replace(specimens.passing(), footer=footer)).tone == "bad"


def test_one_group_has_one_unit() -> None:
    run = specimens.every_kind()
    odd = replace(run.measurements[0], unit="seconds")
    found = groups(replace(run, measurements=(*run.measurements, odd)))
    assert [(one.name, one.unit) for one in found] == [
        ("headline", "bytes/s"),
        ("small calls", "calls/s"),
        ("headline", "seconds"),
    ]


def test_a_name_that_two_implementations_share_belongs_to_neither() -> None:
    twice = specimens.run(
        (specimens.implementation("same"), []), (specimens.implementation("same", "xmlrpc"), [])
    )
    assert set(owners(twice)) == {"tcp-echo/same", "xmlrpc/same"}


def test_what_else_was_measured_has_its_unit() -> None:
    row = specimens.headline()[0]
    extra: dict[str, str | int | float] = {
        "min_seconds": 0.0012,
        "wire_bytes": 2048,
        "cpu_seconds": 1,
        "ratio": 1.23456,
        "beside": "memcpy",
    }
    assert extras(replace(row, extra=extra)) == (
        "min 1.2 ms, wire 2.05 kB, cpu 1 s, ratio 1.235, beside memcpy"
    )
