"""One payload over all RPC contracts: our references agree, and who parts is found with the least.

The targets are real processes, as in the table that the module renders.
"""

from __future__ import annotations

import pytest

from scenarios.headline import agreement
from wireproof.targets import words

EXAMPLES = 40
REFERENCES = ["xmlrpc/fast", "pickle-rpc/framed", "connection/guarded_listener"]
RETURNS = "cmd:{python} -m reference_impl.xmlrpc.mutants_types writes_raw_returns --port {port}"


@pytest.mark.parametrize("key", REFERENCES)
def test_a_reference_gives_back_what_was_sent(key: str) -> None:
    (one,) = words.parse([key], words.Declared())
    with agreement.started(one) as target:
        assert agreement.partings(target, EXAMPLES) == []


def test_the_least_payload_that_parts_is_found() -> None:
    (one,) = words.parse([RETURNS], words.Declared(contract="xmlrpc"))
    with agreement.started(one) as target:
        assert agreement.partings(target, EXAMPLES) == ["a\rb"]
        assert agreement.cell(target, "a\rb") == r"`'a\nb'`"


def test_a_table_shows_what_each_makes_of_a_payload() -> None:
    columns = {"xmlrpc/a": ["same"], "pickle-rpc/b": [r"`'\n'`"]}
    table = agreement.rendered(["\r"], columns, {"xmlrpc/a": "a 1.0"})
    assert "- xmlrpc/a: a 1.0\n- pickle-rpc/b: version not known\n" in table
    assert table.endswith("| | pickle-rpc/b |\n|---|---|\n| `'\\r'` | `'\\n'` |\n")
