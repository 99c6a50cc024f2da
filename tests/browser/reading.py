"""What a reader does with the page, and what they see."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.unit.reports import specimens

Open = Callable[..., Page]
ALL = [row.id for one in (specimens.ECHO, specimens.XML) for row in one.requirement]


def rows(page: Page) -> list[str]:
    """List the ids of the requirements that are shown."""
    shown = page.locator(".matrix tbody tr:visible .id").all_text_contents()
    return [text.strip() for text in shown]


def current(page: Page) -> str:
    """Tell which cell has the focus, as row and column."""
    return str(
        page.evaluate(
            """() => {
                const cell = document.activeElement;
                if (!cell.at) return cell.id;
                const chapter = run.chapters[cell.at.c];
                return chapter.requirements[cell.at.r][0] + " " + chapter.subjects[cell.at.s].name;
            }"""
        )
    )


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
