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
from wireproof.cli.options import Output, Reports, report_paths
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
    output: Output = None,
    report: Reports = None,
) -> int:
    """What does it cost? Measure the reference implementations beside each other."""
    reports = report_paths(report)
    files = session.files(suites or [])
    folder = checking.new_folder(output)
    began = time.monotonic()
    with RunWriter(folder) as writer:
        writer.write(_header())
        export = str(folder / "pytest-benchmark.json")
        code = benching.measure(BenchPlan(files=files, quick=quick, export=export), writer)
        seconds = round(time.monotonic() - began, 2)
        writer.write(Footer(complete=True, exit_code=code, seconds=seconds, counts={}))
    run = reader.read(folder)
    page = folder / "report.html"
    checking.write_reports(run, [*reports, ("html", page)])
    checking.show(run, folder)
    print(f"report: {page}")
    return code


def _header() -> Header:
    return Header(
        schema=SCHEMA,
        wireproof=wireproof.__version__,
        started=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        command=command_line(sys.argv),
        seed=0,
        hypothesis_profile="",
        time_scale=time_scale(),
        machine=machine(),
        contracts={},
        implementations=(),
    )
