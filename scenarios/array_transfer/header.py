"""The announced form: a header that tells type, order, shape and length, then the items' bytes.

    magic "PLAR" | u8 version = 1 | u8 flags | u8 length of the typestr | u8 axes | typestr
    | u64 length of each axis | u64 length of the payload | payload

All integers are big-endian. Flag 1 tells Fortran order; no other flag is defined. A refusal is
"PLER", u16 length, UTF-8 text, and the end of the connection.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from wireproof import Violation
from wireproof.wire.compare import require_same

MAGIC, REFUSAL, VERSION = b"PLAR", b"PLER", 1
FORTRAN = 1
MOST_AXES = 32
FIXED = struct.Struct("!4s4B")
PLAIN = re.compile(rb"[<>|][biufc][0-9]{1,9}")


class Header(NamedTuple):
    """What a header says of the array behind it."""

    typestr: str
    shape: tuple[int, ...]
    fortran: bool
    size: int


def spell(typestr: str, shape: tuple[int, ...], *, fortran: bool = False) -> bytes:
    """Spell the header of an array."""
    size = math.prod(shape) * np.dtype(typestr).itemsize
    return spell_any(typestr.encode(), shape, size, flags=FORTRAN * fortran)


def spell_any(
    typestr: bytes,
    shape: tuple[int, ...],
    size: int,
    *,
    magic: bytes = MAGIC,
    version: int = VERSION,
    flags: int = 0,
) -> bytes:
    """Spell a header as it is asked for, sense or nonsense."""
    fixed = FIXED.pack(magic, version, flags, len(typestr), len(shape))
    return fixed + typestr + struct.pack(f"!{len(shape) + 1}Q", *shape, size)


def parse(take: Callable[[int], bytes]) -> Header:
    """Read a header with ``take``, which gives so many bytes; raises `Violation`."""
    magic, version, flags, length, axes = FIXED.unpack(take(FIXED.size))
    if magic == REFUSAL:
        raise Violation("the array is refused", timeless=True)
    if (magic, version) != (MAGIC, VERSION) or flags & ~FORTRAN or axes > MOST_AXES:
        raise Violation("what comes is no header", seen=f"{magic!r} {version} {flags} {axes}")
    typestr = take(length)
    if not PLAIN.fullmatch(typestr):
        raise Violation("the header names no plain type", seen=repr(typestr))
    *shape, size = struct.unpack(f"!{axes + 1}Q", take(8 * axes + 8))
    itemsize = int(re.sub(rb"\D", b"", typestr))
    if math.prod(shape) * itemsize != size:
        raise Violation("the header contradicts itself", seen=f"{typestr!r} {shape} {size} bytes")
    return Header(typestr.decode(), tuple(shape), bool(flags & FORTRAN), size)


def parse_bytes(data: bytes) -> tuple[Header, bytes]:
    """Part an announced array into its header and what follows; raises `Violation`."""
    rest = memoryview(data)

    def take(size: int) -> bytes:
        nonlocal rest
        if len(rest) < size:
            raise Violation("the header is cut")
        part, rest = bytes(rest[:size]), rest[size:]
        return part

    return parse(take), bytes(rest)


def require_announced(header: Header, typestr: str, shape: tuple[int, ...]) -> None:
    """Hold a header to type and shape; the byte order is free, and so is that of the items."""
    if header.typestr[1:] != typestr[1:]:
        raise Violation("the type is another", expected=typestr, seen=header.typestr, timeless=True)
    if header.shape != shape:
        told = f"{header.shape}"
        raise Violation("the shape is another", expected=f"{shape}", seen=told, timeless=True)


def require_items(header: Header, payload: bytes, typestr: str, data: bytes) -> None:
    """Hold a payload to the items whose bytes, as ``typestr`` in C order, are ``data``."""
    kind = np.dtype(typestr)
    came = np.frombuffer(payload, np.dtype(header.typestr))
    if came.dtype != kind:
        came = came.byteswap().view(kind)
    if header.fortran:
        came = came.reshape(header.shape, order="F")
    require_same(data, came.tobytes(), "the array")
