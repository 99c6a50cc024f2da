"""A recorded stream connection: talk to a target over TCP or a UNIX socket.

Whatever the target does wrong on it is a `Violation`; whatever goes wrong on our side stays an
`OSError` and is never blamed on the target. No call blocks longer than its patience.
"""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import struct
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from wireproof.errors import Violation
from wireproof.wire.address import Address
from wireproof.wire.compare import require_same
from wireproof.wire.lateness import Lateness
from wireproof.wire.opening import establish
from wireproof.wire.patience import Deadline, Patience, Starvation, unstarved
from wireproof.wire.taken import wait_until_taken
from wireproof.wire.transcript import Transcript

CHUNK = 65_536
TAKEN_SECONDS = 0.5  # how long we wait for a piece to be read alone
KiB = 1024
MiB = 1024 * 1024

_GONE = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)


def connect(
    address: Address,
    patience: Patience,
    transcript: Transcript,
    *,
    starvation: Starvation = unstarved,
    receive_buffer: int = 0,
    idle_timeout: float = 0.0,
) -> StreamConnection:
    """Connect to ``address``; ``receive_buffer`` sets SO_RCVBUF before, in bytes.

    ``idle_timeout`` is the target's, in seconds: where we are that late, an end is our fault.

    Raises `Violation` when the target refuses or does not answer in time.
    """
    family, where = address.endpoint
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if receive_buffer:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        establish(opened, where, Deadline(patience.connect, starvation))
        if family != socket.AF_UNIX:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException as trouble:
        transcript.broke(f"no connection: {trouble}")
        opened.close()
        raise
    transcript.happened("connected")
    return StreamConnection(opened, transcript, patience, starvation, Lateness(idle_timeout))


