"""Who takes part in the headline: the references, those who set the scale, and alternatives."""

from __future__ import annotations

from functools import partial

import pytest

from wireproof.bench.bench import Contender
from wireproof.bench.placement import ONE_CORE, TWO_CORES
from wireproof.bench.pool import describe
from wireproof.catalogue import manifests
from wireproof.wire.compare import require_same

from .alternatives import alternatives
from .carriers import CALLERS, CARRIERS, opened

CLASSIC_XMLRPC = "xmlrpc/cpython-xmlrpc"  # SimpleXMLRPCServer as its documentation has it
CLASSIC_PICKLE_RPC = "pickle-rpc/textbook-pickle-rpc"  # over multiprocessing.connection
# A first impression is had on one core, where less disturbs it.
PLACES = (ONE_CORE, pytest.param(TWO_CORES, marks=pytest.mark.whole))
CLASSIC = (CLASSIC_XMLRPC, CLASSIC_PICKLE_RPC)


def echoing(payload: bytes) -> list[Contender]:
    """Find everybody who can give back a payload."""
    shape = (("WIREPROOF_ARR_DTYPE", "|u1"), ("WIREPROOF_ARR_SHAPE", str(len(payload))))

    def check(answer: object) -> None:
        if not isinstance(answer, bytes | bytearray | memoryview):
            raise TypeError(f"the echo is {type(answer).__name__}, and no bytes")
        require_same(payload, bytes(answer), "the echo")

    ours = [
        Contender(
            key, describe(key), partial(opened, one, payload), check, shape if one.shaped else ()
        )
        for one in CARRIERS
        for key in (*_references(one.contract, one.role, one.without), *_classic(one.contract))
    ]
    others = [
        Contender(one.name, one.description, partial(one.open, "echo", (payload,)), check)
        for one in alternatives()
    ]
    return ours + others


def adding() -> list[Contender]:
    """Find everybody who can add two and three."""

    def check(answer: object) -> None:
        if answer != 5:
            raise ValueError(f"2 and 3 make {str(answer)[:80]}")

    ours = [
        Contender(key, describe(key), caller, check)
        for contract, caller in CALLERS.items()
        for key in (*_references(contract, "server"), *_classic(contract))
    ]
    others = [
        Contender(one.name, one.description, partial(one.open, "add", (2, 3)), check)
        for one in alternatives()
    ]
    return ours + others


def _references(contract: str, role: str, without: str = "") -> list[str]:
    return [
        entry.implementation.key
        for entry in manifests.references()
        if (entry.implementation.contract, entry.implementation.role) == (contract, role)
        and without not in entry.implementation.features
    ]


def _classic(contract: str) -> list[str]:
    return [key for key in CLASSIC if key.startswith(f"{contract}/")]
