"""Two and three make five, called elsewhere: what a call costs before there is any payload."""

from __future__ import annotations

import pytest

from wireproof.bench.bench import Bench
from wireproof.bench.placement import ONE_CORE, TWO_CORES

from .contenders import CLASSIC_PICKLE_RPC, adding


@pytest.mark.parametrize("place", [ONE_CORE, TWO_CORES])
def bench_small_call(bench: Bench, place: str) -> None:
    bench.beside(adding(), group="small call", partner=CLASSIC_PICKLE_RPC, place=place)
