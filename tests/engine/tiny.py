"""The smallest contract, with a row of every kind, and manifests of the obedient target."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from typing import Any

import msgspec

from tests.engine.project import PROGRAMS, Finished, Project
from wireproof.model.contract import Contract, Exclusive, Requirement
from wireproof.model.run import CaseResult
from wireproof.model.verdict import Level

ROWS: dict[str, dict[str, Any]] = {
    "T-MUST": {},
    "T-MUST-2": {},
    "T-SHOULD": {"level": Level.SHOULD},
    "T-MAY": {"level": Level.MAY},
    "T-HARDENED": {"hardened_only": True},
    "T-EXTRA": {"features": ("extra",)},
    "T-NO-EXTRA": {"features": ("!extra",)},
    "T-SIZE": {"limits": ("size",)},
    "T-PROCESS": {"observes": "process"},
    "T-CONTROL": {"observes": "control"},
    "T-CLIENT": {"roles": ("client",)},
}
CONTRACT = Contract(
    name="tiny",
    version=1,
    title="One line in, one line out.",
    roles=("server", "client", "tool"),
    features={"slow-start": "takes its time before it listens"},
    exclusive=(Exclusive(name="size_of_answers", features=("short", "long")),),
    requirement=tuple(
        Requirement(
            **{"id": name, "level": Level.MUST, "text": f"{name}.", "source": "none", **more}
        )
        for name, more in ROWS.items()
    ),
)
OPENING = """\
import os
import pytest
from hypothesis import given, strategies as st
from wireproof import Inapplicable, Inconclusive, Target, Untested, Violation, requirement

def ask(target, order):
    with target.connect() as client:
        client.expect_exchange(order.encode() + b"\\n", order.encode() + b"\\n")

def told(target, order):
    with target.connect() as client:
        client.send(order.encode() + b"\\n")
        return client.receive_some().decode().strip()

"""

ASKING = 'ask(target, "hello")'
FAILING = """
@requirement("T-MUST")
def test_must(target): raise Violation("no end within 2 s")
@requirement("T-MUST-2")
def test_other(target): ask(target, "hello")
@requirement("T-HARDENED")
def test_hardened(target): ask(target, "hello")
"""


def install(project: Project, cases: str, *, name: str = "test_tiny.py") -> None:
    """Put the contract and cases into a project."""
    project.write("scenarios/tiny/contract.toml", toml(msgspec.to_builtins(CONTRACT)))
    project.write("scenarios/tiny/__init__.py", "")
    project.write(f"scenarios/tiny/{name}", OPENING + textwrap.dedent(cases))


def manifest(project: Project, *entries: dict[str, Any], name: str = "tiny.toml") -> str:
    """Write a manifest of obedient targets, which differ as told; give its name."""
    command = ["{python}", "-IS", str(PROGRAMS / "obedient.py"), str(project.folder / "diary")]
    plain = {"name": "obedient", "contract": "tiny", "command": command}
    whole = {"schema": 1, "implementation": [{**plain, **one} for one in entries or [{}]]}
    project.write(name, toml(whole))
    return name


def toml(table: dict[str, Any]) -> str:
    """Spell a table as TOML; whatever is nested in it stands on one line."""
    return "".join(f"{key} = {_spelled(value)}\n" for key, value in table.items())


def _spelled(value: Any) -> str:
    match value:
        case dict():
            pairs = (f"{json.dumps(key)} = {_spelled(one)}" for key, one in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list() | tuple():
            return f"[{', '.join(map(_spelled, value))}]"
        case dt.date():
            return value.isoformat()
    return json.dumps(value)


def starts(project: Project) -> list[int]:
    """List the processes of obedient targets that were ever started."""
    diary = project.folder / "diary"
    return [int(line) for line in diary.read_text().splitlines()] if diary.exists() else []


def waiver(identifier: str, says: str = "no", expires: str = "2999-01-01") -> dict[str, Any]:
    """Make a waiver of a failure."""
    return {
        "requirement": identifier,
        "fingerprint": says,
        "reason": "known",
        "link": "https://example.org/1",
        "expires": dt.date.fromisoformat(expires),
    }


def judged(project: Project, cases: str, *words: str, code: int, **entry: Any) -> Finished:
    """Judge one obedient target by some cases."""
    install(project, cases)
    return project.check(manifest(project, entry), *words, code=code)


def results(project: Project) -> dict[str, CaseResult]:
    """Give each case's result, by its function's name."""
    return {one.case.partition("::")[2]: one for one in project.run().results}


def verdicts(project: Project) -> dict[str, str]:
    """Give each case's verdict, by its function's name."""
    return {name: str(one.verdict) for name, one in results(project).items()}
