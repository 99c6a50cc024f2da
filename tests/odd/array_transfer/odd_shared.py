"""Shared arrays that look unusual and keep the contract.

    python tests/odd/array_transfer/odd_shared.py returns_a_copy --role bounce

Each class takes the place of one in the reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our reference for a rule.
"""

from __future__ import annotations

import os
import socket
import struct
import sys

import numpy as np

from reference_impl.array_transfer import shared_memory as reference
from reference_impl.array_transfer._agreement import Array
from reference_impl.array_transfer._block import Block
from reference_impl.array_transfer.shared_memory import Shared

PAGE = 4096


class RoundsUpToPages(Shared):
    """Has memory by the page, as the machine has it."""

    def laid_out(self, memory: memoryview) -> Block:
        block = Block.holding(memory)
        os.ftruncate(block.descriptor, -(-max(len(memory), 1) // PAGE) * PAGE)
        self.seal(block)
        return block


class ReturnsACopy(Shared):
    """Lets go of what belongs to others, and returns memory of its own, which can only be read."""

    def give(self, array: Array) -> None:
        own = self.laid_out(self.memory_of(self.announcement(array)[1]))
        mode = os.O_RDONLY | os.O_CLOEXEC
        self.came = [Block(os.open(f"/proc/self/fd/{own.descriptor}", mode))]
        super().give(array)


class ReceivesIntoItsOwn(Shared):
    """Copies what comes into an array that nobody else can write."""

    def take(self) -> Array:
        return np.array(super().take(), order="K")


class RefusesWithoutAWord(Shared):
    """Resets the connection instead of a refusal in form."""

    def explain(self, why: bytes) -> None:
        del why
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.stream.close()


def main() -> None:
    """Run the reference with one class in place of its ``Shared``."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    reference.Shared = globals()[name]  # type: ignore[misc]
    reference.main()


if __name__ == "__main__":
    main()
