"""Memory without a name, held by its descriptor."""

from __future__ import annotations

import mmap
import os


class Block:
    """A descriptor that is closed with the last reference to it."""

    def __init__(self, descriptor: int) -> None:
        # recv_fds() does not pass on the flag that would do it (CPython 3.11.7).
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - there is no keyword
        self.descriptor = descriptor

    def __del__(self) -> None:
        os.close(self.descriptor)

    @classmethod
    def holding(cls, memory: memoryview) -> Block:
        """Lay bytes into new memory, which can be sealed."""
        block = cls(os.memfd_create("array", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING))
        while memory:
            memory = memory[os.write(block.descriptor, memory) :]  # at most 2 GiB at a time
        return block

    def mapped(self, size: int) -> mmap.mmap:
        """See the memory itself, as it is."""
        return mmap.mmap(self.descriptor, size, prot=mmap.PROT_READ)
