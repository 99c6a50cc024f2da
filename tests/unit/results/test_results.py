"""Runs written and read back: whole lines, a schema, and no green from a cut file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from wireproof.errors import HarnessTrouble, InvalidRun, NothingSelected, UnknownWords
from wireproof.model.evidence import Evidence, Exchange, Step
from wireproof.model.run import (
    SCHEMA,
    BudgetResult,
    Calibration,
    CaseResult,
    Comparison,
    ConclusionResult,
    Footer,
    Header,
    Judged,
    Line,
    Measurement,
    Proof,
    RequirementResult,
    StaleWaiver,
    Trouble,
)
from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.results import reader, writer
from wireproof.results.schema import run_schema
from wireproof.results.writer import EVIDENCE_BYTES, FILE, MESSAGE_LETTERS, TEXT_LETTERS, RunWriter

HEADER = Header(
    schema=SCHEMA,
    wireproof="0",
    started="2026-01-01T00:00:00+00:00",
    command=("wireproof", "check"),
    seed=5,
    hypothesis_profile="default",
    time_scale=1.0,
    machine={"cpus": 2, "system": "Linux", "load": 0.5},
    contracts={"tiny": 1},
    implementations=(
        Judged(name="one", contract="tiny", role="server", profile="hardened", words="one"),
    ),
)
FOOTER = Footer(complete=True, exit_code=0, seconds=1.0, counts={"pass": 1})
ONE: dict[str, Any] = {"contract": "tiny", "implementation": "one"}
LEVELS: dict[str, Any] = {"level": Level.MUST, "effective_level": Level.MUST}


def result(**more: Any) -> CaseResult:
    given = {
        **ONE,
        **LEVELS,
        "case": "test_x::test_y",
        "requirements": ("T-1",),
        "verdict": Verdict.PASS,
        "seconds": 0.5,
        **more,
    }
    return CaseResult(**given)


EVIDENCE = Evidence(
    expected="a",
    seen="b",
    exchanges=(Exchange(peer="x", steps=(Step(at=0.1, direction="!", note="connected"),)),),
    seed=7,
)
EVERY_KIND: list[Line] = [
    HEADER,
    result(),
    result(verdict=Verdict.FAIL, message="no", evidence=EVIDENCE, passed_again=1, repeated=2),
    RequirementResult(**ONE, **LEVELS, requirement="T-1", verdict=Verdict.FAIL, cases=2),
    ConclusionResult(**ONE, conclusion=Conclusion.FAILS, tested=1, total=2, failed=("T-1",)),
    StaleWaiver(**ONE, requirement="T-1", reason="expired"),
    Trouble(kind="harness", message="lost"),
    Measurement(group="g", name="n", unit="s", value=1.5, median_seconds=0.1, rounds=3),
    Comparison(
        group="g",
        name="n",
        partner="m",
        ratio=1.5,
        low=1.4,
        high=1.7,
        verdict="faster",
        rounds=20,
        confidence=0.99,
        minimum_effect=0.05,
    ),
    BudgetResult(
        budget="P1",
        group="g",
        name="n",
        partner="m",
        least=1.3,
        ratio=1.5,
        low=1.4,
        high=1.7,
        verdict="kept",
    ),
    Calibration(
        comparisons=200,
        false_alarms=1,
        false_alarm_interval=(0.001, 0.03),
        seen=197,
        seen_interval=(0.96, 0.99),
        mistaken=0,
        delay=0.1,
        minimum_effect=0.05,
        confidence=0.99,
        rounds=200,
        placement="p",
        addresses="fixed",
        seconds=140.0,
    ),
    Proof(contract="tiny", mutant="forgets", caught=True, requirement="T-1"),
    FOOTER,
]


def write(folder: Path, *lines: Line) -> Path:
    with RunWriter(folder) as made:
        for line in lines:
            made.write(line)
    return folder / FILE


# -- Writing ---------------------------------------------------------------------------------


def test_writes_whole_lines_at_once(tmp_path: Path) -> None:
    made = RunWriter(tmp_path / "deep" / "er")
    made.write(HEADER)
    assert made.path.read_bytes().count(b"\n") == 1
    made.write(FOOTER)
    assert made.path.read_bytes().endswith(b"}\n")
    made.close()
    made.close()  # twice is fine


def test_begins_anew_where_a_run_was(tmp_path: Path) -> None:
    write(tmp_path, *EVERY_KIND)
    write(tmp_path, HEADER)
    assert reader.read(tmp_path).results == ()


def test_says_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnknownWords) as caught:
        RunWriter(tmp_path / "file" / "run")
    assert str(caught.value) == (
        f"{tmp_path}/file/run: a run cannot be written here (Not a directory). "
        "Name another folder with --output."
    )


def test_goes_on_after_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda file, data: whole(file, bytes(data[:7])))
    path = write(tmp_path, *EVERY_KIND)
    monkeypatch.undo()
    assert len(path.read_bytes().splitlines()) == len(EVERY_KIND)
    assert reader.read(tmp_path).complete


def test_a_full_disk_is_our_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with RunWriter(tmp_path) as made:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(HarnessTrouble, match=r"any more \(No space left on device\)") as caught:
            made.write(HEADER)
        monkeypatch.undo()
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("beside", [False, True])
def test_a_run_of_nothing_has_never_been(tmp_path: Path, *, beside: bool) -> None:
    folder = tmp_path / "run"
    made = RunWriter(folder)
    if beside:
        (folder / "mine.txt").touch()
    with pytest.raises(NothingSelected), made:
        raise NothingSelected("nothing")
    assert folder.exists() is beside
    assert not (folder / FILE).exists()


def test_another_error_keeps_the_run(tmp_path: Path) -> None:
    made = RunWriter(tmp_path / "run")
    with pytest.raises(KeyboardInterrupt), made:
        raise KeyboardInterrupt
    assert made.path.exists()


def test_evidence_that_is_too_large_lies_beside_the_run(tmp_path: Path) -> None:
    exchanges = tuple(Exchange(peer=f"p{number}", steps=()) for number in range(3))
    large = Evidence(
        expected="e" * 9000,
        seen="s" * 9000,
        counterexample="c" * 9000,
        exchanges=exchanges,
        stderr="x" * EVIDENCE_BYTES + "last words",
        stdout="o" * 9000,
        traceback="t" * 9000 + "raised",
    )
    lines = [result(verdict=Verdict.FAIL, message=text, evidence=large) for text in ("a", "b")]
    path = write(tmp_path, HEADER, *lines)
    kept = [one.evidence for one in reader.read(tmp_path).results]
    assert all(len(line) < EVIDENCE_BYTES for line in path.read_bytes().splitlines())
    for one in kept:
        assert one is not None
        assert one.stderr.endswith("last words")
        assert one.traceback.endswith("raised")
        assert len(one.stderr) == len(one.stdout) == len(one.traceback) == TEXT_LETTERS
        assert one.exchanges == exchanges[-1:]
        assert one.seen.endswith("[... 4904 more]")
        spilled = (tmp_path / one.spilled).read_bytes()
        assert msgspec.json.decode(spilled, type=Evidence) == large
    assert len({one.spilled for one in kept if one}) == 2


def test_messages_have_an_end(tmp_path: Path) -> None:
    write(tmp_path, HEADER, result(message="m" * 5000, reason="r" * MESSAGE_LETTERS))
    (one,) = reader.read(tmp_path).results
    assert one.message.endswith("m [... 3000 more]")
    assert one.reason == "r" * MESSAGE_LETTERS


# -- Reading ---------------------------------------------------------------------------------


def test_reads_what_was_written(tmp_path: Path) -> None:
    write(tmp_path, *EVERY_KIND)
    run = reader.read(tmp_path)
    assert run == reader.read(tmp_path / FILE) == reader.read(str(tmp_path))
    assert run.complete
    lines = [
        *(run.header, *run.results, *run.requirements, *run.conclusions, *run.stale),
        *(
            *run.troubles,
            *run.measurements,
            *run.comparisons,
            *run.budgets,
            *run.calibrations,
            *run.proofs,
            run.footer,
        ),
    ]
    assert lines == EVERY_KIND


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_the_last_line_may_be_cut(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path, *EVERY_KIND)
    path.write_bytes(path.read_bytes()[:-cut])
    run = reader.read(path)
    assert run.footer is None
    assert len(run.proofs) == 1


def test_no_other_line_may_be_wrong(tmp_path: Path) -> None:
    path = write(tmp_path, *EVERY_KIND)
    lines = path.read_bytes().splitlines(keepends=True)
    for wrong in (b"garbage\n", b"\n", b'{"type": "x"}\n', b"\xff\n", b'{"type": "result"}\n'):
        path.write_bytes(b"".join([lines[0], wrong, *lines[1:]]))
        with pytest.raises(InvalidRun, match="line 2 is no line of a run: ") as caught:
            reader.read(path)
        assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "does not begin with a header"),
        ([FOOTER], "does not begin with a header"),
        ([HEADER, HEADER], "has two headers"),
        ([msgspec.structs.replace(HEADER, schema=99)], f"is of schema 99, we read {SCHEMA}"),
    ],
)
def test_refuses_what_is_no_run(tmp_path: Path, lines: list[Line], said: str) -> None:
    write(tmp_path, *lines)
    with pytest.raises(InvalidRun, match=said):
        reader.read(tmp_path)


def test_a_newer_run_is_told_as_such(tmp_path: Path) -> None:
    """Even where its header has changed beyond our recognition."""
    (tmp_path / FILE).write_text('{"type": "header", "schema": 2, "news": []}\n{"type": "news"}\n')
    with pytest.raises(InvalidRun, match="is of schema 2, we read 1"):
        reader.read(tmp_path)


def test_says_where_there_is_no_run(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(InvalidRun, match="there is no run here"):
            reader.read(path)


def test_says_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, HEADER)

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InvalidRun, match=r"cannot be read \(Permission denied\)"):
        reader.read(path)


# -- The schema ------------------------------------------------------------------------------


def validator() -> Draft202012Validator:
    schema = run_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_line_keeps_the_schema(tmp_path: Path) -> None:
    path = write(tmp_path, *EVERY_KIND)
    for line in path.read_text().splitlines():
        validator().validate(json.loads(line))


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "maybe"},
        {"type": "else"},
        {"seconds": "long"},
        {"requirements": "T-1"},
        {"level": "WILL"},
    ],
)
def test_the_schema_refuses_what_we_would_not_read(change: dict[str, object]) -> None:
    line = {**json.loads(msgspec.json.encode(result())), **change}
    assert not validator().is_valid(line)


def test_kinds_are_all_read() -> None:
    assert set(reader._FIELDS) | {Header, Footer} == {type(line) for line in EVERY_KIND}
    assert writer.FILE == "run.jsonl"
