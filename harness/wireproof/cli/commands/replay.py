"""``wireproof replay``: run one case of a run again, as it was."""

from __future__ import annotations

import os
from typing import Annotated

import msgspec
import typer

from wireproof.cli import checking, options
from wireproof.cli.options import AuthkeyFile, Cafile, Env, Pid
from wireproof.errors import UnknownWords
from wireproof.model.run import CaseResult, Judged, Run
from wireproof.results import reader
from wireproof.targets.words import Declared


def replay(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's folder or file.")],
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case's id, or a part of it.")],
    target: Annotated[
        str, typer.Option("--target", help="Which implementation, where several ran the case.")
    ] = "",
    env: Env = None,
    pid: Pid = 0,
    authkey_file: AuthkeyFile = "",
    cafile: Cafile = "",
) -> int:
    """Run one case of a run again: same target, same seed. Tell what it said then and now.

    A run keeps neither environments nor keys nor process numbers: say them again.
    """
    read = reader.read(run)
    then = _find(read, case, target)
    judged = next(one for one in read.header.implementations if one.key == then.key)
    seed = then.evidence.seed if then.evidence and then.evidence.seed else read.header.seed
    print(f"then: {then.verdict} {then.message or then.reason}".rstrip())
    os.environ["WIREPROOF_TIME_SCALE"] = str(read.header.time_scale)
    return checking.check(
        checking.Request(
            targets=(judged.words,),
            declared=_declared(
                judged, options.declared(env=env, pid=pid, authkey_file=authkey_file, cafile=cafile)
            ),
            only=(then.case,),
            seed=seed,
            repeat=0,
        )
    )


def _find(run: Run, case: str, target: str) -> CaseResult:
    found = [
        one
        for one in run.results
        if case in one.case and target in {"", one.key, one.implementation}
    ]
    exact = [one for one in found if one.case == case] or found
    bad = [one for one in exact if one.evidence] or exact  # a failure is what one replays
    names = sorted({f"{one.case} --target {one.key}" for one in bad})
    if len(names) != 1:
        raise UnknownWords(
            f"{case!r} names {len(names)} results of this run",
            mend=f"Name one: {'; '.join(names[:6])}." if names else "See `wireproof report`.",
        )
    return bad[0]


def _declared(judged: Judged, again: Declared) -> Declared:
    return msgspec.structs.replace(
        again,
        contract=judged.contract,
        role=judged.role,
        profile=judged.profile,
        features=judged.features,
        limits=judged.limits,
    )
