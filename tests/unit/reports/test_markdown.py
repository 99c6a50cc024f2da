from __future__ import annotations

import re

from tests.unit.reports import crowd, specimens
from wireproof.model.run import Run
from wireproof.reports import markdown

CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
OUR_TAGS = re.compile(r"</?(?:details|summary|sub|br)>")


def lines(run: Run) -> list[str]:
    return markdown.render(run, specimens.CONTRACTS).splitlines()


def test_begins_with_the_conclusion() -> None:
    assert lines(specimens.every_kind())[0] == (
        "## ❌ Wireproof: 3 of 5 implementations conform (1 with remarks), 1 does not, 1 not judged"
    )


def test_a_row_per_implementation() -> None:
    assert (
        "| `forked` | ❌ does not conform | 6/8 | ECHO-001, ECHO-007 | ECHO-014 | 251 ms |"
        in lines(specimens.every_kind())
    )


def test_a_failure_has_its_message_and_its_command() -> None:
    row = next(line for line in lines(specimens.every_kind()) if "**ECHO-001**" in line)
    assert "`the stream ended 512 bytes early`" in row
    assert "`wireproof check tcp-echo/forked --only ECHO-001 --seed 7`" in row
    assert "flaky, passed 1 of 2" in row


def test_every_row_of_a_table_has_as_many_cells() -> None:
    """Also where targets say bars."""
    for run in (specimens.every_kind(), specimens.hostile()):
        cells = 0
        for line in lines(run):
            bars = len(re.findall(r"(?<!\\)\|", line))
            if not line.startswith("|"):
                cells = 0
                continue
            cells = cells or bars
            assert bars == cells


def test_hostile_words_are_code_or_escaped() -> None:
    """Outside of code no tag but ours, no mention, no comment."""
    for line in lines(specimens.hostile()):
        rest = OUR_TAGS.sub("", CODE.sub("", line))
        assert "<" not in rest
        assert not re.search(r"(?<!\\)@", rest)


def test_a_run_of_mutants_shows_the_survivors() -> None:
    found = lines(specimens.proved())
    assert "| `tcp-echo` | 1 | 2 | 2 | 2 |" in found
    assert "| `tcp-echo mixes_clients_up` | ECHO-001 | `survived: pass` |" in found
    assert not any("does not conform" in line for line in found)


def test_an_incomplete_run_says_so() -> None:
    assert any("**Incomplete**" in line for line in lines(specimens.cut_off()))


def test_stays_below_what_a_comment_may_have() -> None:
    run, contracts = crowd.large(contracts=5, implementations=5, cases=1, failing=2)
    text = markdown.render(run, contracts)
    assert len(text) < 65_536
    assert "did not fit here" in text
