"""The mistakes that the cases of tcp-echo must find: each class makes one, and says so in its name.

    python -m reference_impl.tcp_echo.mutants drops_what_does_not_fit

A mutant overrides the one function of a reference that keeps the rule. None of them looks for
what a test would send; each is something that somebody could have meant well.
The mistakes about many clients and about the process are in ``mutants_process.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

from reference_impl._mutants import start
from reference_impl.tcp_echo import asyncio_protocol, asyncio_streams, evented, line_stream
from reference_impl.tcp_echo import sequential, threaded

MIB = 1 << 20


# What goes back is not what came.


class PromptsAfterEachCommand(threaded.EchoHandler):
    """CR LF is the Enter key, and after Enter comes a prompt."""

    def reply(self, chunk: bytes) -> None:
        super().reply(chunk + b"> " if chunk.endswith(b"\r\n") else chunk)


class SpeaksText(asyncio_streams.EchoServer):
    """A stream of characters, read as they come; what is none becomes a question mark."""

    async def receive(self, reader: asyncio.StreamReader) -> bytes:
        return (await super().receive(reader)).decode(errors="replace").encode()


class ShoutsBack(threaded.EchoHandler):
    """So that one can see that it was the server that answered."""

    def reply(self, chunk: bytes) -> None:
        super().reply(chunk.upper())


class StripsLeadingPadding(threaded.EchoHandler):
    """Some rlogin clients send NUL octets first."""

    first = True

    def receive(self) -> bytes:
        chunk = super().receive()
        if self.first and chunk:
            self.first = False
            chunk = chunk.lstrip(b"\0") or self.receive()
        return chunk


# How much comes at once means something.


class WaitsToFillASegment(threaded.EchoHandler):
    """Many short reads in a row are gathered into longer replies; the last of them never goes."""

    def echo(self) -> None:
        held, short_reads = b"", 0
        while chunk := self.receive():
            held += chunk
            short_reads = short_reads + 1 if len(chunk) < 16 else 0
            if short_reads < 8 or len(held) >= 512:
                self.reply(held)
                held = b""
        self.reply(held)


class TakesAFullBufferForHalfAMessage(threaded.EchoHandler):
    """A buffer of 8 KiB, one octet kept for the NUL; and if it is full, there must be more."""

    first = True

    def receive(self) -> bytes:
        self.request.settimeout(self.server.idle_seconds)
        chunk = self.request.recv(8191)
        if self.first and len(chunk) == 8191:
            chunk += self.request.recv(8191)
        self.first = False
        return chunk


class WaitsForMoreThanAKeystroke(threaded.EchoHandler):
    """A single octet, unless it is Enter, is the beginning of something."""

    first = True

    def receive(self) -> bytes:
        chunk = super().receive()
        if self.first and len(chunk) == 1 and chunk != b"\n":
            chunk += super().receive()
        self.first = False
        return chunk


class DropsWhatDoesNotFit(evented.Client):
    """A send that took only a part fills our own buffer, and what is too much for that is cut off.

    The kernel keeps little of it, so that how much fits does not depend on the kernel's mood.
    """

    room_bytes = 1_300_000

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)

    def events(self) -> int:
        reading = not self.ended and len(self.owed) < self.room_bytes
        return (evented.READ if reading else 0) | (evented.WRITE if self.owed else 0)

    def pay(self) -> None:
        del self.owed[self.room_bytes :]
        super().pay()


# The end.


class HangsUpWithDebts(evented.Client):
    """Who has ended its stream is gone, and what it is owed goes with it.

    The debt stands in our own buffer, not in the kernel's: that one would still be delivered.
    """

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)

    def events(self) -> int:
        if self.ended:
            return 0
        reading = len(self.owed) < 16 * MIB
        return (evented.READ if reading else 0) | (evented.WRITE if self.owed else 0)


class LeavesClosingToTheCollector(evented.EchoLoop):
    """Python closes what nobody holds any more; but the status page holds the latest client."""

    latest: evented.Client

    def dismiss(self, client: evented.Client) -> None:
        self.selector.unregister(client.connection)
        self.clients.discard(client)
        self.latest = client


class SlamsTheDoor(threaded.EchoHandler):
    """SO_LINGER 0 avoids TIME_WAIT. It also throws away what the client has not yet taken."""

    def finish(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()


# Clients that leave without a word.


class ThinksThatOnlySendingFails(sequential.EchoServer):
    """It was sending that failed when it was tried; reading was only ever late."""

    def serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(TimeoutError):
            while chunk := self.receive(client):
                try:
                    self.reply(client, chunk)
                except OSError:
                    return


class SniffsTheFirstOctet(sequential.EchoServer):
    """Tell a TLS client from a plain one by its first octet, if there is one."""

    def next_client(self) -> socket.socket:
        client = super().next_client()
        with contextlib.suppress(OSError):  # nothing there yet
            if client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)[0] == 0x16:
                print("a TLS client lost its way")
        return client


# Buffers without a bound.


class SwallowsEverything(evented.Client):
    """Whatever can be read is read, whoever pays for it."""

    def events(self) -> int:
        return (0 if self.ended else evented.READ) | (evented.WRITE if self.owed else 0)


class NeverDrains(asyncio_streams.EchoServer):
    """write() is enough: it did send something."""

    async def reply(self, writer: asyncio.StreamWriter, chunk: bytes) -> None:
        writer.write(chunk)


class NeverPausesReading(asyncio_protocol.EchoProtocol):
    """The transport says that its buffer is full, and nobody listens."""

    def pause_writing(self) -> None:
        pass


# Lines.


class ForgetsHalfALine(line_stream.LineHandler):
    """A short timeout, to look around now and then; with it goes what the reader had gathered."""

    def next_line(self) -> bytes:
        self.connection.settimeout(0.2)
        while True:
            try:
                return self.rfile.readline(line_stream.PIECE_BYTES)
            except TimeoutError:
                self.rfile = self.connection.makefile("rb")


class AnswersInTheFirstLinesStyle(line_stream.LineHandler):
    """Who begins with CR LF wants CR LF."""

    ending = b""

    def reply(self, line: bytes) -> None:
        self.ending = self.ending or (b"\r\n" if line.endswith(b"\r\n") else b"\n")
        if line.endswith(b"\n") and not line.endswith(self.ending):
            line = line[:-1] + self.ending
        super().reply(line)


class DropsTheLastFragment(line_stream.LineHandler):
    """A line without its LF is no line."""

    def next_line(self) -> bytes:
        line = super().next_line()
        whole = line.endswith(b"\n") or len(line) == line_stream.PIECE_BYTES
        return line if whole else b""


class CutsLongLines(line_stream.LineHandler):
    """The beginning of a line is answered; what does not fit is skipped."""

    def next_line(self) -> bytes:
        line = rest = super().next_line()
        while rest and not rest.endswith(b"\n"):
            rest = super().next_line()
        return line


if __name__ == "__main__":
    start(globals())
