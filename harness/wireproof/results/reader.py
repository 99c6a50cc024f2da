"""Read a run back; a file that is no run, or a newer one, is refused with a reason."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from wireproof.errors import InvalidRun
from wireproof.model.run import (
    SCHEMA,
    BudgetResult,
    Calibration,
    CaseResult,
    Comparison,
    ConclusionResult,
    Footer,
    Header,
    Line,
    Measurement,
    Proof,
    RequirementResult,
    Run,
    StaleWaiver,
    Trouble,
)
from wireproof.results.writer import FILE

_FIELDS = {
    CaseResult: "results",
    RequirementResult: "requirements",
    ConclusionResult: "conclusions",
    StaleWaiver: "stale",
    Trouble: "troubles",
    Measurement: "measurements",
    Comparison: "comparisons",
    BudgetResult: "budgets",
    Calibration: "calibrations",
    Proof: "proofs",
}

_DECODER = msgspec.json.Decoder(Line)


def locate(words: str | Path) -> Path:
    """Accept a run's folder or its file; raises `InvalidRun` where there is none."""
    path = Path(words)
    path = path / FILE if path.is_dir() else path
    if not path.is_file():
        raise InvalidRun(
            "there is no run here",
            where=str(path),
            mend="Name the folder that `wireproof check` printed, or its run.jsonl.",
        )
    return path


def read(words: str | Path) -> Run:
    """Read a run; the last line may be cut, any other bad line is an `InvalidRun`."""
    path = locate(words)
    raw = _whole_lines(path)
    _check_schema(raw[:1], path)
    lines = [_line(text, number, path) for number, text in enumerate(raw, 1)]
    header, *rest = lines
    if not isinstance(header, Header):
        raise InvalidRun("does not begin with a header", where=str(path), mend="It is no run.")
    groups: dict[str, list[Line]] = {name: [] for name in _FIELDS.values()}
    footer = None
    for line in rest:
        if isinstance(line, Footer):
            footer = line
        elif isinstance(line, Header):
            raise InvalidRun("has two headers", where=str(path), mend="Keep one run a file.")
        else:
            groups[_FIELDS[type(line)]].append(line)
    return msgspec.convert(
        {"header": header, "footer": footer, **groups}, Run, from_attributes=True
    )


def _whole_lines(path: Path) -> list[bytes]:
    """Read the lines that have an end; what stands behind the last one was cut."""
    try:
        return path.read_bytes().split(b"\n")[:-1]
    except OSError as trouble:
        raise InvalidRun(
            f"cannot be read ({trouble.strerror})", where=str(path), mend="Check the path."
        ) from trouble


def _check_schema(first: list[bytes], path: Path) -> None:
    """Refuse a run of another schema by name, whatever else has changed in it."""
    if not first:
        raise InvalidRun("does not begin with a header", where=str(path), mend="It is no run.")
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
        schema = msgspec.json.decode(first[0], type=_Schema).schema
        if schema != SCHEMA:
            raise InvalidRun(
                f"is of schema {schema}, we read {SCHEMA}",
                where=str(path),
                mend="Use the version of wireproof that wrote it.",
            )


class _Schema(msgspec.Struct, frozen=True):
    schema: int


def _line(text: bytes, number: int, path: Path) -> Line:
    try:
        line: Line = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise InvalidRun(
            f"line {number} is no line of a run: {trouble}",
            where=str(path),
            mend="The file was changed or is something else.",
        ) from trouble
    return line
