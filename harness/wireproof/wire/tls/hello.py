"""Hellos of TLS, made and read by ourselves: what is offered, what is chosen, who is asked for.

RFC 8446 section 4.1, RFC 5246 section 7.4.1; the name of the server is RFC 6066 section 3.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator

from msgspec import Struct

from wireproof.wire.tls.records import HANDSHAKE, TLS_1_0, TLS_1_2, handshakes, record

CLIENT_HELLO, SERVER_HELLO = 1, 2
RANDOM_BYTES = 32
# What a server puts at the end of its random where a client could have had more (section 4.1.3).
DOWNGRADED_FROM_1_3 = b"DOWNGRD\x01"

GOOD_SUITES = (
    *(0x1301, 0x1302, 0x1303),  # TLS 1.3
    *(0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8),  # ECDHE with AEAD
    *(0xC009, 0xC013, 0xC00A, 0xC014, 0x002F, 0x0035),  # and what old versions had
    0x00FF,  # TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746)
)
BAD_SUITES = (
    *(0x0001, 0x0002, 0x003B, 0xC001, 0xC006, 0xC00B, 0xC010, 0xC015),  # NULL
    *(0x0018, 0x001B, 0x0034, 0x003A, 0x006C, 0x006D, 0x00A6, 0xC016, 0xC017, 0xC018, 0xC019),
    *(0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014, 0x0017, 0x0019),  # export
    *(0x0004, 0x0005, 0xC002, 0xC007, 0xC00C, 0xC011),  # RC4
)

_SERVER_NAME, _GROUPS, _FORMATS, _SIGNATURES, _VERSIONS, _SHARES = 0, 10, 11, 13, 43, 51
_X25519, _P256, _P384 = 29, 23, 24
_SCHEMES = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201)


class ServerHello(Struct, frozen=True):
    """What a server has chosen."""

    version: int
    random: bytes
    suite: int


class ClientHello(Struct, frozen=True):
    """What a client offers; ``names`` are those of the server, as they came."""

    version: int
    names: tuple[bytes, ...]


# -- Making ----------------------------------------------------------------------------------


def client_hello(
    *,
    version: int = TLS_1_2,
    also: Iterable[int] = (),
    suites: Iterable[int] = GOOD_SUITES,
    name: bytes = b"localhost",
) -> bytes:
    """Make the record of a ClientHello: up to ``version``, or ``also`` a list, the best first."""
    extensions = [
        (_SERVER_NAME, _vector(b"\0" + _vector(name, 2), 2)),
        (_GROUPS, _vector(_numbers((_X25519, _P256, _P384)), 2)),
        (_FORMATS, _vector(b"\0", 1)),
        (_SIGNATURES, _vector(_numbers(_SCHEMES), 2)),
    ]
    if listed := tuple(also):
        share = struct.pack("!H", _X25519) + _vector(os.urandom(32), 2)
        extensions.append((_VERSIONS, _vector(_numbers(listed), 1)))
        extensions.append((_SHARES, _vector(share, 2)))
    spelled = b"".join(struct.pack("!H", kind) + _vector(body, 2) for kind, body in extensions)
    body = struct.pack("!H", version) + os.urandom(RANDOM_BYTES) + _vector(os.urandom(32), 1)
    body += _vector(_numbers(suites), 2) + _vector(b"\0", 1) + _vector(spelled, 2)
    message = bytes([CLIENT_HELLO]) + _vector(body, 3)
    return record(HANDSHAKE, message, version=min(version, TLS_1_0))


def _numbers(values: Iterable[int]) -> bytes:
    return b"".join(struct.pack("!H", value) for value in values)


def _vector(data: bytes, size: int) -> bytes:
    return len(data).to_bytes(size) + data


# -- Reading ---------------------------------------------------------------------------------


def find_server_hello(data: bytes) -> ServerHello | None:
    """Find what a server has chosen in what came from it; `None` where it chose nothing."""
    for kind, body in handshakes(data):
        if kind == SERVER_HELLO and len(body) >= 2 + RANDOM_BYTES + 1:
            cursor = _Cursor(body)
            version, random = cursor.number(2), cursor.take(RANDOM_BYTES)
            cursor.vector(1)  # the session
            suite = cursor.number(2)
            cursor.number(1)  # the compression
            listed = dict(cursor.extensions()).get(_VERSIONS, b"")
            return ServerHello(int.from_bytes(listed) or version, random, suite)
    return None


def read_client_hello(data: bytes) -> ClientHello | None:
    """Read what a client offers at the beginning of what came from it."""
    for kind, body in handshakes(data)[:1]:
        if kind == CLIENT_HELLO:
            cursor = _Cursor(body)
            version = cursor.number(2)
            cursor.take(RANDOM_BYTES)
            for size in (1, 2, 1):  # the session, suites and compressions
                cursor.vector(size)
            listed = dict(cursor.extensions()).get(_SERVER_NAME, b"")
            return ClientHello(version, tuple(_names(listed)))
    return None


def _names(listed: bytes) -> Iterator[bytes]:
    cursor = _Cursor(_Cursor(listed).vector(2))
    while cursor.left:
        kind, name = cursor.number(1), cursor.vector(2)
        if kind == 0:
            yield name


class _Cursor:
    """Read on and on; what is missing reads as nothing, for hostile bytes have to end somewhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def vector(self, size: int) -> bytes:
        return self.take(self.number(size))

    def extensions(self) -> Iterator[tuple[int, bytes]]:
        inside = _Cursor(self.vector(2))
        while inside.left:
            yield inside.number(2), inside.vector(2)
