"""TCP echo as a coroutine per client: the threaded server's sentence, on one thread.

    python -m reference_impl.tcp_echo.asyncio_streams --idle-timeout 1.5

``await`` marks every place where another client may run, and a slow client is awaited like any
other; but ``write`` is not one of these places, and forgetting ``drain`` is the classic mistake.
The rule of this file: no step of a client is awaited without a limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading

from reference_impl._launch import announce, options, until_input_ends

CHUNK_BYTES = 65_536
MOST_CLIENTS = 900  # under the usual 1024 descriptors: accept() must never run out of them
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoServer:
    """A task for each client."""

    def __init__(self, idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        self.stall_seconds = STALL_FACTOR * idle_seconds
        self.tasks: set[asyncio.Task[None]] = set()

    def listen(self, address: tuple[str, int]) -> list[socket.socket]:
        # ECHO-020: create_server sets SO_REUSEADDR before it binds.
        doors = [socket.create_server(address)]
        # ECHO-023: a door for each family, since one for both would answer as ::ffff:127.0.0.1.
        with contextlib.suppress(OSError):  # a machine without IPv6 still gets an echo
            same = ("::1", doors[0].getsockname()[1])
            doors.append(socket.create_server(same, family=socket.AF_INET6))
        return doors

    def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # ECHO-013, ECHO-014, ECHO-017: a task each, so nobody waits for anybody else.
        if len(self.tasks) >= MOST_CLIENTS:
            writer.transport.abort()
            return
        task = asyncio.create_task(self.serve(reader, writer))
        self.tasks.add(task)  # the loop itself keeps only a weak reference to it
        task.add_done_callback(self.tasks.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # ECHO-009, ECHO-010, ECHO-021: a reset, an early end and a TimeoutError are all OSError.
        try:
            with contextlib.suppress(OSError):
                await self.echo(reader, writer)
        finally:
            writer.transport.abort()  # ECHO-018: on every way out; after hang_up it does nothing

    async def echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # ECHO-006: only the empty read is the end, and by then every earlier one is answered.
        while chunk := await self.receive(reader):
            await self.reply(writer, chunk)
        await self.hang_up(writer)

    async def receive(self, reader: asyncio.StreamReader) -> bytes:
        # ECHO-021: whoever is silent for too long is cut off, and only this one.
        async with asyncio.timeout(self.idle_seconds):
            # ECHO-002, ECHO-005: octets, as soon as there are any, whatever they are.
            return await reader.read(CHUNK_BYTES)

    async def reply(self, writer: asyncio.StreamWriter, chunk: bytes) -> None:
        # ECHO-011: the transport keeps what the kernel does not take.
        writer.write(chunk)
        # ECHO-012: write() never waits; without drain() its buffer grows as fast as a client sends.
        async with asyncio.timeout(self.stall_seconds):
            await writer.drain()

    async def hang_up(self, writer: asyncio.StreamWriter) -> None:
        # ECHO-006, ECHO-007, ECHO-008: close() first pays what is owed and then sends our FIN.
        writer.close()
        async with asyncio.timeout(self.stall_seconds):
            await writer.wait_closed()


async def serve_until_input_ends(address: tuple[str, int], idle_seconds: float) -> None:
    """Serve; a daemon thread waits for stdin, since a task cannot wait for every kind of file."""
    echo = EchoServer(idle_seconds)
    doors = echo.listen(address)
    servers = [await asyncio.start_server(echo.welcome, sock=door, backlog=1024) for door in doors]
    announce(doors[0])
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def watch() -> None:
        until_input_ends()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, daemon=True).start()
    await stop.wait()
    for server in servers:  # ECHO-022: nobody is waited for; the end of the loop cancels the rest
        server.close()


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0)
    asyncio.run(serve_until_input_ends((limits.host, limits.port), limits.idle_timeout))


if __name__ == "__main__":
    main()