class StreamConnection:
    """One connection to a target, as a client has it. Use it in a ``with``."""

    def __init__(
        self,
        opened: socket.socket,
        transcript: Transcript,
        patience: Patience,
        starvation: Starvation = unstarved,
        lateness: Lateness | None = None,
    ) -> None:
        self._lateness = lateness or Lateness()
        opened.settimeout(0)
        self._socket = opened
        self._starvation = starvation
        self.transcript = transcript
        self.patience = patience

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def socket(self) -> socket.socket:
        """The socket itself, for what is no stream."""
        return self._socket

    def deadline(self, seconds: float) -> Deadline:
        """Set a deadline that does not count time in which the target could not run."""
        return Deadline(seconds, self._starvation)

    # -- Sending -----------------------------------------------------------------------------

    def send(self, data: bytes, *, within: float = 0) -> None:
        """Send all of ``data``; a target that does not take it in time is a `Violation`."""
        deadline = self.deadline(within or self.patience.bulk(len(data)))
        rest = memoryview(data)
        while rest:
            taken = self._send_some(rest)
            rest = rest[taken:]
            if rest and not taken and not self._wait(writable=True, deadline=deadline):
                raise Violation(
                    f"the target took {len(data) - len(rest)} of {len(data)} bytes "
                    f"within {deadline.seconds:g} s"
                )

    def send_in_pieces(self, data: bytes, size: int, *, apart: int = 8) -> None:
        """Send ``data`` in writes of ``size`` bytes; the first ``apart`` are read one by one.

        Later ones follow at once and may be read together.
        """
        for start in range(0, len(data), size):
            self.send(data[start : start + size])
            last = start + size >= len(data)
            if apart > 0 and not last:
                taken = wait_until_taken(self._socket, TAKEN_SECONDS)
                apart = apart - 1 if taken else 0  # who does not read now will not read alone

    def send_until_stalled(self, data: bytes, *, quiet_seconds: float) -> int:
        """Send until all is sent or nothing was taken for ``quiet_seconds``; tell how much."""
        rest = memoryview(data)
        while rest:
            taken = self._send_some(rest)
            rest = rest[taken:]
            if not taken and not self._wait(writable=True, deadline=self.deadline(quiet_seconds)):
                self.transcript.happened(f"stalled after {len(data) - len(rest)} bytes")
                break
        return len(data) - len(rest)

    def stay_away(self, seconds: float) -> None:
        """Neither read nor write for a while: here our lateness is what the target must stand."""
        self.transcript.happened(f"we stay away for {seconds:g} s")
        time.sleep(seconds)
        self._lateness.rest()

    def half_close(self) -> None:
        """End our direction (FIN) and go on reading."""
        self.transcript.happened("we end our direction (FIN)")
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as trouble:
            if trouble.errno != errno.ENOTCONN:
                raise
            raise self._lateness.charge(
                "the target had reset the connection before we ended it"
            ) from None

    def reset(self) -> None:
        """Leave with a reset (RST): SO_LINGER with zero seconds."""
        self.transcript.happened("we reset the connection (RST)")
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def close(self) -> None:
        """Close both directions; closing twice is fine."""
        if self._socket.fileno() >= 0:
            self.transcript.happened("we close")
            self._socket.close()

    # -- Receiving ---------------------------------------------------------------------------

    def receive_some(self, at_most: int = CHUNK, *, within: float = 0) -> bytes:
        """Receive what comes next, or ``b""`` at an orderly end."""
        deadline = self.deadline(within or self.patience.reply)
        return self._receive(at_most, deadline, "no reply")

    def receive_or_end(self, at_most: int = CHUNK, *, within: float = 0) -> bytes:
        """As `receive_some`, but a reset is an end like any other."""
        deadline = self.deadline(within or self.patience.reply)
        with contextlib.suppress(*_GONE):
            if (piece := self._read(at_most, deadline)) is None:
                raise Violation(f"no reply within {deadline.seconds:g} s")
            return piece
        return b""

    def receive_exactly(self, size: int, *, within: float = 0) -> bytes:
        """Receive ``size`` bytes."""
        deadline = self.deadline(within or self._patience_for(size))
        received = bytearray()
        while len(received) < size:
            progress = f"{len(received)} of {size} bytes came"
            piece = self._receive(min(CHUNK, size - len(received)), deadline, progress)
            if not piece:
                raise self._lateness.charge(f"the target ended the connection when {progress}")
            received += piece
        return bytes(received)

    def receive_to_end(self, *, at_most: int = 64 * MiB, within: float = 0) -> bytes:
        """Receive until the target ends its direction in order (FIN); a reset is a `Violation`."""
        deadline = self.deadline(within or self.patience.reply)
        received = bytearray()
        while piece := self._receive(CHUNK, deadline, f"no end after {len(received)} bytes"):
            received += piece
            if len(received) > at_most:
                raise Violation(f"more than {at_most} bytes came")
        return bytes(received)

    def expect(self, data: bytes, *, within: float = 0) -> None:
        """Receive exactly ``data``."""
        require_same(data, self.receive_exactly(len(data), within=within))

    def expect_to_end(self, data: bytes, *, within: float = 0) -> None:
        """Receive exactly ``data`` and then an orderly end."""
        within = within or self.patience.bulk(len(data))
        require_same(data, self.receive_to_end(at_most=2 * len(data) + MiB, within=within))

    def expect_end(self, *, within: float = 0) -> None:
        """Receive an orderly end (FIN) and nothing before it."""
        require_same(b"", self.receive_to_end(at_most=MiB, within=within))

    def expect_gone(self, *, within: float = 0) -> bytes:
        """Receive until the connection is over, in order or by reset; give what came before."""
        deadline = self.deadline(within or self.patience.refuse)
        received = bytearray()
        while True:
            try:
                piece = self._read(CHUNK, deadline)
            except _GONE:
                return bytes(received)
            if piece is None:
                raise Violation(f"the connection is still open after {deadline.seconds:g} s")
            if not piece:
                return bytes(received)
            received += piece

    def receive_until(self, mark: bytes, *, within: float = 0) -> bytes:
        """Receive until ``mark`` ends what came, or the connection is over, even by reset."""
        deadline = self.deadline(within or self.patience.reply)
        received = bytearray()
        with contextlib.suppress(*_GONE):
            while not received.endswith(mark):
                piece = self._read(CHUNK, deadline)
                if piece is None:
                    raise Violation(
                        f"neither {mark!r} nor an end within {deadline.seconds:g} s: "
                        f"{len(received)} bytes came"
                    )
                if not piece:
                    break
                received += piece
        return bytes(received)

    def ends_within(self, seconds: float) -> bool:
        """Tell whether the target ends the connection, even by reset; drops what comes before."""
        deadline = self.deadline(seconds)
        try:
            while piece := self._read(CHUNK, deadline):
                pass
        except _GONE:
            return True
        return piece is not None

    def expect_silence(self, seconds: float = 0) -> None:
        """Prove that nothing comes, not even an end, for ``seconds`` (default: quiet)."""
        seconds = seconds or self.patience.quiet
        try:
            piece = self._read(CHUNK, Deadline(seconds))
        except _GONE:
            raise Violation("the target reset the connection where silence was due") from None
        if piece is not None:
            seen = f"{len(piece)} bytes: {piece[:48]!r}" if piece else "the end of the stream"
            raise Violation("something came where silence was due", expected="silence", seen=seen)

    # -- Both at once ------------------------------------------------------------------------

    def exchange(self, data: bytes, *, reply_bytes: int = -1, within: float = 0) -> bytes:
        """Send ``data`` and receive ``reply_bytes`` (default: as many) at the same time."""
        due = len(data) if reply_bytes < 0 else reply_bytes
        received = bytearray()
        until = self.deadline(within or self._patience_for(max(due, len(data))))
        self.exchange_pieces([data], due, received.extend, until=lambda: until)
        return bytes(received)

    def exchange_pieces(
        self,
        pieces: Iterable[bytes],
        due: int,
        take: Callable[[bytes], object],
        *,
        until: Callable[[], Deadline],
    ) -> None:
        """Send pieces and give ``due`` bytes to ``take`` as they come: nobody holds them all.

        ``until`` sets the deadline for the next bytes, in either direction.
        """
        source, left = iter(pieces), due
        rest = memoryview(next(source, b""))
        while left or rest:
            progress = f"{due - left} of {due} bytes came"
            deadline = until()
            readable, writable = self._ready(
                readable=left > 0, writable=bool(rest), deadline=deadline
            )
            if not (readable or writable):
                raise Violation(f"no reply within {deadline.seconds:g} s: {progress}")
            if writable and rest:
                rest = rest[self._send_some(rest) :] or memoryview(next(source, b""))
            if readable:
                piece = self._receive(min(CHUNK, left), deadline, progress)
                if not piece:
                    raise self._lateness.charge(f"the target ended the connection when {progress}")
                take(piece)
                left -= len(piece)

    def expect_exchange(self, data: bytes, reply: bytes, *, within: float = 0) -> None:
        """Send ``data`` and receive exactly ``reply`` at the same time."""
        require_same(reply, self.exchange(data, reply_bytes=len(reply), within=within))

    # -- The socket --------------------------------------------------------------------------

    def _patience_for(self, size: int) -> float:
        return self.patience.reply if size <= CHUNK else self.patience.bulk(size)

    def _send_some(self, data: memoryview) -> int:
        self._lateness.resume()
        try:
            taken = self._socket.send(data)
        except BlockingIOError:
            return 0
        except _GONE:
            self.transcript.broke("reset by the target while we sent")
            raise self._lateness.charge(
                "the target reset the connection while we were sending"
            ) from None
        self.transcript.sent(data[:taken])
        self._lateness.rest()
        return taken

    def _receive(self, at_most: int, deadline: Deadline, progress: str) -> bytes:
        try:
            piece = self._read(at_most, deadline)
        except _GONE:
            raise self._lateness.charge(f"the target reset the connection: {progress}") from None
        if piece is None:
            raise Violation(f"no reply within {deadline.seconds:g} s: {progress}")
        return piece

    def _read(self, at_most: int, deadline: Deadline) -> bytes | None:
        """Read once: bytes, ``b""`` at an orderly end, ``None`` when the deadline expires."""
        self._lateness.resume()
        while True:
            with contextlib.suppress(BlockingIOError):
                try:
                    piece = self._socket.recv(at_most)
                except _GONE:
                    self.transcript.broke("reset by the target (RST)")
                    raise
                self.transcript.received(piece) if piece else self.transcript.broke(
                    "the target ends its direction (FIN)"
                )
                self._lateness.rest()
                return piece
            if not self._wait(writable=False, deadline=deadline):
                return None

    def _wait(self, *, writable: bool, deadline: Deadline) -> bool:
        wanted = select.POLLOUT if writable else select.POLLIN
        poll = select.poll()
        poll.register(self._socket, wanted)
        ready = False
        while not ready and (left := deadline.left()):
            ready = bool(poll.poll(left * 1000))
        self._lateness.rest()
        return ready or bool(poll.poll(0))  # it may have come while we were off the processor

    def _ready(self, *, readable: bool, writable: bool, deadline: Deadline) -> tuple[bool, bool]:
        """Wait for what is wanted, and no more: an end that nobody reads would wake us for ever."""
        poll = select.poll()
        wanted = (select.POLLIN if readable else 0) | (select.POLLOUT if writable else 0)
        poll.register(self._socket, wanted)
        while left := deadline.left():
            for _, events in poll.poll(left * 1000):
                over = bool(events & (select.POLLERR | select.POLLHUP))  # told by trying
                self._lateness.rest()
                can_read = readable and (over or bool(events & select.POLLIN))
                return can_read, bool(events & select.POLLOUT) or (over and not readable)
        return False, False
