"""The page as text; what it does in a browser stands in ``tests/browser``."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from msgspec.structs import replace

from tests.unit.reports import crowd, specimens
from wireproof import reports
from wireproof.model.evidence import Exchange
from wireproof.model.run import Run
from wireproof.model.verdict import Verdict
from wireproof.reports.html import evidence

MEBI = 1 << 20


class Page(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in {"script", "style"} and data.strip():
            self.blocks.append((self.elements[-1][0], data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def rendered(run: Run, contracts: Any = specimens.CONTRACTS) -> str:
    return reports.render("html", run, contracts)


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="run">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module", params=["every_kind", "hostile", "cut_off"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(rendered(getattr(specimens, request.param)()))


# -- Alone ---------------------------------------------------------------------------------------


def test_loads_nothing(page: Page) -> None:
    loading = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}
    assert not {name for _, attributes in page.elements for name in attributes} & loading
    assert {one["rel"] for one in page.all("link")} == {"icon"}
    assert all((one["href"] or "").startswith("data:") for one in page.all("link"))
    assert all((one["href"] or "").startswith("#") for one in page.all("use"))
    for kind, text in page.blocks:
        assert kind != "style" or ("url(" not in text and "@import" not in text)


def test_the_policy_allows_our_scripts_and_styles_and_nothing_else(page: Page) -> None:
    policy = next(one["content"] or "" for one in page.all("meta") if "http-equiv" in one)
    digests = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for _, text in page.blocks
        if not text.startswith("{")
    ]
    assert len(digests) == 3
    assert all(digest in policy for digest in digests)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_nothing_needs_what_the_policy_forbids(page: Page) -> None:
    for _, attributes in page.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert not (attributes.get("href") or "").startswith("javascript:")


def test_hostile_words_make_no_element() -> None:
    """The same elements as for the same run with polite words, whatever is said in it."""
    page = Page(rendered(specimens.hostile()))
    assert len(page.all("script")) == 3
    assert not page.all("img")
    assert "pwned" not in "".join(text for _, text in page.blocks if not text.startswith("{"))


def test_hostile_words_are_kept_whole() -> None:
    data = data_of(rendered(specimens.hostile()))
    assert specimens.SEEN in data["strings"]
    assert data["chapters"][0]["subjects"][2]["name"] == f"forked{specimens.SEEN}"


# -- Whole ---------------------------------------------------------------------------------------


def test_every_cell_of_the_matrix() -> None:
    echo, xml = data_of(rendered(specimens.every_kind()))["chapters"]
    assert {one["name"]: one["cells"] for one in echo["subjects"]} == {
        "threaded": "pppppppp",
        "evented": "pppppprp",
        "forked": "fpufpwpn",
    }
    assert {one["name"]: one["cells"] for one in xml["subjects"]} == {
        "fast": "ppppp",
        "slow": "eippp",
    }


def test_what_was_cut_off_has_empty_cells_and_an_alarm() -> None:
    text = rendered(specimens.cut_off())
    assert [one["cells"] for one in data_of(text)["chapters"][0]["subjects"]] == [
        *("pppppppp", "pppppprp", "fp......")
    ]
    assert 'class="incomplete" role="alert"' in text


def test_evidence_is_whole_where_there_is_room() -> None:
    detail = data_of(rendered(specimens.every_kind()))["chapters"][0]["subjects"][2]["details"]["0"]
    assert detail["again"] == [1, 2]
    assert detail["died"] is True
    found = detail["evidence"]
    assert found["expected"] == specimens.EVIDENCE.expected
    assert found["stderr"] == specimens.EVIDENCE.stderr
    assert len(found["exchanges"][0]["steps"]) == 4
    assert "cut" not in found


def test_a_case_that_was_run_twice_is_shown_twice() -> None:
    found = specimens.results(specimens.ECHO, "one", {})
    one = specimens.implementation("one")
    run = specimens.run((one, found + found[:1]), known={"tcp-echo": specimens.ECHO})
    chapter = data_of(rendered(run))["chapters"][0]
    assert len(chapter["cases"]) == 9
    assert chapter["subjects"][0]["verdicts"] == "p" * 9


def test_versions_of_texts_and_of_the_run_are_told_apart() -> None:
    chapter = data_of(rendered(specimens.every_kind(), {"xmlrpc": specimens.XML}))["chapters"]
    assert [(one["version"], one["texts"]) for one in chapter] == [(1, 0), (2, 2)]


def test_a_run_of_mutants_has_a_score_instead_of_conclusions() -> None:
    text = rendered(specimens.proved())
    assert 'id="mutants"' in text
    assert 'id="conclusions"' not in text
    assert "survived: pass" in text


def test_charts_have_their_numbers_beside_them() -> None:
    page = Page(text := rendered(specimens.every_kind()))
    charts = [one for one in page.all("svg") if one.get("class") == "chart"]
    assert len(charts) == 3  # headline: payload and conformance; small calls: conformance
    assert all(one["role"] == "img" and one["aria-label"] for one in charts)
    assert "2.43 GB/s" in text
    assert "does not conform: " in text


# -- Small ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heavy() -> Any:
    """Evidence as large as a line of a run may carry."""
    noise = [specimens.step(n / 10, "<", bytes(range(256)) * 2) for n in range(48)]
    return replace(
        specimens.EVIDENCE,
        stderr='<\x00 "quoted"\n' * 2000,
        exchanges=(Exchange(peer="127.0.0.1:1", steps=tuple(noise)),),
    )


def test_passes_cost_next_to_nothing() -> None:
    few, many = (
        len(rendered(*crowd.large(implementations=count, failing=10**9))) for count in (1, 10)
    )
    results = 9 * 10 * 50 * 5
    assert (many - few) / results < 12  # a letter, a time, and a share of a cell


def test_twenty_five_thousand_results() -> None:
    run, contracts = crowd.large()
    assert len(run.results) == 25_000
    assert len(rendered(run, contracts)) < 6 * MEBI


@pytest.mark.parametrize(("implementations", "cases", "most"), [(8, 1, MEBI), (10, 5, 6 * MEBI)])
def test_a_page_of_failures_stays_small(
    implementations: int, cases: int, most: int, heavy: Any
) -> None:
    """Every case fails, with all the evidence that it may carry."""
    run, contracts = crowd.large(
        implementations=implementations, cases=cases, failing=1, evidence=heavy
    )
    assert len(rendered(run, contracts).encode()) < most


def test_who_needs_little_gets_all_of_it(heavy: Any) -> None:
    results = [
        specimens.result(Verdict.FAIL, specimens.ECHO.requirement[0], "tcp-echo/one", evidence=one)
        for one in [specimens.EVIDENCE] * 50 + [heavy] * 50
    ]
    room = evidence.room_for_each(results)
    assert "cut" not in evidence.pack(specimens.EVIDENCE, room)
    cut = evidence.pack(heavy, room)
    assert cut["cut"] is True
    assert len(json.dumps(cut)) < 2 * room


@pytest.mark.parametrize("room", [0, 50, 90, 500, 5000, 50_000])
def test_a_share_is_kept_to(room: int, heavy: Any) -> None:
    assert len(json.dumps(evidence.pack(heavy, room))) < room + 250


@pytest.mark.parametrize("tail", [False, True])
@pytest.mark.parametrize("room", [0, 1, 10, 100])
def test_texts_are_cut_to_what_they_cost(room: int, tail: bool) -> None:  # noqa: FBT001
    cut = evidence.fit("<\x00" * 1000, room, tail=tail)
    assert len(json.dumps(cut.replace("<", "\\u003c"), ensure_ascii=False)) <= room * 1.2 + 10
