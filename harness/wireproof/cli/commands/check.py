"""``wireproof check``: does it keep the contract?"""

from __future__ import annotations

from typing import Annotated

import typer

from wireproof.cli import checking, options
from wireproof.cli.options import (
    AuthkeyFile,
    Cafile,
    Contract,
    Env,
    Feature,
    Limit,
    Only,
    Output,
    Pid,
    Profile,
    Reports,
    Role,
    Seed,
    Targets,
    Workers,
)


def check(
    targets: Targets = None,
    contract: Contract = "",
    role: Role = "",
    profile: Profile = "",
    feature: Feature = None,
    limit: Limit = None,
    env: Env = None,
    pid: Pid = 0,
    authkey_file: AuthkeyFile = "",
    cafile: Cafile = "",
    only: Only = None,
    level: Annotated[
        str, typer.Option(help="must, should or may: only requirements at least that binding.")
    ] = "",
    workers: Workers = 0,
    fail_fast: Annotated[bool, typer.Option("-x", help="Stop at the first failure.")] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="Try a requirement that has failed no further.")
    ] = False,
    last_failed: Annotated[
        bool, typer.Option("--last-failed", help="Only what failed in the latest run.")
    ] = False,
    seed: Seed = -1,
    fuzz: Annotated[
        str, typer.Option(help="Only the properties, with ever new seeds, for so long (60s).")
    ] = "",
    repeat: Annotated[
        int, typer.Option(help="How often a failing case is tried again on a fresh process.")
    ] = 2,
    output: Output = None,
    report: Reports = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result lines as JSON.")] = False,
) -> int:
    """Does it keep the contract? Judge targets and tell what was found, with evidence."""
    request = checking.Request(
        targets=tuple(targets or ()),
        declared=options.declared(
            contract, role, profile, feature, limit, env, pid, authkey_file, cafile
        ),
        only=tuple(only or ()),
        level=checking.level(level),
        workers=workers,
        fail_fast=fail_fast,
        brief=brief,
        last_failed=last_failed,
        seed=checking.seed(seed),
        fuzz_seconds=options.duration(fuzz),
        repeat=repeat,
        output=output,
        reports=tuple(options.report_paths(report)),
        json=json,
    )
    return checking.check(request)
