"""The HTML page in a real browser, offline: what a reader sees and clicks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.reading import ALL, Open, rows
from tests.unit.reports import specimens

# -- Alone and safe --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["every-kind", "hostile", "cut-off", "proved"])
def test_opens_offline_and_asks_for_nothing(visit: Open, name: str) -> None:
    """The fixture sees every request and every complaint, the policy's included."""
    page = visit(name)
    assert page.locator("h1").inner_text()
    assert page.locator(".matrix").count() >= 1


def test_hostile_words_are_read_and_never_run(visit: Open) -> None:
    """Open all there is to open: each panel, each dump."""
    page = visit("hostile")
    for number in range(page.locator(".cell").count()):
        page.locator(".cell").nth(number).click()
        for opener in page.locator("button.bytes").all():
            opener.click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


def test_hostile_words_are_shown_as_they_are(visit: Open) -> None:
    page = visit("hostile")
    page.locator(".cell.k-f").first.click()
    assert page.locator("#panel .message").first.inner_text() == specimens.SEEN


# -- The matrix and what is behind it --------------------------------------------------------


def test_a_cell_for_every_requirement_and_implementation(visit: Open) -> None:
    page = visit("every-kind")
    assert rows(page) == ALL
    assert page.locator(".cell").count() == 8 * 3 + 5 * 2
    assert page.locator(".cell.k-f").count() == 2
    assert page.locator(".cell.flaky").count() == 1


def test_a_click_leads_to_the_evidence(visit: Open) -> None:
    page = visit("every-kind")
    page.locator(".cell.k-f").first.click()
    panel = page.locator("#panel")
    text = panel.inner_text()
    for told in (
        *("ECHO-001", "tcp-echo/forked", "Every byte is returned unchanged and in order."),
        *("the stream ended 512 bytes early", "passed 1 of 2 times", "exit code 1", "Seed 7"),
        *(specimens.EVIDENCE.expected, specimens.EVIDENCE.seen, specimens.EVIDENCE.counterexample),
        *("ConnectionResetError", "reset by the target", specimens.EVIDENCE.repeat),
        "3 steps between the first and the last are not kept",
    ):
        assert told in text
    link = panel.locator(".source a").first
    assert link.get_attribute("href") == "https://www.rfc-editor.org/rfc/rfc9293#section-3.6"


def test_the_wire_is_shown_with_times_directions_and_bytes(visit: Open) -> None:
    page = visit("every-kind")
    page.locator(".cell.k-f").first.click()
    steps = page.locator(".talk tbody tr")
    assert steps.nth(1).locator("td").all_inner_texts()[:3] == ["+0.0004", "→", "32 B"]
    assert steps.nth(1).locator(".bytes").inner_text() == r"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
    steps.nth(1).locator(".bytes").click()
    assert page.locator(".hexdump").inner_text().splitlines() == [
        "00000000  47 45 54 20 2f 68 65 6c  6c 6f 20 48 54 54 50 2f  |GET /hello HTTP/|",
        "00000010  31 2e 31 0d 0a 48 6f 73  74 3a 20 78 0d 0a 0d 0a  |1.1..Host: x....|",
    ]


def test_a_passed_cell_names_its_cases(visit: Open) -> None:
    page = visit("every-kind")
    page.locator(".cell.k-p").first.click()
    assert page.locator("#panel .case code").all_inner_texts() == [
        "test_stream::test_keeps_echo_001"
    ]


def test_a_verdict_can_be_sent_as_a_link(visit: Open) -> None:
    page = visit("every-kind", "#tcp-echo/forked/ECHO-007")
    assert "An idle client is hung up on in time." in page.locator("#panel").inner_text()
    page.locator(".cell.k-r").click()
    assert page.url.endswith("#tcp-echo/evented/ECHO-020")


def test_the_conclusions_lead_to_their_cells(visit: Open) -> None:
    page = visit("every-kind")
    page.locator(".card .id", has_text="ECHO-014").click()
    assert "Waived: known, mended in the next release" in page.locator("#panel").inner_text()


def test_what_was_cut_off_says_so(visit: Open) -> None:
    assert "Incomplete." in visit("cut-off").locator("[role=alert]").inner_text()


def test_charts_are_drawn(visit: Open) -> None:
    page = visit("every-kind")
    box = page.locator("svg.chart").first.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert page.locator("svg.chart path").count() > 20
    colour = page.locator("svg.chart text").first.evaluate("one => getComputedStyle(one).fill")
    assert colour == page.evaluate("getComputedStyle(document.body).color")


# -- Filters ---------------------------------------------------------------------------------


