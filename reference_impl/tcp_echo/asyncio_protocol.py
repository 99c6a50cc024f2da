"""TCP echo as callbacks: what asyncio's streams are made of, with the buffering in plain sight.

    python -m reference_impl.tcp_echo.asyncio_protocol --idle-timeout 1.5

The transport owns the buffer and tells us when it is too full (``pause_writing``); that we then
stop reading is up to us. It is the fastest of the asyncio servers and the easiest to get wrong.
The rule of this file: what a client does not read bounds what we read from it.
"""

from __future__ import annotations

import asyncio
import socket
import threading

from reference_impl._launch import announce, options, until_input_ends

MOST_CLIENTS = 900  # under the usual 1024 descriptors: accept() must never run out of them
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoProtocol(asyncio.Protocol):
    """One client."""

    connected = 0
    transport: asyncio.Transport
    watch: asyncio.TimerHandle

    def __init__(self, idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # ECHO-001: a new client is not greeted. ECHO-017: transport and buffer are its own.
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # create_server makes no other
        self.transport = transport
        self.active = self.loop.time()
        self.owed = 0
        self.watch = self.loop.call_later(self.idle_seconds, self.look_after)
        EchoProtocol.connected += 1
        if EchoProtocol.connected > MOST_CLIENTS:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        # ECHO-003, ECHO-005: whatever came is answered now, whole or not.
        # ECHO-011, ECHO-013: write() never blocks; the transport keeps what the kernel refuses.
        self.active = self.loop.time()
        self.transport.write(data)

    def pause_writing(self) -> None:
        # ECHO-012: the transport holds 64 KiB that nobody reads, so we do not ask for more.
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        self.active = self.loop.time()
        self.transport.resume_reading()

    def eof_received(self) -> bool:
        # ECHO-006, ECHO-007, ECHO-008: close() pays what is still owed and then sends our FIN.
        self.transport.close()
        return True  # that is: the end of this connection is our business

    def connection_lost(self, _reason: Exception | None) -> None:
        # ECHO-009, ECHO-010: a reset arrives here like any other end, and there is nothing to do
        # about it. ECHO-018: the timer would keep us, and we the transport.
        self.watch.cancel()
        EchoProtocol.connected -= 1

    def look_after(self) -> None:
        # ECHO-021: one timer each, set anew only when it fires: most clients speak often, and
        # moving it for every chunk would cost more than the echo. What is owed and shrinks is
        # life too, and a client that does not read gets longer than one that does not speak.
        now, owed = self.loop.time(), self.transport.get_write_buffer_size()
        if owed != self.owed:
            self.active, self.owed = now, owed
        due = self.active + self.idle_seconds * (STALL_FACTOR if owed else 1)
        if due <= now:
            self.transport.abort()
        else:
            self.watch = self.loop.call_at(due, self.look_after)


async def serve_until_input_ends(address: tuple[str, int], idle_seconds: float) -> None:
    """Serve; a daemon thread waits for stdin, since a task cannot wait for every kind of file."""
    listener = socket.create_server(address)  # ECHO-020: it sets SO_REUSEADDR
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: EchoProtocol(idle_seconds), sock=listener, backlog=1024
    )
    announce(listener)

    def watch() -> None:
        until_input_ends()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, daemon=True).start()
    await stop.wait()
    server.close()  # ECHO-022: nobody is waited for


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    asyncio.run(serve_until_input_ends((limits.host, limits.port), limits.idle_timeout))


if __name__ == "__main__":
    main()
