"""JUnit XML (the dialect ``xunit2``): a suite per implementation, a test case per case.

A continuous integration server is red on failures and errors, so only what makes our exit code
red is one: remarks and waived failures are skipped with their message, as is what was not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

from wireproof.model.contract import Contract
from wireproof.model.evidence import Evidence
from wireproof.model.run import CaseResult, Proof, Run, StaleWaiver, Trouble
from wireproof.reports.chapters import Chapter, Subject, chapters
from wireproof.reports.kinds import Kind
from wireproof.reports.proofs import about, only_proves, scores
from wireproof.reports.spelling import clip, one_line, visible

FORMAT = "JUnit XML (xunit2), for continuous integration servers"
SUFFIX = ".xml"

_MESSAGE = 500  # characters in an attribute; the element's text is whole
_OUTPUT = 4000
_TAGS = {Kind.FAIL: "failure", Kind.ERROR: "error"}
_RUN = "wireproof"  # the suite of what is about the run and not about a target


def render(run: Run, contracts: Mapping[str, Contract]) -> str:
    """Render every case of the run, and its troubles as errors."""
    root = ET.Element("testsuites", name=_RUN)
    for chapter in () if only_proves(run) else chapters(run, contracts):
        for subject in chapter.subjects:
            root.append(_suite(run, chapter, subject))
    for score in scores(run):
        proofs = [_proof(one) for one in score.proofs]
        root.append(_wrap(run, f"{score.contract} mutants", 0.0, proofs))
    if about := _about_the_run(run):
        root.append(_wrap(run, _RUN, 0.0, about))
    _sum_up(root)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(run: Run, chapter: Chapter, subject: Subject) -> ET.Element:
    cases = [_case(subject, case) for case in subject.results]
    suite = _wrap(run, subject.judged.key, subject.seconds, cases)
    properties = ET.Element("properties")
    facts = {
        "contract": f"{chapter.name} version {chapter.version}",
        "conclusion": subject.conclusion.conclusion,
        "tested": f"{subject.conclusion.tested}/{subject.conclusion.total}",
        "profile": subject.judged.profile,
        "seed": str(run.header.seed),
    }
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=one_line(value))
    suite.insert(0, properties)
    return suite


def _wrap(run: Run, name: str, seconds: float, cases: list[ET.Element]) -> ET.Element:
    def has(tag: str) -> str:
        return str(sum(case.find(tag) is not None for case in cases))

    suite = ET.Element(
        "testsuite",
        name=visible(name),
        tests=str(len(cases)),
        failures=has("failure"),
        errors=has("error"),
        skipped=has("skipped"),
        time=f"{seconds:.3f}",
        timestamp=visible(run.header.started),
        hostname=visible(str(run.header.machine.get("host", "localhost"))),
    )
    suite.extend(cases)
    return suite


def _case(subject: Subject, case: CaseResult) -> ET.Element:
    kind = subject.kind_of_case(case)
    module, _, name = case.case.rpartition("::")
    element = ET.Element(
        "testcase",
        classname=visible(".".join(filter(None, (subject.judged.key, module)))),
        name=visible(f"{name} [{' '.join(case.requirements)}]"),
        time=f"{case.seconds:.3f}",
    )
    if kind is not Kind.PASS:
        message = case.message or case.reason
        attributes = {"message": clip(f"{kind}: {one_line(message)}", _MESSAGE)}
        tag = _TAGS.get(kind, "skipped")
        inner = ET.SubElement(element, tag, {"type": f"wireproof.{kind}"} | attributes)
        inner.text = visible("\n".join(_story(case, message)))
        _outputs(element, case.evidence or Evidence())
    return element


def _story(case: CaseResult, message: str) -> list[str]:
    evidence = case.evidence or Evidence()
    flaky = f"passed {case.passed_again} of {case.repeated} when repeated" if case.flaky else ""
    facts = {
        "expected": evidence.expected,
        "seen": evidence.seen,
        "process": evidence.end,
        "seed": str(evidence.seed or ""),
        "counterexample": evidence.counterexample,
        "flaky": flaky,
        "repeat": evidence.repeat,
    }
    return [message, *(f"{name}: {told}" for name, told in facts.items() if told)]


def _outputs(element: ET.Element, evidence: Evidence) -> None:
    for tag, text in (("system-out", evidence.stdout), ("system-err", evidence.stderr)):
        if text:
            ET.SubElement(element, tag).text = visible(text[-_OUTPUT:])


def _proof(proof: Proof) -> ET.Element:
    """In a run of mutants the survivor is the failure."""
    element = ET.Element(
        "testcase",
        classname=visible(f"{proof.contract}.mutants.{proof.mutant}"),
        name=visible(about(proof)),
        time="0.000",
    )
    if not proof.caught:
        told = {"type": "wireproof.survived", "message": one_line(proof.reason, _MESSAGE)}
        ET.SubElement(element, "failure", told).text = visible(proof.reason)
    return element


# -- What is about the run -------------------------------------------------------------------


def _about_the_run(run: Run) -> list[ET.Element]:
    found = [_trouble(one) for one in run.troubles] + [_stale(one) for one in run.stale]
    if not run.complete:
        found.append(_error("complete", "incomplete", "the run was cut off"))
    return found


def _trouble(trouble: Trouble) -> ET.Element:
    who = "/".join(filter(None, (trouble.contract, trouble.implementation)))
    make = _skip if trouble.kind == "cannot-run-here" else _error
    return make(who or "run", trouble.kind, trouble.message)


def _stale(stale: StaleWaiver) -> ET.Element:
    name = f"{stale.contract}/{stale.implementation} {stale.requirement}"
    return _error(name, "stale-waiver", stale.reason)


def _about(tag: str) -> Callable[[str, str, str], ET.Element]:
    def make(name: str, kind: str, message: str) -> ET.Element:
        element = ET.Element("testcase", classname=_RUN, name=visible(name), time="0.000")
        told = {"type": f"wireproof.{visible(kind)}", "message": one_line(message, _MESSAGE)}
        ET.SubElement(element, tag, told).text = visible(message)
        return element

    return make


_error = _about("error")
_skip = _about("skipped")


def _sum_up(root: ET.Element) -> None:
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in root):.3f}")
