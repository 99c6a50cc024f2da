"""Arrays between processes of one machine without any copy: their memory itself changes hands.

    python -m reference_impl.array_transfer.shared_memory --socket /run/user/1000/array

Over a UNIX socket goes the header of `announced`, and with it the descriptor of memory that has no
name (memfd_create(2)): nobody else finds it, nobody has to remove it, and it is gone with the last
process that holds it, however that ends. Only what is sealed is trusted: memory that its owner
could shrink would end us with SIGBUS, and what one client could write, others would get.
"""

from __future__ import annotations

import fcntl
import math
import os
import socket
import threading
from argparse import Namespace

import numpy as np

from reference_impl.array_transfer import _roles
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._block import Block
from reference_impl.array_transfer._verdict import Refused, Truncated
from reference_impl.array_transfer.announced import Announced
from reference_impl.array_transfer.unix_socket import UnixServer

OURS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL


class Shared(Announced):
    """Carry a header and a descriptor."""

    LOCK = threading.Lock()
    ours: Block | None = None

    def __init__(self, stream: socket.socket, agreement: Agreement, limits: Namespace) -> None:
        super().__init__(stream, agreement, limits)
        self.came: list[Block] = []

    def give(self, array: Array) -> None:
        header, items = self.announcement(array)
        block = self.came[0] if self.came else self.block_of(items)
        # ARR-026: one descriptor, on the first byte of a header that is true of its memory.
        sent = socket.send_fds(self.stream, [header], [block.descriptor])
        self.stream.sendall(header[sent:])

    def block_of(self, items: Array) -> Block:
        """Lay a sender's array into memory to be shared, once for all clients."""
        with self.LOCK:
            Shared.ours = Shared.ours or self.laid_out(self.memory_of(items))
            return Shared.ours

    def laid_out(self, memory: memoryview) -> Block:
        block = Block.holding(memory)
        self.seal(block)
        return block

    def seal(self, block: Block) -> None:
        # ARR-026: it stays as long as it is. ARR-031: and nobody writes into what others get.
        fcntl.fcntl(block.descriptor, fcntl.F_ADD_SEALS, OURS)

    def take(self) -> Array:
        self.forget()
        return super().take()

    def forget(self) -> None:
        # ARR-029: nothing stays of what came before; a block is closed when nobody refers to it.
        self.came = []

    def read(self, size: int) -> bytes:
        part = b""
        while len(part) < size:  # ARR-003
            more, came, _, _ = socket.recv_fds(self.stream, size - len(part), 4)
            self.admit([Block(one) for one in came])
            if not more:
                raise Truncated  # ARR-005
            part += more
        return part

    def admit(self, blocks: list[Block]) -> None:
        # ARR-028: at once, for a header of single bytes could bring hundreds of them.
        # ARR-029: this list is the only one that refers to them.
        self.came += blocks
        if len(self.came) > 1:
            raise Refused("descriptors")

    def reserve(self, announced: Agreement) -> Array:
        # ARR-030: the header has been held to its rules by now.
        if not self.came:
            raise Refused("descriptors")  # ARR-028
        size = announced.dtype.itemsize * math.prod(announced.shape)
        self.require_memory(self.came[0].descriptor, size)
        if not size:
            return super().reserve(announced)
        items = np.frombuffer(self.came[0].mapped(size), announced.dtype)
        return items.reshape(announced.shape, order="F" if announced.layout == "fortran" else "C")

    def require_memory(self, descriptor: int, size: int) -> None:
        # ARR-027: only memory has seals; and without this one the size that we look at now may be
        # another when we touch the last page.
        try:
            seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
        except OSError:
            raise Refused("memory") from None
        if not seals & fcntl.F_SEAL_SHRINK or os.fstat(descriptor).st_size < size:
            raise Refused("memory")

    def receive(self, array: Array) -> None:
        """Nothing is left to come: it is there already."""


def main() -> None:
    _roles.play(Shared, __doc__, UnixServer)


if __name__ == "__main__":
    main()
