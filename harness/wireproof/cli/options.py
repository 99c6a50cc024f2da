"""The options that several commands share, and what their words mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from wireproof.errors import UnknownWords
from wireproof.model.manifest import LimitValue
from wireproof.targets.words import Declared

Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TARGET]...",
        help="An address (tcp://127.0.0.1:9000), a command ('cmd:./server --port {port}'), "
        "a manifest (my.toml#name) or something known (tcp-echo/threaded, 'tcp-echo/*', socat). "
        "None: the reference implementations.",
        show_default=False,
    ),
]
Contract = Annotated[
    str, typer.Option("--contract", "-c", help="The contract, for addresses and commands.")
]
Role = Annotated[str, typer.Option(help="The role that the target plays.")]
Profile = Annotated[str, typer.Option(help="hardened or classic.")]
Feature = Annotated[
    list[str] | None,
    typer.Option("--feature", help="Declare a feature, or '!feature' absent. Repeatable."),
]
Limit = Annotated[
    list[str] | None, typer.Option("--limit", help="Declare a limit as NAME=VALUE. Repeatable.")
]
Env = Annotated[
    list[str] | None, typer.Option("--env", help="Set NAME=VALUE for the target. Repeatable.")
]
Pid = Annotated[int, typer.Option(help="The process of an address, so that we can observe it.")]
AuthkeyFile = Annotated[
    str, typer.Option(help="A file with the raw bytes of a running target's key.")
]
Cafile = Annotated[
    str, typer.Option(help="Who vouches for a running target over TLS: certificates in PEM.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only these requirements or cases (globs). Repeatable."),
]
Workers = Annotated[int, typer.Option("-n", help="Worker processes. 0: as many as are useful.")]
Seed = Annotated[
    int, typer.Option(help="Begin every property from this seed. -1: a new one each run.")
]
Output = Annotated[
    Path | None,
    typer.Option(help="The run's folder.", show_default="wireproof-results/<time>"),
]
Reports = Annotated[
    list[str] | None,
    typer.Option("--report", help="Also write a report, as FORMAT=PATH. Repeatable."),
]

_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>s|m|h)?")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


def declared(
    contract: str = "",
    role: str = "",
    profile: str = "",
    features: Sequence[str] | None = None,
    limits: Sequence[str] | None = None,
    env: Sequence[str] | None = None,
    pid: int = 0,
    authkey_file: str = "",
    cafile: str = "",
) -> Declared:
    """Read what the command line says of targets."""
    return Declared(
        contract=contract,
        role=role,
        profile=profile,
        features=tuple(features or ()),
        limits={name: _number(text) for name, text in _pairs(limits, "--limit")},
        env=dict(_pairs(env, "--env")),
        pid=pid,
        authkey_file=authkey_file,
        cafile=cafile,
    )


def duration(text: str) -> float:
    """Read ``60s``, ``2m`` or ``1h`` as seconds."""
    if not text:
        return 0.0
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise UnknownWords(f"{text!r} is no duration", mend="Write 60s, 2m or 1h.")
    return float(found["number"]) * _SECONDS[found["unit"]]


def report_paths(words: Sequence[str] | None) -> list[tuple[str, Path]]:
    """Read ``--report FORMAT=PATH`` and refuse a format that does not exist, before the run."""
    from wireproof import reports  # noqa: PLC0415 - not every command renders

    pairs = [(name, Path(path)) for name, path in _pairs(words, "--report")]
    for name, _ in pairs:
        reports.find(name)
    return pairs


def _pairs(words: Sequence[str] | None, option: str) -> list[tuple[str, str]]:
    pairs = []
    for word in words or ():
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UnknownWords(f"{option} {word!r} has no '='", mend=f"Write {option} NAME=VALUE.")
        pairs.append((name, value))
    return pairs


def _number(text: str) -> LimitValue:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
