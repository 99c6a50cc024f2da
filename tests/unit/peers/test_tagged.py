"""Values as JSON: what is written is read back, and what is no value is the adapter's fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.errors import BrokenAdapter
from wireproof.peers.xmlrpc import tagged, value_from
from wireproof.wire.xmlrpc import I8, DateTime, value_of

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
    | st.just(DateTime("19980717T14:08:55"))
    | st.just(I8(2**40))
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@given(VALUES)
def test_what_is_written_is_read_back(plain: object) -> None:
    told = json.loads(json.dumps(tagged(plain)))
    assert value_from(told) == value_of(plain)


def test_spells_as_the_contract_says() -> None:
    assert tagged([7, True, {"a": b"\0\1"}]) == {
        "t": "array",
        "v": [
            {"t": "i4", "v": "7"},
            {"t": "boolean", "v": "1"},
            {"t": "struct", "v": [["a", {"t": "base64", "v": "AAE="}]]},
        ],
    }


@pytest.mark.parametrize(
    "told",
    [
        None,
        "text",
        {"t": "i4"},
        {"t": "i4", "v": 7},
        {"t": "i4", "v": "seven"},
        {"t": "int", "v": "7"},
        {"t": "boolean", "v": "true"},
        {"t": "base64", "v": "@@@"},
        {"t": "nil", "v": ""},
        {"t": "string", "v": "a", "x": 1},
        {"t": "array", "v": "abc"},
        {"t": "struct", "v": [["a"]]},
        {"t": "struct", "v": [[1, {"t": "nil"}]]},
    ],
)
def test_tells_what_is_no_value(told: Any) -> None:
    with pytest.raises(BrokenAdapter, match="this is no tagged value"):
        value_from(told)


def test_shows_little_of_much() -> None:
    with pytest.raises(BrokenAdapter) as caught:
        value_from({"t": "i4", "v": "x" * 10_000})
    assert len(str(caught.value)) < 200
