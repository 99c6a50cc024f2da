"""Shared arrays with one mistake each, named after it.

Every class overrides the method that keeps the rule; role, socket and limits come by argv as they
do for the reference.
"""

from __future__ import annotations

import fcntl
import os
import socket
from typing import ClassVar

from reference_impl._mutants import start
from reference_impl.array_transfer._agreement import Agreement
from reference_impl.array_transfer._block import Block
from reference_impl.array_transfer._verdict import Refused, Truncated
from reference_impl.array_transfer.shared_memory import Shared


class SealsTheContentOnly(Shared):
    """Forbids writing, and takes that for all that can be done to memory."""

    def seal(self, block: Block) -> None:
        fcntl.fcntl(block.descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)


class SealsTheSizeOnly(Shared):
    """Thinks of its own safety alone."""

    def seal(self, block: Block) -> None:
        fcntl.fcntl(block.descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)


class LooksAtTheSizeOnly(Shared):
    """Asks how large the memory is, once, before it is touched."""

    def require_memory(self, descriptor: int, size: int) -> None:
        if os.fstat(descriptor).st_size < size:
            raise Refused("memory")


class LooksAtTheSealsOnly(Shared):
    """Helps where memory is too small: it can grow."""

    def require_memory(self, descriptor: int, size: int) -> None:
        super().require_memory(descriptor, 0)
        os.ftruncate(descriptor, max(size, os.fstat(descriptor).st_size))


class TakesTheFirstDescriptor(Shared):
    """Overlooks what else came."""

    def admit(self, blocks: list[Block]) -> None:
        self.came = [*self.came, *blocks][:1]


class CollectsDescriptors(Shared):
    """Keeps what came in a list of its own, to close it all one day."""

    KEPT: ClassVar[list[Block]] = []

    def admit(self, blocks: list[Block]) -> None:
        self.KEPT.extend(blocks)
        super().admit(blocks)


class BelievesTheShape(Shared):
    """Never looks at the length: shape and type tell it as well."""

    def require_size(self, announced: Agreement, size: int) -> None:
        del announced
        if size > self.limits.max_bytes:
            raise Refused("too-large")


class ForgetsTheLimit(Shared):
    """Memory of others costs us nothing, so any size will do."""

    def require_size(self, announced: Agreement, size: int) -> None:
        allowed, self.limits.max_bytes = self.limits.max_bytes, size
        try:
            super().require_size(announced, size)
        finally:
            self.limits.max_bytes = allowed


class ReadsEachPartAtOnce(Shared):
    """A header is short, so it comes in one piece."""

    def read(self, size: int) -> bytes:
        part, descriptors, _, _ = socket.recv_fds(self.stream, size, 4)
        self.admit([Block(one) for one in descriptors])
        if len(part) < size:
            raise Truncated
        return part


if __name__ == "__main__":
    start(globals())
