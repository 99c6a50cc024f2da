"""The published examples of cidr are the ones that the cases use, and keep their schema."""

from __future__ import annotations

import json

import jsonschema
import pytest

from scenarios.cidr import publish
from scenarios.cidr.bugs import FLAGS
from scenarios.cidr.rows import EXAMPLES

EVERY_FILE = pytest.mark.parametrize("name", publish.FILES)


@EVERY_FILE
def test_the_file_is_in_step_with_the_cases(name: str) -> None:
    """Else run `python -m scenarios.cidr.publish`."""
    written = (publish.FOLDER / f"{name}.json").read_text(encoding="ascii")
    assert json.loads(written) == json.loads(publish.rendered(name))
    assert written == publish.rendered(name)


@EVERY_FILE
def test_the_file_keeps_the_schema(name: str) -> None:
    schema = json.loads((publish.FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(publish.rendered(name)))


@EVERY_FILE
def test_the_file_counts_its_tests(name: str) -> None:
    document = json.loads(publish.rendered(name))
    ids = [test["id"] for group in document["groups"] for test in group["tests"]]
    assert sorted(ids) == list(range(1, document["tests"] + 1))


def test_every_example_of_a_case_is_published() -> None:
    published = [one for examples in publish.FILES.values() for one in examples]
    assert [one.key for one in EXAMPLES if one not in published] == []


def test_every_flag_is_used() -> None:
    used = {one.flag for examples in publish.FILES.values() for one in examples}
    assert used == set(FLAGS)


def test_no_example_is_given_twice() -> None:
    keys = [(one.requirement, one.key) for one in EXAMPLES]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
