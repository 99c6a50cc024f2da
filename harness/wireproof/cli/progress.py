"""Progress: a bar with what is running on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wireproof.model.run import CaseResult
from wireproof.model.verdict import Level, Verdict

_STYLES = {Verdict.FAIL: "red", Verdict.ERROR: "magenta", Verdict.INCONCLUSIVE: "yellow"}


def progress_bar(console: Console, *, quiet: bool = False) -> Progress:
    """Make a bar that shows what is running, where there is a terminal to show it on."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[latest]}", style="dim"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )


class Barred:
    """Whoever shows a bar while something goes on; use it in a ``with``."""

    def __init__(self, doing: str, *, total: int | None = None, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._bar = progress_bar(self._console, quiet=quiet)
        self._task = self._bar.add_task(doing, total=total, latest="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()


class Progressing(Barred):
    """Show a run while it goes on; ``quiet`` shows nothing at all."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__("checking", quiet=quiet)
        self._quiet = quiet
        self._total = self._done = 0

    def expect(self, total: int) -> None:
        """Learn how many results are to come."""
        self._total = total
        self._bar.update(self._task, total=total)

    def see(self, result: CaseResult) -> None:
        """Show one result; what is not in order gets a line that stays."""
        self._done += 1
        self._bar.update(self._task, completed=self._done, latest=f"{result.key} {result.case}")
        if self._quiet:
            return
        if result.verdict in _STYLES:
            word = "remark" if _is_remark(result) else str(result.verdict)
            told = result.message or result.reason
            line = f"{word:<8} {result.key} {' '.join(result.requirements)} {told}"
            self._console.print(line, style=_STYLES[result.verdict], markup=False)
        elif not self._console.is_terminal and self._done % 100 == 0:
            self._console.print(f"{self._done} of {self._total} cases", markup=False)


class Proving(Barred):
    """Show a proof while it goes on: how many mutants have been looked at.

    What they fail is as it should be, so no line tells of it.
    """

    def __init__(self, mutants: int) -> None:
        super().__init__("proving", total=mutants)
        self._total = mutants
        self._begun: set[str] = set()

    def expect(self, total: int) -> None:
        """Learn how many cases there are; how many of them are needed nobody knows."""

    def see(self, result: CaseResult) -> None:
        """Count a mutant with its first result."""
        if result.key in self._begun:
            return
        self._begun.add(result.key)
        self._bar.update(self._task, completed=len(self._begun), latest=result.key)
        if not self._console.is_terminal and len(self._begun) % 50 == 0:
            self._console.print(f"{len(self._begun)} of {self._total} mutants", markup=False)


def _is_remark(result: CaseResult) -> bool:
    return result.verdict is Verdict.FAIL and result.effective_level is not Level.MUST
