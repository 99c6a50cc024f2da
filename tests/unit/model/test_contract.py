"""Contracts and their requirements."""

from __future__ import annotations

import pytest

from tests.engine.tiny import CONTRACT
from wireproof.model.contract import Requirement
from wireproof.model.verdict import Level, Verdict, worst


def row(**more: object) -> Requirement:
    given = {"id": "X-1", "level": Level.MUST, "text": "x", "source": "y", **more}
    return Requirement(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "hardened_only", "profile", "binding"),
    [
        (Level.MUST, False, "classic", Level.MUST),
        (Level.MUST, True, "classic", Level.SHOULD),
        (Level.MUST, True, "hardened", Level.MUST),
        (Level.SHOULD, True, "classic", Level.SHOULD),
        (Level.MAY, True, "classic", Level.MAY),
    ],
)
def test_what_only_hardened_promises_is_a_remark_in_classic(
    level: Level,
    hardened_only: bool,  # noqa: FBT001 - a column of a table
    profile: str,
    binding: Level,
) -> None:
    assert row(level=level, hardened_only=hardened_only).binding(profile) is binding


@pytest.mark.parametrize(
    "more", [{"features": ("a",)}, {"limits": ("a",)}, {"observes": "process"}, {"opt_in": "A"}]
)
def test_some_rows_need_more_than_a_wire(more: dict[str, object]) -> None:
    assert row().unconditional
    assert not row(**more).unconditional


@pytest.mark.parametrize(
    ("opt_in", "environment", "asked"),
    [("", {}, True), ("A", {}, False), ("A", {"A": "0"}, False), ("A", {"A": "1"}, True)],
)
def test_what_is_costly_has_to_be_asked_for(
    opt_in: str, environment: dict[str, str], *, asked: bool
) -> None:
    assert row(opt_in=opt_in).asked_for(environment) is asked


def test_finds_its_rows() -> None:
    must = CONTRACT.find("T-MUST")
    assert must is not None
    assert must.level is Level.MUST
    assert CONTRACT.find("T-NONE") is None
    client = {one.id for one in CONTRACT.for_role("client")}
    server = {one.id for one in CONTRACT.for_role("server")}
    assert client - server == {"T-CLIENT"}
    assert CONTRACT.groups == [("short", "long")]


def test_the_worst_verdict_counts() -> None:
    order = [
        *(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE),
        *(Verdict.UNTESTED, Verdict.PASS, Verdict.INAPPLICABLE),
    ]
    for rank, one in enumerate(order):
        assert worst(reversed(order[rank:])) is one
    assert worst([]) is Verdict.UNTESTED
