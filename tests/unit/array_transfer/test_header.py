"""The harness's own reading of announced arrays: strict, and free where the contract is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.array_transfer import header, hostile
from wireproof import Violation

TYPES = ["|b1", "|u1", "<i2", ">i8", "<f2", ">f4", "<f8", "<c8", ">c16"]


@given(st.sampled_from(TYPES), st.lists(st.integers(0, 5), max_size=4), st.booleans(), st.binary())
def test_reads_what_it_spells(typestr: str, lengths: list[int], fortran: bool, rest: bytes) -> None:  # noqa: FBT001 - drawn
    shape = tuple(lengths)
    found, behind = header.parse_bytes(header.spell(typestr, shape, fortran=fortran) + rest)
    size = int(np.prod(shape)) * np.dtype(typestr).itemsize
    assert found == header.Header(typestr, shape, fortran, size)
    assert behind == rest


MALFORMED = {what: one for kind in hostile.MALFORMED.values() for what, one in kind.items()}

# What is large, and not malformed: another row's question.
TOO_LARGE = {"a-length-that-is-negative-if-signed", "little-endian-lengths"}
# A type that is none has no form of its own here: require_announced() sees that it is not ours.
LEFT_TO_OTHERS = TOO_LARGE | {"a-width-of-nothing"}


@pytest.mark.parametrize("what", sorted(set(MALFORMED) - LEFT_TO_OTHERS))
def test_refuses_what_is_malformed(what: str) -> None:
    with pytest.raises(Violation):
        header.parse_bytes(MALFORMED[what] + hostile.BEHIND)


@pytest.mark.parametrize("typestr", hostile.REFERENCES)
def test_refuses_what_is_no_number(typestr: str) -> None:
    with pytest.raises(Violation, match="no plain type"):
        header.parse_bytes(hostile.REFERENCES[typestr] + hostile.BEHIND)


@given(st.binary(max_size=64))
def test_noise_is_a_violation_or_a_header(noise: bytes) -> None:
    try:
        header.parse_bytes(noise)
    except Violation:
        return
    assert noise.startswith(header.MAGIC)


def test_a_refusal_is_told() -> None:
    with pytest.raises(Violation, match="the array is refused"):
        header.parse_bytes(b"PLER\0\x0bbad header")


@pytest.mark.parametrize("fortran", [False, True])
@pytest.mark.parametrize("typestr", ["<f8", ">f8"])
def test_order_of_bytes_and_of_items_is_free(typestr: str, *, fortran: bool) -> None:
    array = np.arange(12, dtype="<f8").reshape(3, 4)
    payload = array.astype(typestr).tobytes("F" if fortran else "C")
    came = header.Header(typestr, (3, 4), fortran, len(payload))
    header.require_announced(came, "<f8", (3, 4))
    header.require_items(came, payload, "<f8", array.tobytes())
    with pytest.raises(Violation, match="the array differs"):
        header.require_items(came, payload[::-1], "<f8", array.tobytes())


@pytest.mark.parametrize(
    ("typestr", "shape", "said"),
    [("<f4", (3, 4), "type"), ("<f8", (12,), "shape"), ("<f8", (4, 3), "shape")],
)
def test_another_type_or_shape_is_told(typestr: str, shape: tuple[int, ...], said: str) -> None:
    came = header.Header("<f8", (3, 4), fortran=False, size=96)
    with pytest.raises(Violation, match=f"the {said} is another"):
        header.require_announced(came, typestr, shape)
