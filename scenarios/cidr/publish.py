"""Write the examples as JSON that any language can use without this harness.

    python -m scenarios.cidr.publish

``vectors/schema.json`` is their schema, and ``vectors/README.md`` tells how to judge with them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wireproof.catalogue import contracts

from . import (
    address_examples,
    member_examples,
    network_examples,
    registry_examples,
    set_examples,
)
from .bugs import FLAGS
from .examples import Example

FOLDER = Path(__file__).parent / "vectors"
FILES: dict[str, list[Example]] = {
    "addresses": address_examples.EXAMPLES,
    "networks": network_examples.EXAMPLES,
    "members": [*member_examples.EXAMPLES, *member_examples.ZONED_MEMBERSHIP],
    "sets": set_examples.EXAMPLES,
    "registry": registry_examples.EXAMPLES,
}


def rendered(name: str) -> str:
    """Render one file."""
    scenario = contracts.scenario("cidr").contract
    examples = FILES[name]
    rows = {one: scenario.find(one) for one in dict.fromkeys(one.requirement for one in examples)}
    groups = [
        {
            "requirement": row.id,
            "level": str(row.level),
            "features": list(row.features),
            "text": row.text,
            "source": row.source,
            "tests": [
                _vector(number, one)
                for number, one in enumerate(examples, start=1)
                if one.requirement == row.id
            ],
        }
        for row in rows.values()
        if row
    ]
    flags = sorted({one.flag for one in examples})
    document = {
        "schema": "schema.json",
        "contract": f"cidr/{scenario.version}",
        "tests": len(examples),
        "notes": {flag: FLAGS[flag]._asdict() for flag in flags},
        "groups": groups,
    }
    return json.dumps(document, indent=1) + "\n"


def _vector(number: int, one: Example) -> dict[str, Any]:
    kind = "either" if one.accept and one.refuse else "valid" if one.accept else "invalid"
    return {
        "id": number,
        "flag": one.flag,
        "order": one.order,
        "result": kind,
        "compare": one.form,
        "accept": list(one.accept),
        "refuse": list(one.refuse),
    }


def main() -> None:
    """Write all files."""
    for name in FILES:
        (FOLDER / f"{name}.json").write_text(rendered(name), encoding="ascii")


if __name__ == "__main__":
    main()
