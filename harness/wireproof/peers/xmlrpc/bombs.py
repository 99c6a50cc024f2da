"""Answers that are small on the wire and without end in memory.

Each is made when it is first asked for. Whoever does take one whole finds a good answer in it, so
that a client cannot be right by accident.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache

from wireproof.peers.xmlrpc.replies import Reply, answer
from wireproof.wire.xmlrpc import encode_result, nested

MiB = 1024 * 1024
UNPACKED = 256  # MiB
DEPTH = 20_000
LEVELS, TIMES = 9, 10  # 10^9 characters
LONG_ENTITY, REFERENCES = 50_000, 10_000  # 5 * 10^8 characters

_MARK = "@"
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952 section 2.3


def _around(inside: str, declarations: str = "") -> bytes:
    """Write an answer that is one string."""
    document = encode_result(_MARK).decode().replace(_MARK, inside)
    head, root, rest = document.partition("<methodResponse>")
    return f"{head}{declarations}{root}{rest}".encode()


def _doctype(entities: str) -> str:
    return f"<!DOCTYPE methodResponse [{entities}]>"


@cache
def entities_in_entities() -> Reply:
    """Nine levels of entities that hold ten of the level below."""
    levels = [f'<!ENTITY e{level} "{f"&e{level - 1};" * TIMES}">' for level in range(1, LEVELS + 1)]
    declared = "".join(['<!ENTITY e0 "A">', *levels])
    return Reply(data=answer(_around(f"&e{LEVELS};", _doctype(declared))))


@cache
def a_long_entity() -> Reply:
    """One entity, long and often referred to."""
    declared = f'<!ENTITY a "{"A" * LONG_ENTITY}">'
    return Reply(data=answer(_around("&a;" * REFERENCES, _doctype(declared))))


@cache
def packed() -> Reply:
    """A quarter of a gibibyte of one letter, packed with gzip, though nobody asked for it."""
    head, tail = _around(_MARK).split(_MARK.encode())
    fields = (("Content-Encoding", "gzip"),)
    return Reply(data=answer(_gzip(head, b"A" * MiB, UNPACKED, tail), fields=fields))


def _gzip(head: bytes, block: bytes, times: int, tail: bytes) -> bytes:
    """Pack a block many times over, for the price of once: full flushes make it independent."""
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    crc = zlib.crc32(tail, crc)
    size = len(head) + times * len(block) + len(tail)
    trailer = crc.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little")
    middle = _deflated(block, zlib.Z_FULL_FLUSH) * times
    ends = _deflated(head, zlib.Z_FULL_FLUSH), _deflated(tail, zlib.Z_FINISH)
    return _GZIP_HEAD + ends[0] + middle + ends[1] + trailer


def _deflated(data: bytes, flush: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(flush)


@cache
def deep_arrays() -> Reply:
    """Twenty thousand arrays, one in the other."""
    return Reply(data=answer(encode_result(nested(DEPTH))))


@cache
def deep_structs() -> Reply:
    """Twenty thousand structs, one in the other."""
    return Reply(data=answer(encode_result(nested(DEPTH, kind="struct"))))


BOMBS: dict[str, Callable[[], Reply]] = {
    "entities in entities": entities_in_entities,
    "a long entity": a_long_entity,
    "a gzip bomb": packed,
    "deep arrays": deep_arrays,
    "deep structs": deep_structs,
}

DEPTHS = ("deep arrays", "deep structs")
"""Those of them that only go deep: harmless to who does not recurse."""
