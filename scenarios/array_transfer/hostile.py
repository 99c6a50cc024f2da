"""Headers that announce nothing, or nothing that can be: each with bytes behind it to be taken."""

from __future__ import annotations

from .header import FIXED, MAGIC, spell_any

BEHIND = bytes(range(256)) * 4  # an array of 10 doubles, and more, could be made of it


def _sized(typestr: bytes, shape: tuple[int, ...], size: int) -> bytes:
    return spell_any(typestr, shape, size)


PREAMBLES = {
    "another-magic": spell_any(b"<f8", (10,), 80, magic=b"PLAX"),
    "version-0": spell_any(b"<f8", (10,), 80, version=0),
    "version-2": spell_any(b"<f8", (10,), 80, version=2),
    "an-unknown-flag": spell_any(b"<f8", (10,), 80, flags=2),
    "all-flags": spell_any(b"<f8", (10,), 80, flags=0xFF),
}

TYPES = {
    "no-type": _sized(b"", (10,), 80),
    "a-type-without-order": _sized(b"f8", (10,), 80),
    "a-type-in-native-order": _sized(b"=f8", (10,), 80),
    "a-type-without-width": _sized(b"<f", (10,), 80),
    "a-negative-width": _sized(b"<f-8", (10,), 80),
    "a-width-of-nothing": _sized(b"<f0", (10,), 0),
    "a-type-with-a-tail": _sized(b"<f8\n", (10,), 80),
    "a-type-with-a-nul": _sized(b"<f8\0", (10,), 80),
    "digits-beyond-ascii": _sized("<f\uff18".encode(), (10,), 80),
    "a-type-of-letters": _sized(b"<f8,<f8", (10,), 160),
}

AXES = {
    "33-axes": _sized(b"<f8", (1,) * 33, 8),
    "255-axes": _sized(b"<f8", (1,) * 255, 8),
}

LENGTHS = {
    "one-byte-too-few": _sized(b"<f8", (10,), 79),
    "one-byte-too-many": _sized(b"<f8", (10,), 81),
    "no-bytes-for-items": _sized(b"<f8", (10,), 0),
    "bytes-for-no-items": _sized(b"<f8", (0,), 80),
    "a-product-of-2-to-the-64": _sized(b"|u1", (2**32, 2**32), 0),
    "a-width-that-overflows": _sized(b"<f8", (2**61,), 0),
    "a-wrapped-remainder": _sized(b"<f8", (2**61 + 10,), 80),
    "a-length-that-is-negative-if-signed": _sized(b"|u1", (2**63,), 2**63),
    "two-lengths-that-are-negative-if-signed": _sized(b"<f8", (2**64 - 1, 2**64 - 10), 80),
    "a-product-cut-to-32-bits": _sized(b"|u1", (2**32 + 80,), 80),
    "little-endian-lengths": FIXED.pack(MAGIC, 1, 0, 3, 1)
    + b"<f8"
    + (10).to_bytes(8, "little")
    + (80).to_bytes(8, "little"),
}

NOISE = {
    "nothing-but-zeros": bytes(64),
    "nothing-but-ones": b"\xff" * 64,
    "a-web-request": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a-refusal": b"PLER\0\x03why",
    "a-pickle": bytes.fromhex("80049510000000000000008c026f73948c0673797374656d949394"),
}

MALFORMED = {
    "preambles": PREAMBLES,
    "types": TYPES,
    "axes": AXES,
    "lengths": LENGTHS,
    "noise": NOISE,
}

REFERENCES = {
    "objects": spell_any(b"|O8", (10,), 80),
    "void": spell_any(b"|V16", (10,), 160),
    "dates": spell_any(b"<M8", (10,), 80),
    "dates-with-a-unit": spell_any(b"<M8[ns]", (10,), 80),
    "spans-of-time": spell_any(b"<m8", (10,), 80),
    "text": spell_any(b"<U4", (10,), 160),
    "octets": spell_any(b"|S8", (10,), 80),
}
