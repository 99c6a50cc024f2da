"""The announced form: type, shape, order and length travel with the array."""

from __future__ import annotations

import numpy as np

from wireproof import Target, requirement

from . import header
from .refusing import require_refused
from .transfers import Terms, agreed, bounce, carry, counted, require_nothing_more

TYPES = ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"]
TYPES += ["<f2", "<f4", "<f8", "<c8", "<c16"]
SHAPES = [(3, 4), (2, 3, 4), (1,) * 32]
BYTE_ORDERS = [">f8", ">i2", ">u4", ">c16", "<u4", "<i2"]
EMPTY = [(), (0,), (3, 0), (0, 5), (2, 0, 3)]


def content(dtype: str, *shape: int) -> bytes:
    """Count up, in the two values that a truth value has or in numbers."""
    if dtype == "|b1":
        return bytes(number % 2 for number in range(int(np.prod(shape))))
    return counted(dtype, *shape)


@requirement("ARR-007")
def test_keeps_the_type(target: Target) -> None:
    for dtype in TYPES:
        carry(Terms(target, dtype, (7,)), content(dtype, 7))


@requirement("ARR-007")
def test_keeps_the_shape(target: Target) -> None:
    for shape in SHAPES:
        carry(Terms(target, "<f8", shape), counted("<f8", *shape))


@requirement("ARR-008")
def test_honours_the_byte_order(target: Target) -> None:
    """The same type with the same bytes, or the other one with the bytes swapped."""
    for dtype in BYTE_ORDERS:
        carry(Terms(target, dtype, (1000,)), counted(dtype, 1000))


@requirement("ARR-009", role="bounce")
def test_returns_arrays_without_axes_or_items(target: Target) -> None:
    """Each time, an array that has both follows on the same connection."""
    three = Terms(target, "<f8", (3,))
    for shape in EMPTY:
        with target.connect() as client:
            bounce(client, Terms(target, "<f8", shape), counted("<f8", *shape))
            bounce(client, three, counted("<f8", 3))


@requirement("ARR-009", role="receiver")
def test_receives_arrays_without_axes_or_items(target: Target) -> None:
    for shape in EMPTY:
        carry(Terms(target, "<f8", shape), counted("<f8", *shape))


@requirement("ARR-009", role="sender")
def test_sends_arrays_without_axes_or_items(target: Target) -> None:
    for shape in EMPTY:
        _expect_alone(target, "<f8", shape)


COLUMNS_FIRST = np.arange(12, dtype="<f8").reshape(3, 4)


@requirement("ARR-010", features=("fortran",))
def test_takes_columns_that_come_first(target: Target) -> None:
    """The logical array is the same, whether it comes back flagged or reordered."""
    terms = Terms(target, "<f8", (3, 4), fortran=True)
    carry(terms, COLUMNS_FIRST.tobytes("F"), due=COLUMNS_FIRST.tobytes())


@requirement("ARR-010")
def test_takes_rows_that_come_first(target: Target) -> None:
    carry(Terms(target, "<f8", (3, 4)), COLUMNS_FIRST.tobytes())


@requirement("ARR-010", features=("!fortran",))
def test_never_takes_columns_for_rows(target: Target) -> None:
    """Who cannot take the flag says so."""
    flagged = header.spell("<f8", (3, 4), fortran=True) + COLUMNS_FIRST.tobytes("F")
    require_refused(target, {"Fortran order": flagged})


@requirement("ARR-021", role="bounce")
def test_takes_whatever_size_is_announced(target: Target) -> None:
    """Nobody knows beforehand what comes next on a connection."""
    with target.connect() as client:
        for dtype, items in [("<f8", 10), ("|u1", 60_003), ("<i4", 3), ("<f8", 1000)]:
            bounce(client, Terms(target, dtype, (items,)), counted(dtype, items))


@requirement("ARR-021", role="receiver")
def test_receives_whatever_size_is_announced(target: Target) -> None:
    """Nobody knows beforehand what comes over the next connection."""
    for dtype, items in [("<f8", 10), ("|u1", 60_003), ("<i4", 3), ("<f8", 1000)]:
        carry(Terms(target, dtype, (items,)), counted(dtype, items))


@requirement("ARR-022")
def test_announces_what_it_sends(target: Target) -> None:
    for dtype, shape in [("|u1", (1001,)), ("<i4", (3, 5)), ("<f4", (7,)), ("<c16", (2, 3, 4))]:
        _expect_alone(target, dtype, shape)


def _expect_alone(target: Target, dtype: str, shape: tuple[int, ...]) -> None:
    with agreed(target, dtype, *shape) as terms, terms.target.connect() as client:
        terms.expect(client, counted(dtype, *shape))
        require_nothing_more(client)
