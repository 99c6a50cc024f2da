"""Array transfers that look unusual and keep the contract.

    python tests/odd/array_transfer/odd.py dribbles --role bounce

Each class takes the place of one in the reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our reference for a rule.
"""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path

from reference_impl.array_transfer import _roles, _verdict
from reference_impl.array_transfer import memoryview as reference
from reference_impl.array_transfer._agreement import Agreement, Array
from reference_impl.array_transfer._verdict import Truncated
from reference_impl.array_transfer.memoryview import Wire

FIRST_BYTES = 200
SEGMENT = 1000
SLOW_SECONDS = 0.4
AT_ONCE_SECONDS = 0.05
SMALL_BUFFER = 4096


class Dribbles(Wire):
    """Sends the first bytes one by one, then segments that cut through the items."""

    def send(self, array: Array) -> None:
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        memory = self.memory_of(array)
        cuts = [*range(min(FIRST_BYTES, len(memory))), *range(FIRST_BYTES, len(memory), SEGMENT)]
        for begin, end in zip(cuts, [*cuts[1:], len(memory)], strict=True):
            self.stream.sendall(memory[begin:end])


class SlowButInTime(Wire):
    """Thinks before an array, whichever way it goes, unless another has only just come or gone."""

    thought = 0.0

    def send(self, array: Array) -> None:
        self.think()
        super().send(array)

    def receive(self, array: Array) -> None:
        self.think()
        super().receive(array)

    @classmethod
    def think(cls) -> None:
        """Think once for arrays that follow at once."""
        if time.monotonic() - cls.thought > AT_ONCE_SECONDS:
            time.sleep(SLOW_SECONDS)
            cls.thought = time.monotonic()


class SmallBuffers(Wire):
    """Asks the kernel for next to no buffer.

    It asks before the first client comes: a window that shrinks afterwards is served at the pace
    of the client's persist timer, and that is slow beyond being odd (0.1 MB/s against 93).
    """

    @staticmethod
    def prepare() -> None:
        class Small(_roles.ArrayServer):
            def server_bind(self) -> None:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
                super().server_bind()

        _roles.ArrayServer = Small  # type: ignore[misc]
        _roles.SEND_BUFFER_BYTES = SMALL_BUFFER


class ReadsAhead(Wire):
    """Takes more from the kernel than one array, and keeps the rest for the next one."""

    def __init__(self, stream: socket.socket, agreement: Agreement, limits: Namespace) -> None:
        super().__init__(stream, agreement, limits)
        self.ahead = b""

    def receive_some(self, missing: memoryview) -> int:
        self.ahead = self.ahead or self.stream.recv(65_536)
        if not self.ahead:
            raise Truncated
        fitting = self.ahead[: len(missing)]
        missing[: len(fitting)] = fitting
        self.ahead = self.ahead[len(fitting) :]
        return len(fitting)


class WaitsAfterSending(Wire):
    """Leaves the end to the client: a sender closes or waits."""

    def send(self, array: Array) -> None:
        super().send(array)
        while self.stream.recv(SMALL_BUFFER):
            pass


class InsistsOnTheEnd(Wire):
    """Takes one array to a connection, and calls it an error if anything follows."""

    def take(self) -> Array:
        array = super().take()
        if self.stream.recv(1):
            raise ConnectionError
        return array


class ResetsOnTruncation(Wire):
    """Answers an array cut short with a reset instead of an orderly end."""

    def receive(self, array: Array) -> None:
        try:
            super().receive(array)
        except Truncated:
            self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.stream.close()
            raise


class SlowStartAndNoisyStderr(Wire):
    """Takes its time to start and fills whatever reads its stderr."""

    @staticmethod
    def prepare() -> None:
        time.sleep(1.0)
        sys.stderr.write("still warming up\n" * 20_000)


class ForksForEachClient(Wire):
    """Gives each client a process of its own."""

    @staticmethod
    def prepare() -> None:
        class Forking(socketserver.ForkingMixIn, _roles.ArrayServer):
            max_children = 64

        _roles.ArrayServer = Forking  # type: ignore[misc]


class LeavesAWordyVerdict(Wire):
    """Spells its verdict as JSON allows: other order, spaces, line ends, members of its own."""

    @staticmethod
    def prepare() -> None:
        plain = _verdict.leave

        def leave(verdict: _verdict.Verdict, path: str) -> None:
            plain(verdict, path + ".plain")
            wordy = {"by": "\u00e9mile", "seconds": None, **dict(reversed(verdict.items()))}
            draft = Path(f"{path}.{threading.get_native_id()}.wordy")
            draft.write_text(json.dumps(wordy, indent=4) + "\n\n", encoding="utf-8")
            draft.replace(path)

        _roles.leave = leave  # type: ignore[attr-defined]


def main() -> None:
    """Run the reference with one class in place of its ``Wire``."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    odd = globals()[name]
    getattr(odd, "prepare", lambda: None)()
    reference.Wire = odd  # type: ignore[misc]
    reference.main()


if __name__ == "__main__":
    main()
