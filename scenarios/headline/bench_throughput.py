"""The headline: one payload there and back, as XML-RPC, as pickle RPC, as memoryview.

Bytes a second count the payload once, though it crosses the wire twice.
"""

from __future__ import annotations

import random
from functools import partial

import pytest

from wireproof.bench.bench import Bench, Contender
from wireproof.bench.placement import ONE_CORE, TWO_CORES
from wireproof.bench.pool import describe
from wireproof.catalogue import manifests
from wireproof.wire.compare import require_same
from wireproof.wire.stream import KiB, MiB

from .carriers import CARRIERS, opened

SIZES = (
    pytest.param(100, id="100-B", marks=pytest.mark.whole),
    pytest.param(KiB, id="1-KiB"),
    pytest.param(64 * KiB, id="64-KiB"),
    pytest.param(MiB, id="1-MiB"),
    pytest.param(16 * MiB, id="16-MiB", marks=pytest.mark.whole),
)


def _contenders(payload: bytes) -> list[Contender]:
    """Find the references that can echo a payload."""
    shape = (("WIREPROOF_ARR_DTYPE", "|u1"), ("WIREPROOF_ARR_SHAPE", str(len(payload))))

    def check(answer: object) -> None:
        if not isinstance(answer, bytes | bytearray | memoryview):
            raise TypeError(f"the echo is {type(answer).__name__}, and no bytes")
        require_same(payload, bytes(answer), "the echo")

    return [
        Contender(
            entry.implementation.key,
            describe(entry.implementation.key),
            partial(opened, carrier, payload),
            check,
            shape if carrier.shaped else (),
        )
        for carrier in CARRIERS
        for entry in manifests.references()
        if (entry.implementation.contract, entry.implementation.role)
        == (carrier.contract, carrier.role)
        and carrier.without not in entry.implementation.features
    ]


@pytest.mark.parametrize("place", [ONE_CORE, TWO_CORES])
@pytest.mark.parametrize("size", SIZES)
def bench_payload_there_and_back(bench: Bench, size: int, place: str) -> None:
    bench.beside(
        _contenders(random.Random(size).randbytes(size)),
        group="payload there and back",
        partner="xmlrpc/threaded",
        payload_bytes=size,
        place=place,
    )
