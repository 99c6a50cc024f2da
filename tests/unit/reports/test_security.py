"""The security side of a report: what was tried on whom, counted from the run."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.reports import specimens
from wireproof import reports
from wireproof.model.contract import Attack, Contract, Undecidable
from wireproof.model.run import Run
from wireproof.reports.chapters import chapters
from wireproof.reports.kinds import Kind
from wireproof.reports.security import Siege, Trial, sieges

ATTACK = Attack(what="a <b>flood</b>", requirements=("ECHO-001", "ECHO-002"))
ELSEWHERE = Attack(what="nobody was tried on it", requirements=("ECHO-777",))
OPEN = Undecidable(what="what it thinks", why="Nobody <i>sees</i> it.")


def besieged() -> dict[str, Contract]:
    contract = replace(specimens.ECHO, attack=(ATTACK, ELSEWHERE), undecidable=(OPEN,))
    return specimens.CONTRACTS | {contract.name: contract}


def run() -> Run:
    found = specimens.every_kind()
    return replace(found, results=tuple(replace(one, inputs=7) for one in found.results))


def siege() -> Siege:
    return sieges(chapters(run(), besieged()))[0]


def test_a_contract_that_lists_nothing_has_no_security_side() -> None:
    assert sieges(chapters(run(), specimens.CONTRACTS)) == []
    assert 'id="security"' not in reports.render("html", run(), specimens.CONTRACTS)


def test_the_worst_of_the_requirements_decides_and_inputs_are_added_up() -> None:
    (row,) = siege().rows
    subjects = [one.name for one in siege().chapter.subjects]
    forked = row.trials[subjects.index("forked")]
    assert forked
    assert (forked.kind, forked.worst) == (Kind.FAIL, "ECHO-001")
    assert forked.inputs == 7 * forked.cases > 0


def test_whom_it_does_not_concern_has_no_trial() -> None:
    one = siege()
    without = replace(run(), requirements=(), results=())
    assert sieges(chapters(without, besieged()))[0].rows == ()
    assert all(isinstance(trial, Trial) for trial in one.totals())


def test_a_case_counts_once_in_the_total() -> None:
    contract = replace(besieged()["tcp-echo"], attack=(ATTACK, ATTACK))
    (twice, *_) = sieges(chapters(run(), {contract.name: contract}))
    assert twice.totals() == siege().totals()


def test_both_reports_tell_it_and_escape_it() -> None:
    html = reports.render("html", run(), besieged())
    assert "a &lt;b&gt;flood&lt;/b&gt;" in html
    assert "Nobody &lt;i&gt;sees&lt;/i&gt; it." in html
    markdown = reports.render("markdown", run(), besieged())
    assert "What cannot be decided from outside" in markdown
    assert "<b>flood" not in markdown
    assert "fail, 7" in markdown or "fail, 14" in markdown
