"""``wireproof bench``: what does it cost?"""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Annotated

import typer

import wireproof
from wireproof.bench import session
from wireproof.bench.plan import BenchPlan
from wireproof.cli import benching, checking
from wireproof.cli.options import Output, Reports, Seed, report_paths
from wireproof.errors import UnknownWords
from wireproof.model.run import SCHEMA, Footer, Header
from wireproof.results import reader
from wireproof.results.writer import RunWriter
from wireproof.suite.machine import command_line, machine
from wireproof.wire.patience import time_scale


def bench(
    suites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUITE]...", help="None: all.", show_default=False),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A first impression, in a minute.")
    ] = False,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate", help="How far can a comparison be trusted on this machine? Minutes."
        ),
    ] = False,
    seed: Seed = -1,
    output: Output = None,
    report: Reports = None,
) -> int:
    """What does it cost? Measure the reference implementations beside each other."""
    reports = report_paths(report)
    if calibrate and (suites or quick):
        raise UnknownWords(
            "--calibrate judges the method, and measures no suite", mend="Give it alone."
        )
    files = () if calibrate else session.files(suites or [])
    folder = checking.new_folder(output)
    chosen, began = checking.seed(seed), time.monotonic()
    with RunWriter(folder) as writer:
        writer.write(_header(chosen))
        export = str(folder / "pytest-benchmark.json")
        plan = BenchPlan(files=files, quick=quick, calibrate=calibrate, seed=chosen, export=export)
        code = benching.measure(plan, writer)
        seconds = round(time.monotonic() - began, 2)
        writer.write(Footer(complete=True, exit_code=code, seconds=seconds, counts={}))
    run = reader.read(folder)
    page = folder / "report.html"
    checking.write_reports(run, [*reports, ("html", page)])
    checking.show(run, folder)
    print(f"report: {page}")
    return code


def _header(seed: int) -> Header:
    return Header(
        schema=SCHEMA,
        wireproof=wireproof.__version__,
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        command=command_line(sys.argv),
        seed=seed,
        hypothesis_profile="",
        time_scale=time_scale(),
        machine=machine(),
        contracts={},
        implementations=(),
    )
