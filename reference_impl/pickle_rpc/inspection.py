"""What can be told of a pickle from its opcodes alone, before anything is built.

The fast loader sizes its memo by the largest index it is told (CVE-2018-20406), allocates what a
length announces, and hashes a tuple that was doubled sixty times over, all of it in one call that
no thread can interrupt. So we follow the opcodes on a stack that holds nothing but the number of
values in each tree. It costs about as much as reading JSON in Python would.
"""

from __future__ import annotations

import pickle
import pickletools

MOST_OPCODES = 10_000_000  # an empty set is one byte on the wire and 216 in memory
MOST_VALUES = 10_000_000  # in one tree, shared parts counted as often as they appear
OUTSIDE = {"PERSID", "BINPERSID", "EXT1", "EXT2", "EXT4", "NEXT_BUFFER", "READONLY_BUFFER"}
HIGHEST_PROTOCOL = 5
MARK = -1


class Inspection:
    """Follows one pickle; raises ``ValueError``, ``IndexError`` or ``KeyError`` if it is none."""

    outside = OUTSIDE

    def __init__(self) -> None:
        self.stack: list[int] = []
        self.memo: dict[object, int] = {}

    def follow(self, data: bytes) -> int:
        """Go over all of it and tell where it ends."""
        position = None
        # PRPC-019: an unknown opcode, a cut argument and a missing end are errors of genops.
        # PRPC-020: so is an announced length that the bytes here do not have.
        for count, (opcode, argument, position) in enumerate(pickletools.genops(data)):  # noqa: B007
            if count > MOST_OPCODES:
                raise pickle.UnpicklingError("too many values")
            self.step(opcode, argument, count)
        return (position or 0) + len(pickle.STOP)

    def step(self, opcode: pickletools.OpcodeInfo, argument: object, count: int) -> None:
        # PRPC-019: what refers to something outside of the pickle is no plain data.
        if opcode.name in self.outside:
            raise pickle.UnpicklingError(f"{opcode.name} has no place in plain data")
        if opcode.name == "PROTO" and isinstance(argument, int) and argument > HIGHEST_PROTOCOL:
            raise pickle.UnpicklingError(f"protocol {argument} is unknown")
        if opcode.name.endswith(("PUT", "MEMOIZE")):
            self.remember(argument, count)
        elif opcode.name.endswith("GET"):
            self.stack.append(self.memo[argument])
        else:
            self.move(opcode)

    def remember(self, index: object, count: int) -> None:
        # PRPC-020: honest indices count up, so none is larger than the number of opcodes so far.
        if isinstance(index, int) and index > count:
            raise pickle.UnpicklingError("a memo index is out of order")
        self.memo[len(self.memo) if index is None else index] = self.stack[-1]

    def move(self, opcode: pickletools.OpcodeInfo) -> None:
        # PRPC-020: a value weighs one and its parts; a doubled part weighs twice.
        weight = 1 + self.taken(opcode.stack_before)
        if weight > MOST_VALUES:
            raise pickle.UnpicklingError("a value is without end")
        for kind in opcode.stack_after:
            self.stack.append(MARK if kind is pickletools.markobject else weight)

    def taken(self, kinds: list[pickletools.StackObject]) -> int:
        """Pop what an opcode takes and tell what it weighs."""
        weight, left = 0, len(kinds)
        if pickletools.stackslice in kinds:
            left -= 2  # the mark and the slice above it
            while (part := self.stack.pop()) != MARK:
                weight += part
        return weight + sum(self.stack.pop() for _ in range(left))
