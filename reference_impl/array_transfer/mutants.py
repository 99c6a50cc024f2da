"""Array transfers with one mistake each, named after it.

Every class overrides the method of ``Wire`` that keeps the rule; role, port and limits come by
argv as they do for the reference.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import threading
from argparse import Namespace
from typing import Any

import numpy as np

from reference_impl._mutants import start
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Truncated
from reference_impl.array_transfer.memoryview import Wire


class AnnouncesTheLength(Wire):
    """Sends a length first, since "every message needs one"."""

    def send(self, array: Array) -> None:
        self.stream.sendall(struct.pack("!Q", array.nbytes))
        super().send(array)


class PutsIntegersInNetworkOrder(Wire):
    """Takes the network's byte order for the array's: right for headers, wrong for the payload."""

    def send(self, array: Array) -> None:
        super().send(array.byteswap() if array.dtype.kind in "iu" else array)


class MistakesEmptyForTheEnd(Wire):
    """Reads before it asks whether anything is missing: reading nothing looks like the end."""

    def receive(self, array: Array) -> None:
        missing = self.memory_of(array)
        while True:
            missing = missing[self.receive_some(missing) :]
            if not missing:
                return


class ForgetsTheLastChunk(Wire):
    """Counts the chunks it has to read and rounds down."""

    CHUNK = 65_536

    def receive(self, array: Array) -> None:
        memory = self.memory_of(array)
        for chunk in range(max(1, len(memory) // self.CHUNK)):
            missing = memory[chunk * self.CHUNK : (chunk + 1) * self.CHUNK]
            while missing:
                missing = missing[self.receive_some(missing) :]


class TakesTheFirstItemForWhole(Wire):
    """Reads one item to see that the peer speaks, and trusts that one read brings all of it."""

    def receive(self, array: Array) -> None:
        memory = self.memory_of(array)
        self.receive_some(memory[: array.itemsize])
        missing = memory[array.itemsize :]
        while missing:
            missing = missing[self.receive_some(missing) :]


class IgnoresWhatSendReturns(Wire):
    """Calls send() once: it has always taken everything, with small arrays and a quick reader."""

    def send(self, array: Array) -> None:
        self.stream.send(self.memory_of(array))


class SpinsAtTheEnd(Wire):
    """The recipe's own loop: nobody tells it that a read of nothing is the end."""

    def receive_some(self, missing: memoryview) -> int:
        return self.stream.recv_into(missing)


class PadsWithZeros(Wire):
    """Takes an array cut short for a sparse one and fills the rest."""

    def receive(self, array: Array) -> None:
        missing = memory = self.memory_of(array)
        while missing:
            try:
                missing = missing[self.receive_some(missing) :]
            except Truncated:
                if len(missing) == len(memory):
                    raise
                missing[:] = bytes(len(missing))
                return


class DropsWhatFollows(Wire):
    """Reads into a buffer of its own and throws away what did not belong to this array."""

    BUFFER = 65_536

    def receive_some(self, missing: memoryview) -> int:
        read = self.stream.recv(self.BUFFER)
        if not read:
            raise Truncated
        fitting = read[: len(missing)]
        missing[: len(fitting)] = fitting
        return len(fitting)


class SendsTheOwnersMemory(Wire):
    """Asks the view for the array that owns the memory, and sends that: gaps and all."""

    def memory_of(self, array: Array) -> memoryview:
        return super().memory_of(array if array.base is None else array.base)


class SendsItemsAsTheyLie(Wire):
    """Flattens in the order of the memory, which is the quickest: columns come before rows."""

    def memory_of(self, array: Array) -> memoryview:
        return super().memory_of(array.ravel(order="K"))


class InsistsOnWriting(Wire):
    """Borrows the memory for C as writable, only to read it."""

    def memory_of(self, array: Array) -> memoryview:
        memory = super().memory_of(array)
        borrowed = (ctypes.c_ubyte * len(memory)).from_buffer(memory)
        return memoryview(borrowed).cast("B")


class SendsACopy(Wire):
    """Turns the array into bytes before it sends them."""

    def send(self, array: Array) -> None:
        unsent = memoryview(array.tobytes())
        while unsent:
            unsent = unsent[self.stream.send(unsent) :]


class JoinsThePieces(Wire):
    """Collects what arrives in a list, joins it, and makes an array of that."""

    def receive(self, array: Array) -> None:
        pieces: list[bytes] = []
        missing = array.nbytes
        while missing:
            piece = self.stream.recv(min(missing, 1 << 20))
            if not piece:
                raise Truncated
            pieces.append(piece)
            missing -= len(piece)
        self.memory_of(array)[:] = b"".join(pieces)


class CountsInAnInt(Wire):
    """Counts the bytes of an array in an int of C, as many an interface has it."""

    def send(self, array: Array) -> None:
        unsent = self.counted(array)
        while unsent:
            unsent = unsent[self.stream.send(unsent) :]

    def receive(self, array: Array) -> None:
        missing = self.counted(array)
        while missing:
            missing = missing[self.receive_some(missing) :]

    def counted(self, array: Array) -> memoryview:
        return self.memory_of(array)[: max(0, ctypes.c_int(array.nbytes).value)]


class TidiesNotANumber(Wire):
    """Keeps one NaN for all: it believes that they carry nothing."""

    def receive(self, array: Array) -> None:
        super().receive(array)
        if array.dtype.kind in "fc":
            array[np.isnan(array)] = np.nan


class NarrowsToFloat32(Wire):
    """Lets every value pass through a single-precision float: half the bytes, nearly the same."""

    def receive(self, array: Array) -> None:
        super().receive(array)
        if array.dtype.kind == "f":
            with np.errstate(all="ignore"):
                array[...] = array.astype(np.float32)


class SendsPointers(Wire):
    """Sends whatever has bytes: those of an array of objects are the addresses of its items."""

    @staticmethod
    def require_plain(dtype: np.dtype[Any]) -> None:
        del dtype

    def memory_of(self, array: Array) -> memoryview:
        return np.ascontiguousarray(array).data.cast("B")


class WaitsForEver(Wire):
    """Has no limit to the time that a client may stand still."""

    def __init__(self, stream: socket.socket, agreement: Agreement, limits: Namespace) -> None:
        super().__init__(stream, agreement, limits)
        stream.settimeout(None)


class TakesTurns(Wire):
    """Keeps one array for all clients, so that the next one waits until it is free."""

    TURN = threading.Lock()

    def take(self) -> Array:
        with self.TURN:
            return super().take()


if __name__ == "__main__":
    start(globals())
