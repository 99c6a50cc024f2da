"""Arrays sent from, and received into, their own memory: no copy and no length prefix.

    python -m reference_impl.array_transfer.memoryview --role bounce

Both sides know type and shape beforehand, so the stream carries items and nothing else. Whatever
moves between the socket and the array is a view: we slice views, never bytes.
"""

from __future__ import annotations

import socket
from argparse import Namespace
from typing import Any

import numpy as np

from reference_impl.array_transfer import _roles
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Truncated


class Wire:
    """Carry whole arrays over one stream."""

    announces = False

    def __init__(self, stream: socket.socket, agreement: Agreement, limits: Namespace) -> None:
        stream.settimeout(limits.idle_timeout)  # ARR-016: for each step alone, either way.
        self.stream = stream
        self.agreement = agreement
        self.limits = limits
        self.array: Array | None = None

    @staticmethod
    def require_plain(dtype: np.dtype[Any]) -> None:
        """End the program where an item is more than its bytes."""
        # ARR-023: the bytes of such an item may be a pointer, which tells others of our memory.
        if dtype.kind not in "biufc":
            raise SystemExit(f"WIREPROOF_ARR_DTYPE={dtype.str!r}: write plain data such as <f8")

    def give(self, array: Array) -> None:
        """Send one array with all that belongs to it."""
        self.send(array)

    def take(self) -> Array:
        """Receive one array; the next one takes its place."""
        # ARR-025: it is this client's own, so nobody waits until another has sent his.
        self.array = self.agreement.empty() if self.array is None else self.array
        self.receive(self.array)
        return self.array

    def order_of(self, array: Array) -> tuple[str, memoryview]:
        """Tell in which order we hold the items, and where."""
        return "C", self.memory_of(array)

    def memory_of(self, array: Array) -> memoryview:
        """See the items as bytes in C order."""
        # ARR-011: gaps, reversed and transposed items are put in order first; only they are copied.
        # ARR-012: a view of a read-only array is read-only, which is all that sending needs.
        # ARR-009: as u1, since memoryview.cast() refuses >f8, c16 and a zero in the shape.
        return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data

    def send(self, array: Array) -> None:
        unsent = self.memory_of(array)  # ARR-001: items and nothing else. ARR-017: still a view.
        while unsent:
            # ARR-004: send() may take only a part. We do not use sendall(): it measures the timeout
            # over the whole array and would end a slow reader that never stopped reading.
            # ARR-020: and one call moves at most 2 GiB - 4 KiB, however fast the reader.
            unsent = unsent[self.stream.send(unsent) :]

    def receive(self, array: Array) -> None:
        missing = self.memory_of(array)
        # ARR-002: to the last byte; an empty array needs no read at all.
        # ARR-005: Truncated passes through us, so nobody is handed a part of an array.
        while missing:
            # ARR-003: any number of bytes is fine, wherever the stream was cut.
            # ARR-018, ARR-019: they land in the array itself: nothing to join, no value is read.
            # ARR-020: the length of a view is what is missing, in an integer that has no end.
            missing = missing[self.receive_some(missing) :]

    def receive_some(self, missing: memoryview) -> int:
        """Take what has arrived and tell how many bytes that was."""
        taken = self.stream.recv_into(missing)  # ARR-006: never more than is missing.
        if not taken:
            raise Truncated  # ARR-005: an ended stream returns 0 for ever.
        return taken


def main() -> None:
    _roles.play(Wire, __doc__)


if __name__ == "__main__":
    main()
