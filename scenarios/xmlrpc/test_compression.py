"""gzip, in both directions: bounded, complete, and only for those who want it."""

from __future__ import annotations

import gzip
import zlib

import pytest

from wireproof import Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire import http
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import Fault, String, decode_response, encode_call

from .attempts import attempt, request
from .service import FIELDS, Service, new_key, wrong

PACKED = (*FIELDS, ("Content-Encoding", "gzip"))
LARGE = "a text worth packing. " * 2000
UNLIMITED = 256 * MiB  # what nobody means, where no limit is declared
MOST_MEMORY = 128 * MiB


def _packed(service: Service, packed: bytes) -> http.Response | None:
    within = service.target.patience.bulk(len(packed))
    return attempt(service, request(service, packed, fields=PACKED), within=within)


def _require_unpacked(service: Service) -> None:
    """Prove that packed calls are understood, so that a refusal means something."""
    key = new_key()
    response = _packed(service, gzip.compress(encode_call("set", [key, 1])))
    if response is None or isinstance(service.read(response), Fault):
        raise Violation("a call packed with gzip is not understood")
    service.require_exists(key, expected=True)


def _bomb(key: str, size: int) -> bytes:
    """Pack a call whose one string has ``size`` characters, and never hold it unpacked."""
    before, after = encode_call("set", [key, "A"]).split(b"A</string>")
    packing = zlib.compressobj(level=1, wbits=31)
    parts = [packing.compress(before)]
    parts += [packing.compress(b"A" * MiB) for _ in range(size // MiB + 1)]
    return b"".join([*parts, packing.compress(b"</string>" + after), packing.flush()])


@requirement("XRPC-015", measures=True)
def test_unpacks_within_bounds(target: Target) -> None:
    """More than the declared limit of bodies, or a quarter of a gigabyte."""
    service, key = Service(target), new_key()
    _require_unpacked(service)
    size = int(target.implementation.limits.get("max_body") or UNLIMITED)
    bomb = _bomb(key, size)
    growth = Growth(target)
    service.require_refusal(_packed(service, bomb), f"a call that unpacks to {size >> 20} MiB")
    growth.require_below(MOST_MEMORY, "by a packed body")
    service.require_exists(key, expected=False)
    service.control()


@requirement("XRPC-015")
@pytest.mark.parametrize("kind", ["garbage", "cut", "broken", "two-bytes"])
def test_refuses_what_cannot_be_unpacked(target: Target, kind: str) -> None:
    """The trailer with its checksum need not be looked at (RFC 1952 section 2.3.1.2)."""
    service, key = Service(target), new_key()
    _require_unpacked(service)
    whole = gzip.compress(encode_call("set", [key, 1]))
    sent = {
        "garbage": b"\x00\xff" * 100,
        "two-bytes": b"\x1f\x8b",
        "cut": _unfinished(encode_call("set", [key, 1])),
        "broken": whole[:10] + bytes([whole[10] | 0b110]) + whole[11:],  # no such type of block
    }[kind]
    service.require_refusal(_packed(service, sent), f"a packed body that is {kind}")
    service.require_exists(key, expected=False)
    service.control()


def _unfinished(body: bytes) -> bytes:
    """Pack all of a body, but leave out the end that the format wants (RFC 1951 section 3.2.3)."""
    packing = zlib.compressobj(wbits=31)
    return packing.compress(body) + packing.flush(zlib.Z_SYNC_FLUSH)


@requirement("XRPC-018")
@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity", "identity, *;q=0", "x-other"])
def test_packs_for_those_who_can_unpack(target: Target, accepted: str) -> None:
    """Who sends no Accept-Encoding may get anything (RFC 9110 section 12.5.3), so we always do."""
    service, key = Service(target), new_key()
    service.set(key, LARGE)
    if _codings(service, key, "gzip") != ["gzip"]:
        raise Violation("a large answer is not packed for those who accept gzip")
    if codings := _codings(service, key, accepted):
        raise Violation(f"an answer is packed with {codings} for {accepted!r}")


def _codings(service: Service, key: str, accepted: str) -> list[str]:
    """Get a large string and tell the codings of the answer, which must hold it."""
    fields = (*FIELDS, ("Accept-Encoding", accepted))
    response = attempt(service, request(service, encode_call("get", [key]), fields=fields))
    if response is None:
        raise Violation("the connection ended without a response")
    codings = [one for one in response.options("Content-Encoding") if one != "identity"]
    body = _unpacked(response.body) if codings == ["gzip"] else response.body
    answer = decode_response(body)
    if isinstance(answer, Fault) or answer.value != String(LARGE):
        raise wrong("the answer is another", answer)
    return codings


def _unpacked(body: bytes) -> bytes:
    """Unpack no more than a megabyte."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MiB)
    except zlib.error as trouble:
        raise Violation(f"the answer cannot be unpacked: {trouble}") from trouble
