"""The JSON Schema of a run's lines, made from the types that write them."""

from __future__ import annotations

from typing import Any

import msgspec

from wireproof.model.run import SCHEMA, Line


def run_schema() -> dict[str, Any]:
    """Describe one line of ``run.jsonl`` as JSON Schema 2020-12."""
    schema = msgspec.json.schema(Line)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A line of a Wireproof run, schema {SCHEMA}",
        **schema,
    }
