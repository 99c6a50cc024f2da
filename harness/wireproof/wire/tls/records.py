"""Records of TLS in clear: what stands before the first key, and whatever nobody should send.

RFC 8446 section 5.1 and RFC 5246 section 6.2.1: a byte of kind, two of version, two of length.
"""

from __future__ import annotations

import struct

from msgspec import Struct

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION = 20, 21, 22, 23
TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 = 0x0301, 0x0302, 0x0303, 0x0304
SSL_3_0 = 0x0300
MOST_BYTES = (1 << 14) + 2048  # of an encrypted record (RFC 5246 section 6.2.3)
WARNING, FATAL = 1, 2

_HEADER = struct.Struct("!BHH")


class Record(Struct, frozen=True):
    """One record as it stands on the wire."""

    kind: int
    version: int
    payload: bytes


def record(kind: int, payload: bytes, *, version: int = TLS_1_2, length: int = -1) -> bytes:
    """Make a record; ``length`` may lie."""
    return _HEADER.pack(kind, version, len(payload) if length < 0 else length) + payload


def split(data: bytes) -> list[Record]:
    """Find the whole records at the beginning of what came; what is no record ends the list."""
    found, at = [], 0
    while len(data) >= at + _HEADER.size:
        kind, version, length = _HEADER.unpack_from(data, at)
        end = at + _HEADER.size + length
        known = CHANGE_CIPHER_SPEC <= kind <= APPLICATION and version >> 8 == 3
        if not known or length > MOST_BYTES or end > len(data):
            break
        found.append(Record(kind, version, data[at + _HEADER.size : end]))
        at = end
    return found


def fragmented(flight: bytes, pieces: int) -> bytes:
    """Cut the handshake in each record of a flight into ``pieces`` records (section 5.1).

    What follows a change of the cipher is encrypted, and stays as it is.
    """
    cut, in_clear = b"", True
    for one in split(flight):
        in_clear = in_clear and one.kind != CHANGE_CIPHER_SPEC
        size = len(one.payload)
        if in_clear and one.kind == HANDSHAKE:
            size = max(-(-size // pieces), 1)
        for at in range(0, len(one.payload), max(size, 1)):
            cut += record(one.kind, one.payload[at : at + size], version=one.version)
    return cut


def alerts(data: bytes) -> list[int]:
    """List the alerts that came in clear, by number (section 6)."""
    return [one.payload[1] for one in split(data) if one.kind == ALERT and len(one.payload) == 2]


def handshakes(data: bytes) -> list[tuple[int, bytes]]:
    """List the handshake messages that came in clear, whole ones only: type and body."""
    stream = b"".join(one.payload for one in split(data) if one.kind == HANDSHAKE)
    found, at = [], 0
    while len(stream) >= at + 4:
        end = at + 4 + int.from_bytes(stream[at + 1 : at + 4])
        if end > len(stream):
            break
        found.append((stream[at], stream[at + 4 : end]))
        at = end
    return found
