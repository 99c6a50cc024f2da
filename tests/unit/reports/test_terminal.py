from __future__ import annotations

import io
import re

from rich.console import Console

from tests.unit.reports import crowd, specimens
from wireproof.model.run import Run
from wireproof.reports import terminal

STYLE = re.compile(r"\x1b\[[\d;]*m")


def plain(run: Run) -> list[str]:
    return terminal.render(run, specimens.CONTRACTS).splitlines()


def shown(run: Run, *, is_terminal: bool) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=is_terminal, width=100, color_system="standard")
    terminal.show(run, console, specimens.CONTRACTS)
    return file.getvalue()


def test_a_line_per_implementation() -> None:
    rows = [line.split() for line in plain(specimens.every_kind())]
    assert ["threaded", "conforms", "8/8", "-", "-", "251", "ms"] in rows
    assert ["evented", "conforms", "with", "remarks", "8/8", "-", "ECHO-020", "251", "ms"] in rows


def test_a_failure_tells_what_why_and_how_to_repeat_it() -> None:
    lines = plain(specimens.every_kind())
    start = lines.index("fail  tcp-echo/forked  ECHO-001 MUST")
    assert [line.strip() for line in lines[start + 1 : start + 8]] == [
        "Every byte is returned unchanged and in order.",
        "test_stream::test_keeps_echo_001: the stream ended 512 bytes early",
        "expected  65536 bytes, sha256 1f2e3d",
        "seen      65024 bytes, sha256 77aa01; the first difference is at 65024: the stream ended",
        "process   exit code 1",
        "flaky     passed 1 of 2 times when repeated on a fresh process",
        "repeat    wireproof check tcp-echo/forked --only ECHO-001 --seed 7",
    ]


def test_what_was_not_judged_is_counted_by_reason() -> None:
    lines = plain(specimens.every_kind())
    assert "untested 1: 1 x declare `half_close` to be judged on it" in lines
    assert "inapplicable 1: 1 x `max_frame` is declared absent" in lines


def test_the_run_s_own_troubles_are_told() -> None:
    lines = plain(specimens.every_kind())
    assert "not-ready  tcp-echo/lost: no announcement within 10 s; exit code 1" in lines
    assert "stale waiver  xmlrpc/fast XRPC-003: expired; remove it." in lines


def test_a_run_of_mutants_tells_the_survivors_and_no_failure() -> None:
    lines = plain(specimens.proved())
    assert ["tcp-echo", "1", "2", "2", "2"] in [line.split() for line in lines]
    assert "survived  tcp-echo mixes_clients_up ECHO-001: survived: pass" in lines
    assert not [line for line in lines if line.startswith("fail")]


def test_the_last_line_is_the_run_in_one_sentence() -> None:
    assert plain(specimens.passing())[-1] == (
        "threaded: conforms, 8 of 8 requirements tested  (12.5 s, seed 7, exit code 1)"
    )


def test_an_incomplete_run_says_so_first_and_last() -> None:
    lines = plain(specimens.cut_off())
    assert lines[0].startswith("INCOMPLETE")
    assert lines[-1].startswith("incomplete: 18 cases")


def test_a_pipe_gets_plain_lines_and_a_terminal_colour() -> None:
    run = specimens.every_kind()
    assert shown(run, is_terminal=False) == terminal.render(run, specimens.CONTRACTS)
    assert STYLE.search(shown(run, is_terminal=True))


def test_the_end_of_a_run_shows_the_first_failures_and_the_number_of_the_others() -> None:
    run, contracts = crowd.large(contracts=1, implementations=1, cases=1, failing=2)
    file = io.StringIO()
    terminal.show(run, Console(file=file, force_terminal=True, width=100), contracts, whole=False)
    assert "... and 13 more" in STYLE.sub("", file.getvalue())
    assert terminal.render(run, contracts).count("\nfail  ") == 25


def test_no_target_can_speak_to_the_terminal() -> None:
    """What remains are line ends, and our own styles where it is a terminal."""
    run = specimens.hostile()
    for text in (shown(run, is_terminal=False), STYLE.sub("", shown(run, is_terminal=True))):
        assert not {char for char in text if ord(char) < 32} - {"\n"}
        assert "\u202e" not in text
    assert "\x1b[31mred" not in shown(run, is_terminal=True)
    assert "\\x1b[31mred" in shown(run, is_terminal=True)


def test_markup_is_no_markup() -> None:
    found = specimens.results(specimens.ECHO, "[red]one[/red]", {})
    one = specimens.implementation("[red]one[/red]")
    run = specimens.run((one, found), known={"tcp-echo": specimens.ECHO})
    assert any(line.startswith("[red]one[/red]") for line in plain(run))
