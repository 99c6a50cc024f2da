from __future__ import annotations

import json

import msgspec

from tests.unit.reports import specimens
from wireproof import reports
from wireproof.model.run import Run


def test_holds_every_line_of_the_run() -> None:
    run = specimens.every_kind()
    assert msgspec.json.decode(reports.render("json", run, {}), type=Run) == run


def test_says_first_whether_it_is_complete() -> None:
    document = json.loads(reports.render("json", specimens.cut_off(), {}))
    assert list(document)[:2] == ["schema", "complete"]
    assert document["complete"] is False
