"""A listener of ours, for targets that are clients: what they connect to."""

from __future__ import annotations

import contextlib
import select
import socket
from types import TracebackType
from typing import Self

from wireproof.wire.address import Address
from wireproof.wire.patience import Deadline, Patience, Starvation, unstarved
from wireproof.wire.stream import StreamConnection
from wireproof.wire.transcript import Transcript

HOST = "127.0.0.1"


class Listener:
    """Listen on a free port of loopback. Use it in a ``with``."""

    def __init__(self, patience: Patience, *, backlog: int = 16) -> None:
        self.patience = patience
        self._socket = socket.create_server((HOST, 0), backlog=backlog)
        self._socket.settimeout(0)
        self.address = Address("tcp", host=HOST, port=self._socket.getsockname()[1])
        self.transcripts: list[Transcript] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening; who is still waiting to be accepted is reset."""
        self._socket.close()

    def accept(self, seconds: float, starvation: Starvation = unstarved) -> StreamConnection | None:
        """Wait for a connection; `None` where nobody comes in time."""
        deadline = Deadline(seconds, starvation)
        while True:
            with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
                accepted, (host, port, *_) = self._socket.accept()
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                transcript = Transcript(f"tcp://{host}:{port}")
                transcript.happened("accepted")
                self.transcripts.append(transcript)
                return StreamConnection(accepted, transcript, self.patience, starvation)
            if not (left := deadline.left()):
                return None
            select.select([self._socket], [], [], left)
