"""What `bench` and `run` have in common: measure, write the measurements down, show them."""

from __future__ import annotations

from wireproof.bench import session
from wireproof.bench.line import Found, Progress
from wireproof.bench.plan import BenchPlan
from wireproof.cli.progress import Barred
from wireproof.model.run import BudgetResult, Calibration, Measurement, Trouble
from wireproof.results.writer import RunWriter

_EXIT_CODES = {"harness": 4, "not-measured": 4, "candidate-failed": 1, "not-ready": 3}


class Benching(Barred):
    """Receive what is found: write each down, show how far it is, and keep the troubles."""

    def __init__(self, writer: RunWriter) -> None:
        super().__init__("measuring")
        self.measured = 0
        self.broken = False
        self.troubles: list[Trouble] = []
        self._done = 0
        self._writer = writer

    def advance(self, progress: Progress) -> None:
        """Learn how many comparisons are to come, and how far this one is."""
        if progress.total >= 0:
            self._bar.update(self._task, total=progress.total)
        self._done = max(self._done, progress.done)
        self._bar.update(self._task, completed=self._done + progress.share, latest=progress.label)

    def see(self, found: Found) -> None:
        """Keep one measurement, comparison or trouble."""
        self._writer.write(found)
        if isinstance(found, Trouble):
            self.troubles.append(found)
            said = ": ".join(filter(None, ["not measured", found.implementation, found.message]))
            self._console.print(said, style="yellow", markup=False)
        if isinstance(found, BudgetResult) and found.broken:
            self.broken = True
        self.measured += isinstance(found, Measurement | Calibration)

    @property
    def exit_code(self) -> int:
        """Tell what the benchmarks alone would exit with: the first that applies."""
        codes = {_EXIT_CODES.get(trouble.kind, 0) for trouble in self.troubles}
        codes |= {6} if self.broken else set()
        return next((code for code in (1, 4, 3, 6) if code in codes), 0 if self.measured else 7)


def measure(plan: BenchPlan, writer: RunWriter) -> int:
    """Run the benchmarks of a plan into an open run; tell the exit code."""
    with Benching(writer) as benching:
        session.run(plan, benching.see, benching.advance)
    return benching.exit_code
