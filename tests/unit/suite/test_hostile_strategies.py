"""What the strategies hide still bites: the stock loader, in a throw-away process, falls for it."""

from __future__ import annotations

import json
import pickletools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from wireproof.errors import Violation
from wireproof.suite.strategies import hostile
from wireproof.suite.strategies.hostile import Disguised
from wireproof.wire import pickles
from wireproof.wire.hostile_pickles import CORPUS, number, pickled

VICTIM = """
import collections.abc, json, pickle, sys  # the first as a server has it, by one import or another
for data in json.load(sys.stdin):
    try:
        pickle.loads(bytes.fromhex(data))
    except BaseException as error:
        print(type(error).__name__, error)
"""
BITING = {
    each.name for each in CORPUS if each.fires_since and sys.version_info[:2] >= each.fires_since
}


def some(requirement: str) -> list[Disguised]:
    """Draw a few dozen."""
    found: list[Disguised] = []

    @settings(max_examples=40, database=None, phases=[Phase.generate], derandomize=True)
    @given(attempt=hostile.disguised(requirement))
    def draw(attempt: Disguised) -> None:
        found.append(attempt)

    draw()
    return found


@pytest.mark.parametrize("requirement", ["PRPC-015", "PRPC-016"])
def test_every_hidden_call_fires_when_nothing_restricts_it(
    requirement: str, tmp_path: Path
) -> None:
    biting = [each for each in some(requirement) if each.core in BITING]
    alone = {tmp_path / f"{number}": each for number, each in enumerate(biting)}
    hidden = {tmp_path / f"{number}-argument": each for number, each in enumerate(biting)}
    loaded = [each.alone(path) for path, each in alone.items()]
    loaded += [each.as_argument(path) for path, each in hidden.items()]
    said = subprocess.run(
        [sys.executable, "-c", VICTIM],
        input=json.dumps([data.hex() for data in loaded]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    asleep = [each for path, each in {**alone, **hidden}.items() if not path.exists()]
    assert asleep == [], said.stdout
    assert len(biting) >= 20


@pytest.mark.parametrize("name", hostile.DISGUISES)
def test_every_disguise_holds_a_harmless_value_as_well(name: str) -> None:
    """Else an attempt would be refused for its disguise, and prove nothing."""
    pushed = hostile.DISGUISES[name](number(5))
    assert "5" in str(pickles.load(pickled(pushed))) or "dropped" in name


def test_opcodes_are_all_there_and_can_be_read() -> None:
    spelled = hostile.opcodes()
    assert len(spelled) == len(pickletools.opcodes) - 1
    for name, code in spelled.items():
        if name != "PROTO":
            assert [each[0].name for each in pickletools.genops(code + b".")] == [name, "STOP"]


@settings(suppress_health_check=list(HealthCheck))
@given(data=hostile.programs() | hostile.damaged(pickles.dump(("add", (2, 3), {}))))
def test_our_own_loader_lives_through_them(data: bytes) -> None:
    try:
        pickles.shown(pickles.load(data))
    except Violation as violation:
        assert violation.message  # noqa: PT017 - both ends are fine, any other exception is not
