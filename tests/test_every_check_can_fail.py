"""Null targets pass nothing, odd but correct targets fail nothing that binds them.

The first half shows that no check is satisfied by a target that does nothing; the second that no
check takes a habit of ours for a rule. Mutants, which show that each check sees its own mistake,
are the business of ``wireproof prove``. A manifest joins by lying in ``null/`` or ``odd/``; for one
of them say ``wireproof check tests/odd/tcp_echo/manifest.toml``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from wireproof.catalogue import contracts, manifests
from wireproof.model.run import Run
from wireproof.model.verdict import Conclusion, Level, Verdict
from wireproof.results import reader

HERE = Path(__file__).parent
NULL = sorted((HERE / "null").rglob("*.toml"))
ODD = sorted((HERE / "odd").rglob("*.toml"))

# A null target makes every check wait for something that never comes. To be less patient only
# makes it easier to pass, for it is silence that is proved sooner.
HASTE = "0.04"

# All of them take long: they are for whoever touches the engine
# or the cases of a contract. Otherwise some of each manifest stand for the others.
THOROUGH = bool(os.environ.get("WIREPROOF_THOROUGH"))
SOME_NULL, SOME_ODD = 2, 2

NULL_KINDS = 4  # do nothing, refuse all, accept all, answer garbage
FEWEST_ODD = {"tcp-echo": 10} | dict.fromkeys(
    ["array-transfer", "cidr", "connection", "hmac-auth", "pickle-rpc", "tls", "xmlrpc"], 6
)
GOOD = {Conclusion.CONFORMS, Conclusion.REMARKS}


def _words(manifest: Path, most: int) -> list[str]:
    """Name all targets of a manifest, or ``most`` of them, from its beginning to its end."""
    names = [entry.implementation.name for entry in manifests.read(manifest)]
    if THOROUGH or len(names) <= most:
        return [str(manifest)]
    return [f"{manifest}#{names[at * len(names) // most]}" for at in range(most)]


def _check(manifests: list[Path], most: int, folder: Path, **env: str) -> Run:
    """Check targets of all manifests in one run, as a user would.

    A run for each would spend more on starting than on looking.
    """
    words = [word for manifest in manifests for word in _words(manifest, most)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "wireproof", "check", *words),
            *("--repeat", "0", "--brief", "--output", str(folder), "--json"),
        ],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (folder / "run.jsonl").exists(), done.stderr.decode()
    run = reader.read(folder)
    assert run.complete, done.stderr.decode()
    assert run.troubles == ()
    return run


def _errors(run: Run) -> list[str]:
    """Name what was an error of ours: such a check has not looked at the target at all."""
    return [
        f"{one.key} {one.case}: {one.message}"
        for one in run.results
        if one.verdict is Verdict.ERROR
    ]


def test_null_targets_pass_no_requirement(tmp_path: Path) -> None:
    run = _check(NULL, SOME_NULL, tmp_path, WIREPROOF_TIME_SCALE=HASTE)
    passed = [one for one in run.requirements if one.verdict is Verdict.PASS]
    assert [f"{one.implementation} {one.requirement}" for one in passed] == []
    # A client or a tool that prints garbage is a broken adapter: an error, and as red as a fail.
    adapters = {one.key for one in run.header.implementations if one.role in {"client", "tool"}}
    assert [error for error in _errors(run) if error.split()[0] not in adapters] == []
    red = {Verdict.FAIL, Verdict.ERROR}
    failing = {one.key for one in run.results if one.verdict in red}
    assert failing == {one.key for one in run.header.implementations}


def test_odd_but_correct_targets_fail_no_must(tmp_path: Path) -> None:
    run = _check(ODD, SOME_ODD, tmp_path)
    failed = [
        f"{one.contract}/{one.implementation} {one.requirement}: {one.message}"
        for one in run.requirements
        if one.verdict is Verdict.FAIL and one.effective_level is Level.MUST
    ]
    assert failed == []
    assert _errors(run) == []
    doubtful = [one for one in run.conclusions if one.conclusion not in GOOD]
    assert {one.implementation: one.reason for one in doubtful} == {}


@pytest.mark.parametrize("name", contracts.scenarios())
def test_every_contract_meets_null_targets_of_all_kinds(name: str) -> None:
    assert _counts(NULL)[name] >= NULL_KINDS


@pytest.mark.parametrize(("name", "fewest"), FEWEST_ODD.items())
def test_there_are_odd_targets(name: str, fewest: int) -> None:
    assert _counts(ODD)[name] >= fewest


def _counts(paths: list[Path]) -> Counter[str]:
    entries = [entry for path in paths for entry in manifests.read(path)]
    return Counter(entry.implementation.contract for entry in entries)