def test_verdicts_filter(visit: Open) -> None:
    page = visit("every-kind")
    page.locator("[data-kind=f]").click()
    assert rows(page) == ["ECHO-001", "ECHO-007"]
    page.locator("[data-kind=e]").click()
    assert rows(page) == ["ECHO-001", "ECHO-007", "XRPC-001"]
    page.locator("[data-kind=f]").click()
    page.locator("[data-kind=e]").click()
    assert rows(page) == ALL


def test_levels_filter(visit: Open) -> None:
    page = visit("every-kind")
    page.locator("[data-level=SHOULD]").click()
    assert rows(page) == ["ECHO-014"]
    page.locator("[data-level=MAY]").click()
    assert rows(page) == ["ECHO-014", "ECHO-020"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("echo-00", ["ECHO-001", "ECHO-002", "ECHO-006", "ECHO-007", "ECHO-009"]),
        ("silent CLIENT", ["ECHO-014"]),
        ("512 bytes early", ["ECHO-001", "ECHO-007", "ECHO-014", "ECHO-020"]),
        ("descriptors", ["XRPC-001"]),
        ("keeps_xrpc_005", ["XRPC-005"]),
        ("no such thing", []),
    ],
)
def test_the_search_finds_texts_messages_and_cases(
    visit: Open, words: str, found: list[str]
) -> None:
    page = visit("every-kind")
    page.locator("#search").fill(words)
    assert rows(page) == found
    assert page.locator("#nothing").is_visible() is not bool(found)
    assert page.locator("#shown").inner_text().startswith(f"{len(found)} of 13")


def test_the_name_of_an_implementation_leaves_its_column(visit: Open) -> None:
    page = visit("every-kind")
    page.locator("#search").fill("forked")
    page.locator("[data-kind=f]").click()
    assert rows(page) == ["ECHO-001", "ECHO-007"]
    assert page.locator(".column:visible .name").all_inner_texts() == ["forked"]


def test_clear_shows_everything_again(visit: Open) -> None:
    page = visit("every-kind")
    page.locator("#search").fill("nothing like this")
    page.locator("[data-level=MAY]").click()
    page.locator("#nothing .clear").click()
    assert rows(page) == ALL
    assert page.locator("[aria-pressed=true]").count() == 0


# -- Light and dark, wide and narrow, with and without scripts -------------------------------


def paper(page: Page) -> int:
    """Tell how bright the page's ground is."""
    colour = str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    return sum(map(int, re.findall(r"\d+", colour)[:3])) // 3


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_follows_the_system_until_told_otherwise(visit: Open, scheme: str, other: str) -> None:
    page = visit("every-kind", scheme=scheme)
    assert (paper(page) > 128) is (scheme == "light")
    page.locator("#theme").click()
    assert (paper(page) > 128) is (other == "light")
    for _ in range(40):  # Chromium writes what a page stores when it finds the time
        page.reload()
        if (paper(page) > 128) is (other == "light"):
            break
        page.wait_for_timeout(250)
    assert (paper(page) > 128) is (other == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_sign_can_be_read(visit: Open, scheme: str) -> None:
    """Contrast of each kind's sign against its own ground, by the rule of WCAG 2."""
    page = visit("every-kind", scheme=scheme)
    page.keyboard.press("?")
    ratios = page.evaluate(
        """() => {
            const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
                .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
            return [...document.querySelectorAll("#help .sign")].map((sign) => {
                let ground = sign;
                while (ground && (numbers(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0)
                    ground = ground.parentElement;
                const styles = [getComputedStyle(sign), getComputedStyle(ground)];
                const pair = [styles[0].color, styles[1].backgroundColor]
                    .map(numbers).map(light).sort((one, other) => other - one);
                return (pair[0] + 0.05) / (pair[1] + 0.05);
            });
        }"""
    )
    assert len(ratios) == 9
    assert min(ratios) >= 4.5


def test_a_narrow_window_needs_no_sideways_scrolling(visit: Open) -> None:
    page = visit("every-kind")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_without_scripts_the_conclusions_and_the_numbers_remain(
    browser: Browser, pages: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(pages["every-kind"].as_uri())
    text = page.locator("main").inner_text()
    context.close()
    for told in ("does not conform", "ECHO-007", "2.43 GB/s", "need scripts"):
        assert told in text


# -- Security --------------------------------------------------------------------------------


def test_an_attack_leads_to_its_evidence(visit: Open) -> None:
    page = visit("besieged")
    page.locator("nav a", has_text="Security").click()
    chapter = page.locator("#security")
    assert "a <b>flood</b>" in chapter.inner_text()
    assert "What cannot be decided from outside" in chapter.inner_text()
    chapter.locator(".k-f").first.click()
    assert "ECHO-001" in page.locator("#panel").inner_text()
