"""The keyboard reaches everything; the mouse is never needed."""

from __future__ import annotations

from tests.browser.reading import ALL, Open, current, press, rows


def test_the_keyboard_reaches_everything(visit: Open) -> None:
    """Search, walk, open, close: the mouse is never needed."""
    page = visit("every-kind")
    press(page, "/")
    assert current(page) == "search"
    press(page, "ArrowDown")
    assert current(page) == "ECHO-001 threaded"
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert current(page) == "ECHO-001 forked"
    press(page, "Enter")
    assert page.locator("#panel").is_visible()
    assert current(page) == "panel-title"
    press(page, "Escape")
    assert not page.locator("#panel").is_visible()
    assert current(page) == "ECHO-001 forked"


def test_arrows_cross_from_contract_to_contract(visit: Open) -> None:
    page = visit("every-kind")
    press(page, "/", "ArrowDown", "End")
    for _ in range(8):
        press(page, "ArrowDown")
    assert current(page) == "XRPC-001 slow"
    press(page, "Home", "PageUp")
    assert current(page) == "ECHO-001 threaded"


def test_arrows_skip_what_is_filtered(visit: Open) -> None:
    page = visit("every-kind")
    page.locator("[data-kind=f]").click()
    press(page, "/", "Enter", "ArrowDown", "ArrowDown")
    assert current(page) == "ECHO-007 threaded"


def test_an_open_panel_follows_the_arrows(visit: Open) -> None:
    page = visit("every-kind")
    page.locator(".cell").first.click()
    press(page, "ArrowDown", "ArrowRight")
    assert page.locator("#panel-title").inner_text().split()[0] == "ECHO-002"
    assert "tcp-echo/evented" in page.locator("#panel-title").inner_text()


def test_n_and_p_go_from_finding_to_finding(visit: Open) -> None:
    page = visit("every-kind")
    found = []
    for key in ("n", "n", "n", "n", "p"):
        press(page, key)
        found.append(page.locator("#panel-title .id").inner_text())
    assert found == ["ECHO-001", "ECHO-007", "ECHO-014", "ECHO-020", "ECHO-014"]


def test_escape_empties_the_search_and_then_leaves_it(visit: Open) -> None:
    page = visit("every-kind")
    press(page, "/")
    page.keyboard.type("urgent n t")
    assert page.locator("#search").input_value() == "urgent n t"
    press(page, "Escape")
    assert (page.locator("#search").input_value(), rows(page)) == ("", ALL)
    press(page, "Escape")
    assert current(page) == "ECHO-020 threaded"  # where the search had led


def test_a_question_mark_explains_the_keys(visit: Open) -> None:
    page = visit("every-kind")
    press(page, "?")
    assert "walk through the matrix" in page.locator("#help").inner_text()
    press(page, "Escape")
    assert not page.locator("#help").is_visible()
