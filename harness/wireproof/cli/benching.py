"""What `bench` and `run` have in common: measure, write the measurements down, show them."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from wireproof.bench import session
from wireproof.bench.plan import BenchPlan
from wireproof.cli.progress import progress_bar
from wireproof.model.run import Measurement, Trouble
from wireproof.results.writer import RunWriter


class Benching:
    """Receive measurements: write each down, show it, and keep the troubles."""

    def __init__(self, writer: RunWriter) -> None:
        self.measured = 0
        self.troubles: list[Trouble] = []
        self._writer = writer
        self._console = Console(stderr=True, highlight=False)
        self._bar = progress_bar(self._console)
        self._task = self._bar.add_task("measuring", total=None, latest="")

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

    def expect(self, total: int) -> None:
        """Learn how many measurements are to come."""
        self._bar.update(self._task, total=total)

    def see(self, found: Measurement | Trouble) -> None:
        """Keep one measurement or trouble."""
        self._writer.write(found)
        if isinstance(found, Trouble):
            self.troubles.append(found)
            self._console.print(f"not measured: {found.message}", style="yellow", markup=False)
            return
        self.measured += 1
        latest = f"{found.name} {found.payload_bytes} bytes"
        self._bar.update(self._task, completed=self.measured, latest=latest)

    @property
    def exit_code(self) -> int:
        """Tell what the benchmarks alone would exit with."""
        kinds = {trouble.kind for trouble in self.troubles}
        if kinds & {"harness", "not-measured"}:
            return 4
        if "not-ready" in kinds:
            return 3
        return 0 if self.measured else 7


def measure(plan: BenchPlan, writer: RunWriter) -> int:
    """Run the benchmarks of a plan into an open run; tell the exit code."""
    with Benching(writer) as benching:
        session.run(plan, benching.see, benching.expect)
    return benching.exit_code
