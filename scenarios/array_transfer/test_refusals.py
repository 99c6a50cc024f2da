"""Refusals: headers that lie, types that are no numbers, arrays that are too large."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.errors import NotReady
from wireproof.wire.stream import MiB

from . import header, hostile
from .refusing import MOST_SENT, require_refused
from .transfers import Terms, agreed, carry, counted, require_nothing_more

TEN = (10,)
LARGEST_TRIED = 64 * MiB


@requirement("ARR-013", needs=("ARR-021",))
def test_takes_numbers_only(target: Target) -> None:
    require_refused(target, _with_bytes_behind(hostile.REFERENCES))


@requirement("ARR-014", needs=("ARR-021",))
@pytest.mark.parametrize("kind", hostile.MALFORMED)
def test_refuses_what_announces_nothing(target: Target, kind: str) -> None:
    require_refused(target, _with_bytes_behind(hostile.MALFORMED[kind]))


def _with_bytes_behind(headers: dict[str, bytes]) -> dict[str, bytes]:
    return {what: octets + hostile.BEHIND for what, octets in headers.items()}


SOUND = header.spell("<f8", TEN)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Change, drop or add some octets of a sound header, or draw noise that only begins as one."""
    octets = bytearray(SOUND)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(octets) - 1))
        octets[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    noise = SOUND[: draw(st.integers(0, 8))] + draw(st.binary(max_size=64))
    return noise if draw(st.booleans()) else bytes(octets)


@requirement("ARR-014", needs=("ARR-021",))
@given(damaged())
def test_refuses_whatever_is_no_header(target: Target, octets: bytes) -> None:
    """What our own strict parser refuses is no array to anybody."""
    message = octets + hostile.BEHIND
    assume(not _announces_something(message))
    require_refused(target, {"a damaged header": message}, end=True)


def _announces_something(message: bytes) -> bool:
    try:
        header.parse_bytes(message)
    except Violation:
        return False
    return True


@requirement("ARR-015", needs=("ARR-021",))
def test_takes_the_largest_and_nothing_larger(target: Target) -> None:
    limit = int(target.limit("max_bytes"))
    if limit <= LARGEST_TRIED:
        carry(Terms(target, "|u1", (limit,)), (hostile.BEHIND * (limit // 1024 + 1))[:limit])
    above = header.spell("|u1", (limit + 1,)) + bytes(min(limit + 1, MOST_SENT))
    require_refused(target, {"one byte above max_bytes": above})


@requirement("ARR-015", needs=("ARR-021",))
def test_refuses_a_tebibyte(target: Target) -> None:
    target.limit("max_bytes")
    require_refused(target, {"1 TiB": header.spell("|u1", (2**40,)) + bytes(MOST_SENT)})


@requirement("ARR-023")
def test_sends_no_references(target: Target) -> None:
    """To refuse is not to start, or to start and send no item."""
    with agreed(target, "<f8", *TEN, shares=True) as terms, terms.target.connect() as client:
        terms.expect(client, counted("<f8", *TEN))
        require_nothing_more(client)
    for typestr in ("|O8", "|V16"):
        with contextlib.suppress(NotReady):
            _require_no_items(target, typestr)


def _require_no_items(target: Target, typestr: str) -> None:
    with (
        target.variant(
            WIREPROOF_ARR_DTYPE=typestr, WIREPROOF_ARR_SHAPE="10", WIREPROOF_ARR_LAYOUT="c"
        ) as variant,
        variant.connect() as client,
    ):
        came = client.expect_gone()
    if came and (target.has("raw") or not came.startswith(header.REFUSAL)):
        raise Violation(f"items of type {typestr} are sent", seen=repr(came[:80]))
