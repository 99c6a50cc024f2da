"""The bombs are small, are what they are named after, and do not harm our own loader."""

from __future__ import annotations

import contextlib
import io
import pickle
import pickletools
import tracemalloc

import pytest

from wireproof.errors import Violation
from wireproof.wire import pickles
from wireproof.wire.pickle_bombs import BOMBS, Bomb

LARGEST = 256 * 1024  # bytes on the wire
COSTS = 32 * 1024 * 1024  # bytes in our memory
HARMLESS = ("levels", "doubled", "doubled-through-the-memo")  # until somebody walks them


def stock(name: str) -> object:
    return pickle.Unpickler(io.BytesIO(BOMBS[name].as_argument)).load()  # noqa: S301 - ours


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_is_small_and_our_loader_makes_little_of_it(bomb: Bomb) -> None:
    """A large index is one entry to it, and everything else a `Violation`."""
    for data in (bomb.alone, bomb.as_argument):
        assert len(data) < LARGEST
        tracemalloc.start()
        try:
            with contextlib.suppress(Violation):
                pickles.load(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < COSTS


@pytest.mark.parametrize("name", HARMLESS)
def test_loads_where_nobody_walks_it(name: str) -> None:
    """It has to be a good pickle, or its refusal would prove nothing."""
    call = stock(name)
    assert isinstance(call, tuple)
    assert call[0] == "add"


@pytest.mark.parametrize("name", ["memo-index", "memo-index-as-text", "bytearray-of-a-number"])
def test_costs_what_it_is_meant_to_cost(name: str) -> None:
    """With the stock loader, in this process: 256 MiB, which is enough to be seen."""
    tracemalloc.start()
    try:
        stock(name)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 128 << 20 < peak < 1 << 30


def test_announced_lengths_are_not_there() -> None:
    for name in ("bytearray-announced", "bytes-announced", "text-announced", "integer-announced"):
        with pytest.raises(ValueError, match=r"expected|not enough"):
            list(pickletools.genops(BOMBS[name].alone))
