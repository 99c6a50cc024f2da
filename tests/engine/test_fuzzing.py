"""What fuzzing is for: mistakes that properties find by themselves, told with the least input.

The targets are mutants of our own references, and only properties are run against them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine.project import Project
from wireproof.model.verdict import Verdict

ROOT = Path(__file__).parents[2]
OPS = ["contains", "compare", "arithmetic"]
SECONDS = 3  # a property that finds nothing would go on for so long


class Planted(NamedTuple):
    """A mistake, the property that is to find it, and what it says of the least input."""

    mutant: str
    module: str
    requirement: str
    message: str


PLANTED = [
    Planted(
        "reads_padded_prefixes_as_octal",
        "mutants",
        "CIDR-017",
        "network(text='0.0.0.0/00', strict=False) is taken",
    ),
    Planted(
        "wraps_after_the_last_address",
        "mutants_sets",
        "CIDR-030",
        "contains(net='128.0.0.0/1', addr='128.0.0.0') gives False, not True",
    ),
    Planted(
        "unmaps_addresses",
        "mutants_sets",
        "CIDR-032",
        "contains(net='0.0.0.0/0', addr='::ffff:0:0') gives True, not False",
    ),
    Planted(
        "compares_mapped_as_ipv4",
        "mutants_sets",
        "CIDR-042",
        "compare(a='0.0.0.0', b='::ffff:0:0') gives 0, not -1",
    ),
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.mutant)
def test_fuzzing_finds_a_mistake_and_tells_the_least_input(
    project: Project, planted: Planted
) -> None:
    project.env["PYTHONPATH"] += f":{ROOT}"
    command = f"cmd:{sys.executable} -m reference_impl.cidr.{planted.module} {planted.mutant}"
    features = [word for op in OPS for word in ("--feature", op)]
    project.check(
        *(command, "--contract", "cidr", "--role", "tool", *features),
        *("--only", planted.requirement, "--fuzz", f"{SECONDS}s", "--repeat", "0"),
    )
    failed = [one for one in project.run().results if one.verdict is Verdict.FAIL]
    assert [one.requirements for one in failed] == [(planted.requirement,)]
    message = failed[0].message
    assert planted.message in message
