"""Run benchmarks: a process of their own, their measurements handed to a sink as they come."""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from wireproof.bench import line
from wireproof.bench.line import Found, Progress
from wireproof.bench.plan import BenchPlan
from wireproof.catalogue import places
from wireproof.errors import NothingSelected, UnknownWords
from wireproof.model.run import Trouble
from wireproof.targets.ward import Ward


def suites() -> dict[str, list[Path]]:
    """Find the benchmark files by their scenario folder."""
    found: dict[str, list[Path]] = {}
    for root in places.roots():
        for path in sorted((root / "scenarios").glob("*/bench_*.py")):
            files = found.setdefault(path.parent.name.replace("_", "-"), [])
            if path.name not in {one.name for one in files}:
                files.append(path)
    return found


def files(names: Sequence[str]) -> tuple[str, ...]:
    """Find the files of the named suites, or all; raises `UnknownWords`, `NothingSelected`."""
    known = suites()
    for name in names:
        if name.replace("_", "-") not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise UnknownWords(
                f"there are no benchmarks called {name!r}",
                mend=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}.",
            )
    wanted = [name.replace("_", "-") for name in names] or list(known)
    found = tuple(str(path) for name in wanted for path in known[name])
    if not found:
        raise NothingSelected("there are no benchmarks here", mend="Write bench_*.py.")
    return found


def run(
    plan: BenchPlan,
    sink: Callable[[Found], None],
    progress: Callable[[Progress], None],
) -> None:
    """Run a plan; a process that breaks is told as a `Trouble` of kind ``harness``."""
    with Ward() as ward:  # whose folder goes away even if we are killed
        path, log = ward.folder / "plan.json", ward.folder / "log"
        path.write_bytes(msgspec.json.encode(plan))
        with log.open("wb") as printed:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "wireproof.bench.process", str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=printed,
            )
            try:
                other = _listen(process, sink, progress)
            finally:
                process.terminate()
                process.wait()
        if process.returncode not in {0, 1}:  # 1: some benchmark failed and was told already
            text = log.read_text(errors="replace") + "\n".join(other)
            sink(Trouble(kind="harness", message=f"the benchmarks broke:\n{text[-3000:]}"))


def _listen(
    process: subprocess.Popen[bytes],
    sink: Callable[[Found], None],
    progress: Callable[[Progress], None],
) -> list[str]:
    """Hand on what is told; give back what was printed beside it."""
    other = []
    for text in process.stdout or ():
        try:
            found = line.read(text)
        except msgspec.DecodeError:
            other.append(text.decode(errors="replace").rstrip())
            continue
        if isinstance(found, Progress):
            progress(found)
        else:
            sink(found)
    process.wait()
    return other
