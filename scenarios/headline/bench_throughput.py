"""The headline: one payload there and back, as XML-RPC, as pickle RPC, as memoryview.

Bytes a second count the payload once, though it crosses the wire twice.
"""

from __future__ import annotations

import random

import pytest

from wireproof.bench.bench import Bench
from wireproof.catalogue import manifests
from wireproof.wire.compare import require_same
from wireproof.wire.stream import KiB, MiB

from .carriers import CARRIERS, Carrier

SIZES = {"1-KiB": KiB, "64-KiB": 64 * KiB, "1-MiB": MiB, "16-MiB": 16 * MiB}


def _contenders() -> list[tuple[str, Carrier]]:
    """Find the references that can echo a payload."""
    return [
        (entry.implementation.key, carrier)
        for carrier in CARRIERS
        for entry in manifests.references()
        if (entry.implementation.contract, entry.implementation.role)
        == (carrier.contract, carrier.role)
        and carrier.without not in entry.implementation.features
    ]


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(
    ("key", "carrier"), [pytest.param(*one, id=one[0]) for one in _contenders()]
)
def bench_payload_there_and_back(bench: Bench, key: str, carrier: Carrier, size: int) -> None:
    payload = random.Random(size).randbytes(size)
    shape = {"WIREPROOF_ARR_DTYPE": "|u1", "WIREPROOF_ARR_SHAPE": str(size)}
    with bench.start(key, **shape) as target, carrier.open(target, size) as echo:
        require_same(payload, bytes(echo(payload)), "the echo")
        bench.measure(lambda: echo(payload), group="headline", name=key, payload_bytes=size)
