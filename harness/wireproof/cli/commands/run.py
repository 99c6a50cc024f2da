"""``wireproof run``: the main job."""

from __future__ import annotations

from wireproof.bench import session
from wireproof.bench.plan import BenchPlan
from wireproof.cli import benching, checking, options
from wireproof.cli.options import Contract, Output, Reports, Seed, Targets, Workers, report_paths
from wireproof.cli.progress import Progressing
from wireproof.results import reader
from wireproof.results.writer import RunWriter
from wireproof.suite import conduct


def run(
    targets: Targets = None,
    contract: Contract = "",
    workers: Workers = 0,
    seed: Seed = -1,
    output: Output = None,
    report: Reports = None,
) -> int:
    """The main job: check, a quick benchmark, and a report. No target: the references."""
    reports = report_paths(report)
    plan = checking.plan(
        checking.Request(
            targets=tuple(targets or ()),
            declared=options.declared(contract),
            seed=checking.seed(seed),
        )
    )
    folder = checking.new_folder(output)
    with RunWriter(folder) as writer:
        with Progressing() as progress:
            writer.write(conduct.header(plan))
            ending = conduct.check(plan, writer, workers=workers, audience=progress)
        code = ending.exit_code
        if ending.complete:
            export = str(folder / "pytest-benchmark.json")
            bench = BenchPlan(
                files=session.files([]),
                quick=True,
                tells_missing=False,
                seed=plan.seed,
                export=export,
            )
            code = code or benching.measure(bench, writer)
        writer.write(conduct.footer(ending, code))
    page = folder / "report.html"
    read = reader.read(folder)
    checking.write_reports(read, [*reports, ("html", page)])
    checking.show(read, folder)
    print(f"report: {page}")
    return code
