"""The headline: one payload there and back, as XML-RPC, as pickle RPC, as memoryview.

Bytes a second count the payload once, though it crosses the wire twice.
"""

from __future__ import annotations

import random

import pytest

from wireproof.bench.bench import Bench
from wireproof.wire.stream import KiB, MiB

from .contenders import CLASSIC_XMLRPC, PLACES, echoing

SIZES = (
    pytest.param(100, id="100-B", marks=pytest.mark.whole),
    pytest.param(KiB, id="1-KiB"),
    pytest.param(64 * KiB, id="64-KiB"),
    pytest.param(MiB, id="1-MiB"),
    pytest.param(16 * MiB, id="16-MiB", marks=pytest.mark.whole),
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", SIZES)
def bench_payload_there_and_back(bench: Bench, size: int, place: str) -> None:
    bench.beside(
        echoing(random.Random(size).randbytes(size)),
        group="payload there and back",
        partner=CLASSIC_XMLRPC,
        payload_bytes=size,
        place=place,
    )
