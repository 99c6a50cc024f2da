from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from tests.unit.reports import specimens
from wireproof.model.run import Run
from wireproof.reports import badge


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (specimens.passing, "conforms 8/8"),
        (specimens.every_kind, "3 of 5 conform"),
        (specimens.proved, "3/4 proved"),
        (specimens.cut_off, "incomplete"),
        (specimens.hostile, "3 of 5 conform"),
    ],
)
def test_says_the_conclusion(run: Callable[[], Run], words: str) -> None:
    root = parsed(badge.render(run(), {}))
    assert root.get("aria-label") == f"wireproof: {words}"
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == [
        "wireproof",
        words,
    ]


def test_only_what_conforms_is_green() -> None:
    green = "#2c7a4b"
    assert green in badge.render(specimens.passing(), {})
    assert green not in badge.render(specimens.cut_off(), {})
    assert green not in badge.render(specimens.every_kind(), {})
