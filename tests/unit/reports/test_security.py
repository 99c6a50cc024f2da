"""The security side of a report: what was tried on whom, counted from the run."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.reports.specimens import BESIEGED, CONTRACTS, FLOOD, tried
from wireproof import reports
from wireproof.reports.chapters import chapters
from wireproof.reports.kinds import Kind
from wireproof.reports.security import Siege, sieges


def siege() -> Siege:
    return sieges(chapters(tried(), BESIEGED))[0]


def test_a_contract_that_lists_nothing_has_no_security_side() -> None:
    assert sieges(chapters(tried(), CONTRACTS)) == []
    assert 'id="security"' not in reports.render("html", tried(), CONTRACTS)


def test_the_worst_of_the_requirements_decides_and_inputs_are_added_up() -> None:
    (row,) = siege().rows
    subjects = [one.name for one in siege().chapter.subjects]
    forked = row.trials[subjects.index("forked")]
    assert forked
    assert (forked.kind, forked.worst) == (Kind.FAIL, "ECHO-001")
    assert forked.inputs == 7 * forked.cases > 0


def test_an_attack_that_concerns_nobody_is_left_out() -> None:
    nothing = replace(tried(), requirements=(), results=())
    assert sieges(chapters(nothing, BESIEGED))[0].rows == ()


def test_a_case_counts_once_in_the_total() -> None:
    contract = replace(BESIEGED["tcp-echo"], attack=(FLOOD, FLOOD))
    (twice, *_) = sieges(chapters(tried(), {contract.name: contract}))
    assert twice.totals() == siege().totals()


def test_both_reports_tell_it_and_escape_it() -> None:
    html = reports.render("html", tried(), BESIEGED)
    assert "a &lt;b&gt;flood&lt;/b&gt;" in html
    assert "Nobody &lt;i&gt;sees&lt;/i&gt; it." in html
    markdown = reports.render("markdown", tried(), BESIEGED)
    assert "What cannot be decided from outside" in markdown
    assert "<b>flood" not in markdown
    assert "fail, 14" in markdown
