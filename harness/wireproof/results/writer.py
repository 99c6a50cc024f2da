"""Write a run, line by line, as it happens."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from wireproof.errors import HarnessTrouble, NothingSelected, UnknownWords
from wireproof.model.evidence import Evidence
from wireproof.model.run import CaseResult, Line

FILE = "run.jsonl"
EVIDENCE_BYTES = 64 * 1024  # what one result may carry; the rest spills to a file beside the run
TEXT_LETTERS = 4096  # what each text of it may carry then
MESSAGE_LETTERS = 2000


class RunWriter:
    """One open ``run.jsonl``; every line is whole on disk before the next is written.

    A run that is killed keeps all lines so far and has no footer, which marks it as incomplete.
    A run in which nothing was selected has never been: leaving the ``with`` removes it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
            self._file = os.open(self.path, flags, 0o644)
        except OSError as trouble:
            raise UnknownWords(
                f"a run cannot be written here ({trouble.strerror})",
                where=str(folder),
                mend="Name another folder with --output.",
            ) from trouble
        self._encode = msgspec.json.Encoder().encode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, NothingSelected):
            self.path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # somebody else's files lie there too
                self.folder.rmdir()

    def write(self, line: Line) -> None:
        """Append one line, its evidence spilled to a file where it is too large."""
        if isinstance(line, CaseResult):
            line = msgspec.structs.replace(
                line,
                message=_cut(line.message, MESSAGE_LETTERS),
                reason=_cut(line.reason, MESSAGE_LETTERS),
                evidence=self._capped(line, line.evidence) if line.evidence else None,
            )
        rest = memoryview(self._encode(line) + b"\n")
        try:
            while rest:  # a disk that is nearly full takes a part
                rest = rest[os.write(self._file, rest) :]
        except OSError as trouble:
            raise HarnessTrouble(
                f"the run cannot be written any more ({trouble.strerror})",
                where=str(self.path),
                mend="Make room and run again.",
            ) from trouble

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _capped(self, line: CaseResult, evidence: Evidence) -> Evidence:
        whole = self._encode(evidence)
        if len(whole) <= EVIDENCE_BYTES:
            return evidence
        # One case may be told twice: a death that is noticed late follows the case's own verdict.
        digest = hashlib.sha256(f"{line.key} {line.case} {line.message}".encode()).hexdigest()[:16]
        spilled = self.folder / "evidence" / f"{digest}.json"
        spilled.parent.mkdir(exist_ok=True)
        spilled.write_bytes(whole)
        return msgspec.structs.replace(
            evidence,
            expected=_cut(evidence.expected, TEXT_LETTERS),
            seen=_cut(evidence.seen, TEXT_LETTERS),
            counterexample=_cut(evidence.counterexample, TEXT_LETTERS),
            exchanges=evidence.exchanges[-1:],
            stderr=evidence.stderr[-TEXT_LETTERS:],
            stdout=evidence.stdout[-TEXT_LETTERS:],
            traceback=evidence.traceback[-TEXT_LETTERS:],
            spilled=str(spilled.relative_to(self.folder)),
        )


def _cut(text: str, letters: int) -> str:
    left_out = len(text) - letters
    return f"{text[:letters]} [... {left_out} more]" if left_out > 0 else text
