"""Benchmarks whose targets break in the middle, and benchmarks that are killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tests.engine import tiny
from tests.engine.project import PROGRAMS, Project, wait_until
from wireproof.model.run import Run

BENCH = """
from contextlib import contextmanager

from wireproof.bench import rounds
from wireproof.bench.bench import Bench, Contender
from wireproof.bench.pool import describe

rounds.TURN_PATIENCE = 1.0


@contextmanager
def opened(target):
    with target.connect() as client:
        def call():
            client.send(b"word\\n")
            return client.receive_exactly(5)
        yield call


def check(answer):
    if answer != b"word\\n":
        raise ValueError(f"answered {answer!r}")


def bench_words(bench: Bench) -> None:
    names = ("first", "turns", "second")
    bench.beside(
        [Contender(name, describe(f"tiny.toml#{name}"), opened, check) for name in names],
        group="words",
        partner="first",
    )


def bench_more_words(bench: Bench) -> None:
    bench_words(bench)
"""


def install(project: Project, mood: str = "fine", calls: int = 0) -> None:
    tiny.install(project, BENCH, name="bench_words.py")
    program = ["{python}", "-IS", str(PROGRAMS / "turning.py")]
    moods = {"first": ("fine", 0), "turns": (mood, calls), "second": ("fine", 0)}
    tiny.manifest(
        project,
        *(
            {"name": name, "command": [*program, mood, str(calls)]}
            for name, (mood, calls) in moods.items()
        ),
    )


def bench(project: Project, *, code: int) -> Run:
    project.wireproof("bench", "tiny", "--quick", "--seed", "7", "--output", "out", code=code)
    return project.run()


def measured(run: Run) -> set[str]:
    return {one.name for one in run.measurements}


def test_compares_everybody_with_the_partner(project: Project) -> None:
    install(project)
    run = bench(project, code=0)
    assert measured(run) == {"first", "turns", "second"}
    assert {(one.name, one.partner) for one in run.comparisons} == {
        ("turns", "first"),
        ("second", "first"),
    }
    assert {one.group for one in run.measurements} == {"words, one core"}
    assert all(one.low <= one.ratio <= one.high for one in run.comparisons)
    extra = run.measurements[0].extra
    assert (extra["passed_bytes"], extra["placement"]) != (0, "")
    assert run.header.seed == 7


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("dies", "its process has ended (exit code 7), its last words: out of ideas"),
        ("lies", "answered b'lies\\n'"),
        ("silent", "no answer within 1 s"),
    ],
)
def test_who_breaks_in_the_middle_is_told_and_the_others_stay(
    project: Project, mood: str, said: str
) -> None:
    """Nearly a thousand calls are enough for some rounds, and too few for all of them."""
    install(project, mood, 900)
    run = bench(project, code=1)
    assert {"first", "second"} <= measured(run)
    assert {(one.kind, one.implementation) for one in run.troubles} == {
        ("candidate-failed", "turns")
    }
    assert said in run.troubles[0].message
    assert ": in round " in run.troubles[0].message
    assert {one.name for one in run.comparisons} >= {"second"}


def test_who_is_wrong_from_the_start_is_told(project: Project) -> None:
    install(project, "lies", 0)
    run = bench(project, code=1)
    assert measured(run) == {"first", "second"}
    assert "before the first round" in run.troubles[0].message


BUDGETS = """
schema = 1
[[budget]]
name = "P1"
group = "words, one core"
candidate = "second"
partner = "first"
least = {least}
{more}
"""


@pytest.mark.parametrize(
    ("least", "more", "code", "verdict"),
    [
        (1000, "", 6, "missed"),
        (1000, "expected = 'missed'\nreason = 'it is the same program'", 0, "missed"),
        (0.1, "", 0, "kept"),
    ],
)
def test_a_broken_budget_has_an_exit_code(
    project: Project, least: float, more: str, code: int, verdict: str
) -> None:
    install(project)
    project.write("scenarios/tiny/budgets.toml", BUDGETS.format(least=least, more=more))
    run = bench(project, code=code)
    assert {one.verdict for one in run.budgets} == {verdict}
    shown = project.wireproof("report", "out", code=0).out
    assert f"P1: {verdict}: second is " in shown


def test_its_export_is_read_by_pytest_benchmark(project: Project) -> None:
    install(project)
    bench(project, code=0)
    path = project.folder / "out" / "pytest-benchmark.json"
    entries = json.loads(path.read_text())["benchmarks"]
    assert {one["param"] for one in entries} == {"first", "turns", "second"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest_benchmark", "compare", path],
        cwd=project.folder,
        env=project.env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "words, one core: second" in done.stdout


def test_leaves_nothing_when_it_is_killed(project: Project) -> None:
    install(project, "silent", 900)
    text = (project.folder / "scenarios/tiny/bench_words.py").read_text()
    project.write("scenarios/tiny/bench_words.py", text.replace("PATIENCE = 1.0", "PATIENCE = 60"))
    running = project.start("bench", "tiny", "--output", "out")
    wait_until(lambda: len(project.processes()) > 4, 30, running.process.poll)
    wait_until(lambda: len(project.temporary()) > 2, 30, project.temporary)
    running.send(signal.SIGKILL)
    assert running.finish(8).code == -signal.SIGKILL
    project.expect_nothing_left(within=10)


def test_calibration_measures_no_suite(project: Project) -> None:
    done = project.wireproof("bench", "--calibrate", "--quick", code=2)
    assert "--calibrate judges the method" in done.err
