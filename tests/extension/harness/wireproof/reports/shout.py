"""A report in capitals: one line for each target."""

from __future__ import annotations

from collections.abc import Mapping

from wireproof.model.contract import Contract
from wireproof.model.run import Run

FORMAT = "one line in capitals for each target"
SUFFIX = ".txt"


def render(run: Run, contracts: Mapping[str, Contract]) -> str:
    """Render a run."""
    del contracts
    return "".join(f"{one.implementation} {one.conclusion}!\n".upper() for one in run.conclusions)
