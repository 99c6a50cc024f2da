"""The run as one JSON document: the lines of ``run.jsonl`` by kind, nothing left out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from wireproof.model.contract import Contract
from wireproof.model.run import SCHEMA, Run

NAME = "json"  # the module cannot be called so, for that is the standard library's
FORMAT = "one JSON document with every line of the run"
SUFFIX = ".json"


def render(run: Run, contracts: Mapping[str, Contract]) -> str:  # noqa: ARG001 - has no texts
    """Render the run; ``complete`` stands first, since without it nothing else is green."""
    lines = {name: getattr(run, name) for name in run.__struct_fields__}
    document = {"schema": SCHEMA, "complete": run.complete, **lines}
    return json.dumps(msgspec.to_builtins(document), indent=1) + "\n"
