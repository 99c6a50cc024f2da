"""A browser, and pages that were rendered once; each page is opened offline and alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.reading import Open
from tests.unit.reports import specimens
from wireproof import reports
from wireproof.model.contract import Contract
from wireproof.model.run import Run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or else playwright's own."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=program, args=QUIET)
        except Error as error:
            if program is None:
                pytest.skip("no Chromium on this machine: install it, e.g. `apt install chromium`")
            raise AssertionError(f"{program} does not start") from error
        yield found
        found.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page is rendered once."""
    runs = {
        "every-kind": specimens.every_kind(),
        "hostile": specimens.hostile(),
        "cut-off": specimens.cut_off(),
        "proved": specimens.proved(),
    }
    folder = tmp_path_factory.mktemp("pages")
    found = {name: _written(folder / f"{name}.html", run) for name, run in runs.items()}
    besieged = _written(folder / "besieged.html", specimens.tried(), specimens.BESIEGED)
    return {**found, "besieged": besieged}


def _written(path: Path, run: Run, contracts: Mapping[str, Contract] = specimens.CONTRACTS) -> Path:
    path.write_text(reports.render("html", run, contracts), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, pages: dict[str, Path]) -> Iterator[Open]:
    """Open a page in a fresh context; afterwards nothing was requested and nothing complained."""
    contexts = []
    asked: list[str] = []
    complaints: list[str] = []
    allowed: set[str] = set()

    def opened(name: str, fragment: str = "", scheme: str = "light") -> Page:
        context = browser.new_context(
            offline=True,
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": 1400, "height": 900},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        allowed.add(pages[name].as_uri())
        page.goto(pages[name].as_uri() + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert set(asked) <= allowed
    assert complaints == []
