"""The hostile pickles bite: CPython's own loader, in a process we throw away, falls for them.

A corpus that fires nowhere would let every target pass.
"""

from __future__ import annotations

import json
import pickletools
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from wireproof.wire import hostile_pickles, pickles
from wireproof.wire.hostile_pickles import CORPUS, HostilePickle

VICTIM = """
import json, os, pickle, sys
for data in json.load(sys.stdin):
    try:
        pickle.loads(bytes.fromhex(data))
    except BaseException as error:
        print(type(error).__name__, error)
try:
    while os.wait():
        pass
except ChildProcessError:
    pass
"""

FIRES = [each for each in CORPUS if each.fires_since and sys.version_info[:2] >= each.fires_since]


def unrestricted(hostile: Iterable[bytes]) -> str:
    """Load pickles as nobody should, where it does no harm; tell what was printed."""
    done = subprocess.run(
        [sys.executable, "-c", VICTIM],
        input=json.dumps([data.hex() for data in hostile]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout + done.stderr


def expect_all(hostile: list[HostilePickle], sentinels: dict[str, Path], said: str) -> None:
    asleep = [each.name for each in hostile if not sentinels[each.name].exists()]
    assert not asleep, said


def test_every_attempt_fires_when_nothing_restricts_it(tmp_path: Path) -> None:
    sentinels = {each.name: tmp_path / f"{number} it's" for number, each in enumerate(FIRES)}
    said = unrestricted(each.alone(sentinels[each.name]) for each in FIRES)
    expect_all(FIRES, sentinels, said)


def test_every_attempt_fires_as_an_argument_too(tmp_path: Path) -> None:
    hidden = [each for each in FIRES if not each.whole]
    sentinels = {each.name: tmp_path / f"{number}" for number, each in enumerate(hidden)}
    said = unrestricted(each.as_argument(sentinels[each.name]) for each in hidden)
    expect_all(hidden, sentinels, said)


def test_building_a_corpus_touches_nothing(tmp_path: Path) -> None:
    for each in CORPUS:
        each.alone(tmp_path / "sentinel")
    assert not list(tmp_path.iterdir())


def test_every_attempt_has_a_name_of_its_own() -> None:
    assert len({each.name for each in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("requirement", ["PRPC-015", "PRPC-016", "PRPC-019"])
def test_every_family_has_members(requirement: str) -> None:
    family = hostile_pickles.against(requirement)
    assert len(family) >= 10
    assert {each.requirement for each in family} == {requirement}


@pytest.mark.parametrize("opcode", list(hostile_pickles.WAYS))
def test_way_uses_the_opcode_that_it_is_named_after(opcode: str) -> None:
    for each in CORPUS:
        if each.name.endswith(f"-by-{opcode}"):
            data = each.alone(Path("sentinel"))
            assert opcode in {used.name for used, _, _ in pickletools.genops(data)}


def test_assembled_call_is_the_call_of_the_contract() -> None:
    call = hostile_pickles.call("sub", hostile_pickles.number(-5), hostile_pickles.text("é"))
    assert pickles.load(hostile_pickles.pickled(call)) == ("sub", (-5, "é"), {})


def test_malformed_pickle_fits_into_no_call() -> None:
    malformed = hostile_pickles.against("PRPC-019")[0]
    with pytest.raises(ValueError, match="fits into no call"):
        malformed.as_argument(Path("sentinel"))


def test_what_follows_a_call_is_complete_in_itself(tmp_path: Path) -> None:
    """Whoever reads on after the end of the first pickle executes the second."""
    (each,) = [each for each in CORPUS if each.name == "call-and-sentinel"]
    sentinel = tmp_path / "sentinel"
    whole = each.alone(sentinel)
    first = hostile_pickles.pickled(
        hostile_pickles.call("add", hostile_pickles.number(2), hostile_pickles.number(3))
    )
    assert whole.startswith(first)
    assert not unrestricted([first, whole])
    assert not sentinel.exists()
    unrestricted([whole.removeprefix(first)])
    assert sentinel.exists()
