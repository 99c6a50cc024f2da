"""Differences told in a few words, however large what differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.errors import Violation
from wireproof.wire.compare import SHOWN, first_difference, require_same


@given(one=st.binary(max_size=50), other=st.binary(max_size=50))
def test_finds_the_first_difference(one: bytes, other: bytes) -> None:
    at = first_difference(one, other)
    assert one[:at] == other[:at]
    assert at == min(len(one), len(other)) or one[at] != other[at]


@given(data=st.binary(min_size=1, max_size=300), at=st.integers(0))
def test_finds_a_single_changed_byte(data: bytes, at: int) -> None:
    at %= len(data)
    changed = bytearray(data)
    changed[at] ^= 0xFF
    assert first_difference(data, bytes(changed)) == at


@given(data=st.binary(max_size=100))
def test_the_same_is_the_same(data: bytes) -> None:
    require_same(data, bytes(bytearray(data)))


@pytest.mark.parametrize(
    ("expected", "seen", "message"),
    [
        (b"abcd", b"ab", "the reply is cut: 2 of 4 bytes"),
        (b"ab", b"", "the reply is cut: 0 of 2 bytes"),
        (b"ab", b"abcd", "the reply has 2 bytes too many after 2 right ones"),
        (b"", b"ab", "the reply has 2 bytes too many after 0 right ones"),
        (b"abcd", b"abXd", "the reply differs at byte 2 of 4"),
        (b"abcd", b"X", "the reply differs at byte 0 of 4"),
    ],
)
def test_says_how_they_differ(expected: bytes, seen: bytes, message: str) -> None:
    with pytest.raises(Violation) as caught:
        require_same(expected, seen)
    assert caught.value.message == message


def test_shows_a_little_around_the_difference() -> None:
    expected = bytes(5_000_000)
    seen = bytearray(expected)
    seen[4_000_000] = 7
    with pytest.raises(Violation, match="the body differs at byte 4000000 of 5000000") as caught:
        require_same(expected, bytes(seen), "the body")
    assert "from byte 3999988" in caught.value.seen
    assert repr(bytes(seen[3_999_988 : 3_999_988 + SHOWN])) in caught.value.seen
    assert caught.value.expected.startswith("5000000 bytes (sha256 ")
    assert len(caught.value.seen) + len(caught.value.expected) < 500
