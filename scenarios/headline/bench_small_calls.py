"""Two and three make five, called elsewhere: what a call costs before there is any payload."""

from __future__ import annotations

import pytest

from wireproof.bench.bench import Bench

from .contenders import CLASSIC_PICKLE_RPC, PLACES, adding


@pytest.mark.parametrize("place", PLACES)
def bench_small_call(bench: Bench, place: str) -> None:
    bench.beside(adding(), group="small call", partner=CLASSIC_PICKLE_RPC, place=place)
