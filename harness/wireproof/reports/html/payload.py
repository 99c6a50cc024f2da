"""The run as the page's script reads it: passes cost a letter, texts are kept once.

``chapters[].subjects[].cells`` has a letter per requirement and ``verdicts`` one per case (see
`LOOKS`; a dot is "not in this run"). Numbers in ``notes`` and ``details`` point into ``strings``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from wireproof.model.contract import Contract, Requirement
from wireproof.model.run import CaseResult, Run
from wireproof.reports.chapters import Chapter, Subject, chapters
from wireproof.reports.html.evidence import fit, pack, room_for_each
from wireproof.reports.kinds import LOOKS, Kind
from wireproof.reports.spelling import visible

_NOTHING = "."
_MESSAGE = 4000  # bytes of one message, where there is room
_LEAST = 80  # and where there is none


class Strings:
    """Every text once; the page refers to it by number."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Tell a text's number, and keep it if it is new."""
        return self._places.setdefault(visible(text), len(self._places))

    def all(self) -> list[str]:
        """List the texts by number."""
        return list(self._places)


def payload(run: Run, contracts: Mapping[str, Contract]) -> bytes:
    """Encode the run as JSON that may stand within a ``script`` element."""
    strings = Strings()
    room = room_for_each(run.results)
    document = {
        "kinds": [
            {"name": kind, "letter": look.letter, "sign": look.sign, "means": look.means}
            for kind, look in LOOKS.items()
        ],
        "chapters": [_chapter(one, strings, room) for one in chapters(run, contracts)],
        "strings": strings.all(),
    }
    return _harmless(msgspec.json.encode(document))


def _harmless(text: bytes) -> bytes:
    """Without this sign nothing can end the element or begin a comment."""
    return text.replace(b"<", b"\\u003c")


def _chapter(chapter: Chapter, strings: Strings, room: int) -> dict[str, Any]:
    requirements = list(chapter.requirements.values())
    cases = _cases(chapter)
    places = {row.id: number for number, row in enumerate(requirements)}
    return {
        "name": visible(chapter.name),
        "title": visible(chapter.title),
        "version": chapter.version,
        "texts": chapter.texts_version,
        "requirements": [_requirement(row) for row in requirements],
        "cases": [
            [visible(name), [places[one] for one in ids if one in places]] for name, ids, _ in cases
        ],
        "subjects": [_subject(one, requirements, cases, strings, room) for one in chapter.subjects],
    }


def _requirement(row: Requirement) -> list[Any]:
    """Texts of contracts are ours, but a contract may be anybody's."""
    binds = [visible(word) for word in (*row.features, *row.limits)]
    binds += [] if row.observes == "wire" else [f"observes: {row.observes}"]
    binds += ["profile hardened"] if row.hardened_only else []
    head = [visible(row.id), row.level, visible(row.text), visible(row.source)]
    return [*head, visible(row.contested), binds] if row.contested or binds else head


Case = tuple[str, tuple[str, ...], int]  # name, requirements, which time it was run


def _cases(chapter: Chapter) -> dict[Case, int]:
    """Give every case of a contract a number; one that was run twice has two."""
    found: dict[Case, int] = {}
    for subject in chapter.subjects:
        for case in _numbered(subject):
            found.setdefault(case, len(found))
    return found


def _numbered(subject: Subject) -> dict[Case, CaseResult]:
    seen: Counter[str] = Counter()
    found = {}
    for result in subject.results:
        found[result.case, result.requirements, seen[result.case]] = result
        seen[result.case] += 1
    return found


def _subject(
    subject: Subject,
    requirements: list[Requirement],
    cases: dict[Case, int],
    strings: Strings,
    room: int,
) -> dict[str, Any]:
    results = {cases[case]: result for case, result in _numbered(subject).items()}
    kinds = {place: subject.kind_of_case(result) for place, result in results.items()}
    most = min(_MESSAGE, max(room, _LEAST))
    return {
        **_about(subject),
        "cells": "".join(_letter(subject.kind(row.id)) for row in requirements),
        "notes": _notes(subject, requirements, strings, most),
        "verdicts": "".join(_letter(kinds.get(place)) for place in cases.values()),
        "millis": [round(results[place].seconds * 1000) for place in sorted(results)],
        "details": {
            str(place): _detail(result, strings, room, most)
            for place, result in results.items()
            if kinds[place] is not Kind.PASS
        },
    }


def _letter(kind: Kind | None) -> str:
    return LOOKS[kind].letter if kind else _NOTHING


def _about(subject: Subject) -> dict[str, Any]:
    judged, end = subject.judged, subject.conclusion
    facts = {
        "role": judged.role,
        "profile": judged.profile,
        "language": judged.language,
        "version": judged.version,
        "features": ", ".join(judged.features),
        "limits": ", ".join(f"{name} = {value}" for name, value in judged.limits.items()),
        "notes": judged.notes,
        "named": judged.words,
    }
    return {
        "name": visible(judged.name),
        "conclusion": end.conclusion,
        "reason": visible(end.reason),
        "tested": end.tested,
        "total": end.total,
        "homepage": judged.homepage,
        "facts": {name: visible(told) for name, told in facts.items() if told},
    }


def _notes(
    subject: Subject, requirements: list[Requirement], strings: Strings, most: int
) -> dict[str, list[int]]:
    """Keep what a requirement's line says beyond its verdict: message and waiver."""
    found = {}
    for place, row in enumerate(requirements):
        result = subject.requirements.get(row.id)
        if result and (result.message or result.waived) and subject.kind(row.id) is not Kind.PASS:
            found[str(place)] = [strings.place(fit(result.message, most))]
            found[str(place)] += [strings.place(result.waived)] if result.waived else []
    return found


def _detail(result: CaseResult, strings: Strings, room: int, most: int) -> dict[str, Any]:
    told = fit(result.message or result.reason, most)
    detail: dict[str, Any] = {"told": strings.place(told)} if told else {}
    if result.repeated:
        detail["again"] = [result.passed_again or 0, result.repeated]
    if result.died:
        detail["died"] = True
    if result.evidence is not None:
        packed = pack(result.evidence, room - len(told))
        if "repeat" in packed:
            packed["repeat"] = strings.place(packed["repeat"])
        detail["evidence"] = packed
    return detail
