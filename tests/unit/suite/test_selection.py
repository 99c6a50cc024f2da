"""Which case runs on which implementation, and whether it binds it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.engine.tiny import CONTRACT
from wireproof.errors import Inapplicable, Untested
from wireproof.model.features import Features
from wireproof.model.manifest import Implementation
from wireproof.model.verdict import Level
from wireproof.suite import selection
from wireproof.suite.plan import Plan, Wanted
from wireproof.suite.requirement import Decides, requirement
from wireproof.targets.description import Description

KEY = "tiny/one"


def described(**more: Any) -> Description:
    given = {"name": "one", "contract": "tiny", "command": ("x",), **more}
    return Description(implementation=Implementation(**given), folder="/", words="one")


# -- What is wanted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (Wanted(), True),
        (Wanted(only=("T-MUST",)), True),
        (Wanted(only=("T-MAY", "T-M*")), True),
        (Wanted(only=("t-must",)), False),
        (Wanted(only=("test_a::test_x[5-bytes]",)), True),
        (Wanted(only=("test_a::test_x",)), True),
        (Wanted(only=("test_x*",)), True),
        (Wanted(only=("test_a::*",)), True),
        (Wanted(only=("test_b::*", "T-9")), False),
        (Wanted(level=Level.MUST), True),
        (Wanted(level=Level.MAY), True),
        (Wanted(pairs=((KEY, "test_a::test_x[5-bytes]"),)), True),
        (Wanted(pairs=(("tiny/two", "test_a::test_x[5-bytes]"),)), False),
        (Wanted(requirements={KEY: ("T-MUST", "T-9")}), True),
        (Wanted(requirements={KEY: ("T-9",)}), False),
        (Wanted(requirements={"tiny/two": ("T-MUST",)}), False),
        (Wanted(only=("T-MUST",), pairs=((KEY, "other"),)), False),
    ],
)
def test_selects(wanted: Wanted, *, chosen: bool) -> None:
    decides = Decides(ids=("T-MUST",))
    rows = selection.rows(decides, CONTRACT)
    assert selection.is_wanted(wanted, decides, rows, KEY, "test_a::test_x[5-bytes]") is chosen
    assert wanted.whole is (wanted == Wanted())
    assert bool(str(wanted)) is not wanted.whole


@pytest.mark.parametrize(
    ("level", "ids", "chosen"),
    [
        (Level.MUST, ("T-SHOULD",), False),
        (Level.SHOULD, ("T-SHOULD",), True),
        (Level.SHOULD, ("T-MAY",), False),
        (Level.MUST, ("T-MAY", "T-MUST"), True),
    ],
)
def test_selects_what_binds_so_much(level: Level, ids: tuple[str, ...], *, chosen: bool) -> None:
    decides = Decides(ids=ids)
    rows = selection.rows(decides, CONTRACT)
    assert selection.is_wanted(Wanted(level=level), decides, rows, KEY, "x") is chosen


def test_says_what_was_selected() -> None:
    wanted = Wanted(
        only=("A", "B"), level=Level.SHOULD, pairs=(("k", "c"),), requirements={"k": ("A",)}
    )
    assert str(wanted) == "A, B, level SHOULD and above, 1 case(s), chosen requirements"


def test_a_plan_finds_its_descriptions() -> None:
    one = described()
    assert Plan(descriptions=(described(name="two"), one)).find(KEY) is one


@pytest.mark.parametrize("ids", [(), ("T-9",), ("T-MUST", "T-9")])
def test_a_requirement_that_does_not_exist_is_our_mistake(ids: tuple[str, ...]) -> None:
    with pytest.raises(LookupError, match="tiny has no requirement among"):
        selection.rows(Decides(ids=ids), CONTRACT)


@pytest.mark.parametrize(
    ("decides", "server", "client"),
    [
        (Decides(ids=("T-MUST",)), True, True),
        (Decides(ids=("T-CLIENT",)), False, True),
        (Decides(ids=("T-CLIENT", "T-MUST")), True, True),
        (Decides(ids=("T-MUST",), role="client"), False, True),
    ],
)
def test_a_case_concerns_a_role(decides: Decides, *, server: bool, client: bool) -> None:
    assert selection.concerns(decides, CONTRACT, described()) is server
    assert selection.concerns(decides, CONTRACT, described(role="client")) is client


# -- What binds ------------------------------------------------------------------------------


class Unseen:
    """As much of a target as is asked here, which nobody can see or control."""

    def __init__(self, *features: str) -> None:
        self.features = Features(features)

    def limit(self, name: str) -> float:
        raise Untested(f"declare the limit `{name}`")

    def require_sight(self) -> None:
        raise Untested("not observable")

    def require_control(self) -> None:
        raise Untested("not ours")


def applied(decides: Decides, target: object) -> list[str]:
    rows = selection.rows(decides, CONTRACT)
    return selection.require_applicable(decides, rows, target)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ids", "features", "said"),
    [
        ("T-EXTRA", ["!extra"], "`extra` is declared absent"),
        ("T-NO-EXTRA", ["extra"], "`extra` is declared"),
    ],
)
def test_what_is_contradicted_does_not_apply(ids: str, features: list[str], said: str) -> None:
    with pytest.raises(Inapplicable) as caught:
        applied(Decides(ids=(ids,)), Unseen(*features))
    assert str(caught.value) == said


def test_what_is_undeclared_is_told() -> None:
    decides = Decides(ids=("T-EXTRA",), features=("more", "!less"))
    assert applied(decides, Unseen("less-or-more")) == ["more", "!less", "extra"]
    assert applied(Decides(ids=("T-EXTRA",)), Unseen("extra")) == []


@pytest.mark.parametrize(
    ("decides", "said"),
    [
        (Decides(ids=("T-SIZE",)), "declare the limit `size`"),
        (Decides(ids=("T-MUST",), limits=("depth",)), "declare the limit `depth`"),
        (Decides(ids=("T-PROCESS",)), "not observable"),
        (Decides(ids=("T-MUST",), observes="process"), "not observable"),
        (Decides(ids=("T-CONTROL",)), "not ours"),
    ],
)
def test_what_cannot_be_seen_is_untested(decides: Decides, said: str) -> None:
    with pytest.raises(Untested) as caught:
        applied(decides, Unseen())
    assert str(caught.value) == said


def test_what_can_be_seen_is_tested() -> None:
    seen = SimpleNamespace(
        features=Features([]),
        limit=lambda _: 1.0,
        require_sight=lambda: None,
        require_control=lambda: None,
    )
    assert applied(Decides(ids=("T-SIZE", "T-PROCESS", "T-CONTROL")), seen) == []


def test_marks_a_case(pytestconfig: pytest.Config) -> None:
    pytestconfig.addinivalue_line("markers", "wireproof_requirement: as our plugin says it")

    @requirement("T-1", "T-2", fresh=True, needs=("T-3",), role="client")
    def test_it() -> None: ...

    (mark,) = test_it.pytestmark  # type: ignore[attr-defined]
    assert mark.args == (Decides(ids=("T-1", "T-2"), fresh=True, needs=("T-3",), role="client"),)


# -- What is wanted only beside something else ------------------------------------------------


def test_of_what_is_beside_one_case_of_each_function_is_kept() -> None:
    thinned = selection.Thinned(Wanted(beside={KEY: ("T-MAY", "T-MUST-2")}))

    def keeps(case: str, *ids: str, key: str = KEY) -> bool:
        (first, *others) = ids
        return thinned.keeps(Decides(ids=(first, *others)), key, case)

    assert keeps("test_a::test_x[1]", "T-MAY")
    assert not keeps("test_a::test_x[2]", "T-MAY")
    assert keeps("test_a::test_y[2]", "T-MAY", "T-MUST-2")
    assert keeps("test_a::test_x[2]", "T-MAY", key="tiny/other")
    assert [keeps("test_a::test_z[1]", "T-MAY", "T-MUST") for _ in range(2)] == [True, True]
