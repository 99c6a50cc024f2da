"""Header and array in one call: the kernel gathers them from where they lie.

    python -m reference_impl.array_transfer.vectored --role bounce

Two calls would send the header as a segment of its own, and Nagle's algorithm could hold back what
follows until the peer has acknowledged it. Joining both in one buffer would copy the array.
"""

from __future__ import annotations

from reference_impl.array_transfer import _roles
from reference_impl.array_transfer._agreement import Array
from reference_impl.array_transfer.announced import Announced


class Vectored(Announced):
    """Send from two places at once, and receive as the others do."""

    def give(self, array: Array) -> None:
        header, items = self.announcement(array)
        unsent = [memoryview(header), self.memory_of(items)]
        while unsent:
            unsent = self.after(unsent, self.stream.sendmsg(unsent))

    def after(self, unsent: list[memoryview], sent: int) -> list[memoryview]:
        """Tell what is left: the call may have stopped in the middle of either part."""
        # ARR-004, ARR-022: what the kernel did not take now is sent by the next call.
        while unsent and sent >= len(unsent[0]):
            sent -= len(unsent.pop(0))  # An empty array is gone with its header.
        return [unsent[0][sent:], *unsent[1:]] if unsent else []


def main() -> None:
    _roles.play(Vectored, __doc__)


if __name__ == "__main__":
    main()
