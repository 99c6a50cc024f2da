"""Echo servers that read and write in ways nobody expects, and keep the contract.

    python tests/odd/tcp_echo/manners.py sends_octet_by_octet --port 0

Each class takes the place of one in a reference, as a mutant does, but breaks nothing. A case
that fails one of them takes a habit of our references for a rule.
"""

from __future__ import annotations

import os
import queue
import socket
import struct
import threading
import time
from typing import ClassVar

from reference_impl._mutants import start
from reference_impl.tcp_echo import line_stream, threaded

MIB = 1 << 20
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: close() is a reset


class SendsOctetByOctet(threaded.EchoHandler):
    """Every octet of a short reply travels alone."""

    def reply(self, chunk: bytes) -> None:
        if len(chunk) > 2048:  # a long one would take all day
            super().reply(chunk)
            return
        for octet in chunk:
            super().reply(bytes([octet]))


class ReadsOddPieces(threaded.EchoHandler):
    """A buffer whose size is a prime."""

    def receive(self) -> bytes:
        self.request.settimeout(self.server.idle_seconds)
        return self.request.recv(1009)


class PeeksBeforeItReads(threaded.EchoHandler):
    """Look at up to a MiB first, then read exactly what was seen."""

    def receive(self) -> bytes:
        self.request.settimeout(self.server.idle_seconds)
        return self.request.recv(len(self.request.recv(MIB, socket.MSG_PEEK)))


class WakesSlowly(threaded.EchoHandler):
    """After half a second without work the first answer takes long: slow, and still in time."""

    worked: ClassVar = [0.0]  # when anybody last worked

    def reply(self, chunk: bytes) -> None:
        if time.monotonic() > self.worked[0] + 0.5:
            time.sleep(0.4)
        super().reply(chunk)
        self.worked[0] = time.monotonic()


class SavesMemory(threaded.EchoServer):
    """Asks the kernel for small buffers, before the first client comes."""

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        super().server_bind()


class HandsOverToAWriter(threaded.EchoHandler):
    """One thread reads, another writes, and a short queue lies between them."""

    def echo(self) -> None:
        self.chunks: queue.Queue[bytes] = queue.Queue(maxsize=4)
        writer = threading.Thread(target=self.write, daemon=True)
        writer.start()
        try:
            while chunk := self.receive():
                self.chunks.put(chunk)
        finally:
            self.chunks.put(b"")
            writer.join()

    def write(self) -> None:
        writable = True
        while chunk := self.chunks.get():
            try:
                if writable:
                    self.reply(chunk)
            except OSError:
                writable = False  # and goes on emptying the queue


class ResetsAtTheEnd(threaded.EchoHandler):
    """Without `half_close` a client that ends its direction has ended the connection."""

    def finish(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.request.close()


class ResetsTheIdle(threaded.EchoHandler):
    """A client whose time is up is reset; one that has ended is not."""

    def receive(self) -> bytes:
        try:
            return super().receive()
        except TimeoutError:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self.request.close()
            raise


class SplicesInTheKernel(threaded.EchoHandler):
    """The octets go through a pipe and never come to see us."""

    def echo(self) -> None:
        self.request.settimeout(None)
        client, (out, into) = self.request.fileno(), os.pipe()
        try:
            while count := os.splice(client, into, 65_536):
                while count:
                    count -= os.splice(out, client, count)
        finally:
            os.close(out)
            os.close(into)


class ScattersAndGathers(threaded.EchoHandler):
    """Reads into three buffers of different sizes, and writes from them."""

    def echo(self) -> None:
        buffers = [bytearray(size) for size in (3, 500, 10_000)]
        while True:
            self.request.settimeout(self.server.idle_seconds)
            count, *_ = self.request.recvmsg_into(buffers)
            if not count:
                return
            self.gather(buffers, count)

    def gather(self, buffers: list[bytearray], count: int) -> None:
        owed = []
        for buffer in buffers:
            owed.append(memoryview(buffer)[:count])
            count -= len(owed[-1])
        self.request.settimeout(threaded.STALL_FACTOR * self.server.idle_seconds)
        while owed:
            sent = self.request.sendmsg(owed)
            while owed and sent >= len(owed[0]):
                sent -= len(owed.pop(0))
            if owed:
                owed[0] = owed[0][sent:]


class AnswersHalfLines(line_stream.LineHandler):
    """Lines are for those who read them; what there is of one goes back at once."""

    def next_line(self) -> bytes:
        self.connection.settimeout(self.server.idle_seconds)
        return self.connection.recv(line_stream.PIECE_BYTES)


class RefusesLongLines(line_stream.LineHandler):
    """The beginning of a line that is too long is answered, and then the connection ends."""

    def handle(self) -> None:
        super().handle()
        self.connection.shutdown(socket.SHUT_WR)

    def reply(self, line: bytes) -> None:
        super().reply(line)
        if len(line) == line_stream.PIECE_BYTES and not line.endswith(b"\n"):
            raise ConnectionAbortedError


if __name__ == "__main__":
    start(globals())
