"""The shared form: the header goes over the stream, and with it a descriptor of the memory.

The memory that comes is read, never mapped: of what is cut, reading gives less, where touching it
would be our end.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import StreamConnection, Violation
from wireproof.wire.descriptors import closing, receive_with

from . import header

SHRINK = fcntl.F_SEAL_SHRINK
PIECE = 1 << 20


@contextmanager
def memory(data: bytes, *, seals: int = SHRINK) -> Iterator[int]:
    """Lay bytes into memory of no name, and give its descriptor."""
    with closing() as held:
        held.append(os.memfd_create("wireproof", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(held[0], rest) :]
        fcntl.fcntl(held[0], fcntl.F_ADD_SEALS, seals)
        yield held[0]


def receive(
    client: StreamConnection, typestr: str, shape: tuple[int, ...]
) -> tuple[header.Header, bytes]:
    """Receive an array of this type and shape: header, one descriptor, what its memory holds."""
    with closing() as came:
        found = header.parse(lambda size: receive_with(client, size, came))
        header.require_announced(found, typestr, shape)
        if len(came) != 1:
            raise Violation(f"{len(came)} descriptors come with a header", expected="one")
        return found, read(came[0], found.size)


def require_sealed(descriptor: int) -> None:
    """Memory that its owner could shrink would end whoever touches it (SIGBUS)."""
    try:
        seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
    except OSError:
        raise Violation("what comes is no memory that can be sealed", timeless=True) from None
    if not seals & SHRINK:
        raise Violation("the memory is not sealed against shrinking", timeless=True)


def read(descriptor: int, size: int) -> bytes:
    """Read the payload from the memory; raises `Violation` where it is shorter."""
    held = os.fstat(descriptor).st_size
    if held < size:
        raise Violation(f"the memory is cut: {held} of {size} bytes", timeless=True)
    received = bytearray()
    while len(received) < size:
        piece = os.pread(descriptor, min(PIECE, size - len(received)), len(received))
        if not piece:
            raise Violation(f"the memory shrinks: {len(received)} of {size} bytes are left")
        received += piece
    return bytes(received)
