"""From what a case raised to a verdict.

Only a `Violation` of the harness's wire, or a failed assertion in a case, is a fail. Everything
else is an error: ours, or the machine's.
"""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from hypothesis.errors import Unsatisfiable
from msgspec import Struct

from wireproof.errors import BrokenAdapter, Inapplicable, Inconclusive, NotReady, Outcome, Violation
from wireproof.model.verdict import Verdict


class Raised(Struct, frozen=True, kw_only=True):
    """What a case raised, as a verdict with its words."""

    verdict: Verdict
    message: str = ""
    expected: str = ""
    seen: str = ""
    counterexample: str = ""
    traceback: str = ""
    timeless: bool = False  # no pause of ours can have caused it
    paused: bool = False  # a pause of ours has kept it from saying anything


def judge(error: BaseException, scenario_folder: Path) -> Raised:
    """Tell the verdict that an exception stands for."""
    if isinstance(error, BaseExceptionGroup):
        return _several(error, scenario_folder)
    notes = "\n".join(getattr(error, "__notes__", []))
    match error:
        case Violation():
            return Raised(
                verdict=Verdict.FAIL,
                message=error.message,
                expected=error.expected,
                seen=error.seen,
                counterexample=notes,
                traceback=_traceback(error, scenario_folder),
                timeless=error.timeless,
            )
        case AssertionError() if _raised_in(error, scenario_folder):
            return Raised(
                verdict=Verdict.FAIL,
                message=_first_lines(str(error)) or "an assertion of the case failed",
                seen=str(error)[:4000],
                counterexample=notes,
                traceback=_traceback(error, scenario_folder),
            )
        case Inapplicable():
            return Raised(verdict=Verdict.INAPPLICABLE, message=str(error))
        case Inconclusive() | Unsatisfiable():
            ours = isinstance(error, Inconclusive)
            return Raised(verdict=Verdict.INCONCLUSIVE, message=str(error), paused=ours)
        case Outcome() | NotReady() | pytest.skip.Exception():
            return Raised(verdict=Verdict.UNTESTED, message=str(error))
        case BrokenAdapter():
            return Raised(verdict=Verdict.ERROR, message=str(error), counterexample=notes)
        case _:
            return Raised(
                verdict=Verdict.ERROR,
                message=f"{type(error).__name__}: {_first_lines(str(error))}",
                counterexample=notes,
                traceback=_traceback(error, scenario_folder),
            )


def _several(group: BaseExceptionGroup[BaseException], folder: Path) -> Raised:
    """Judge by the worst: an error of ours among failures is not hidden by them."""
    judged = [judge(error, folder) for error in group.exceptions]
    errors = [one for one in judged if one.verdict is not Verdict.FAIL]
    return (errors or judged)[0]


def _raised_in(error: BaseException, folder: Path) -> bool:
    """Tell whether the failed assertion stands in the scenario itself, not in a library."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and _lies_in(frames[-1].filename, folder)


def _first_lines(text: str, count: int = 3) -> str:
    return " ".join(line.strip() for line in text.strip().splitlines()[:count]).strip()[:400]


def _traceback(error: BaseException, folder: Path) -> str:
    """Tell where it was raised, from the case on: how pytest came there is of no use to anybody."""
    frames = error.__traceback__
    while frames and not _lies_in(frames.tb_frame.f_code.co_filename, folder):
        frames = frames.tb_next
    told = traceback.format_exception(type(error), error, frames or error.__traceback__)
    return "".join(told)[-8000:]


def _lies_in(filename: str, folder: Path) -> bool:
    return Path(filename).resolve().is_relative_to(folder.resolve())
