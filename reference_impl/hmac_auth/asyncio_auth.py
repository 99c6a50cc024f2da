"""HMAC authentication on asyncio: one thread, and a deadline around the whole handshake.

    python -m reference_impl.hmac_auth.asyncio_auth --authkey-file key --auth-timeout 1.0

`asyncio.timeout` counts all of a handshake, so silent and slow clients need no clock of ours.
The rule of this file: what has not proved itself is a task in one table, and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
from pathlib import Path

from reference_impl._launch import announce, options, until_input_ends

CHALLENGE_BYTES = 32
CHUNK_BYTES = 65_536


class AuthServer:
    """Serve each connection in a task; of those that wait for a proof, keep the newest."""

    def __init__(self, key: bytes, digest: str, seconds: float, most_waiting: int) -> None:
        self.key, self.digest = key, digest
        self.seconds, self.most_waiting = seconds, most_waiting
        self.waiting: dict[asyncio.Task[None], None] = {}

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # HMAC-014: whatever happens to a client ends here, and its socket with it.
        with contextlib.suppress(OSError, EOFError, TimeoutError, asyncio.CancelledError):
            if await self.authenticate(reader, writer):
                await self.echo(reader, writer)
        writer.close()

    async def authenticate(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        # HMAC-015, HMAC-017: a task costs little, and a newcomer takes the oldest one's place.
        task = asyncio.current_task()
        if task is None:
            return False
        self.waiting[task] = None
        if len(self.waiting) > self.most_waiting:
            next(iter(self.waiting)).cancel()
        try:
            # HMAC-016: one deadline for all of the handshake.
            async with asyncio.timeout(self.seconds):
                return await self.ask(reader, writer)
        finally:
            self.waiting.pop(task, None)

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        # HMAC-001, HMAC-010, HMAC-011, HMAC-012: our challenge first, new and random.
        asked = os.urandom(CHALLENGE_BYTES)
        writer.write(asked)
        # HMAC-002, HMAC-003: HMAC as the RFC has it, with whatever key there is.
        due = hmac.digest(self.key, asked, self.digest)
        # HMAC-007, HMAC-008: all of the answer; what follows it stays in the reader.
        answer = await reader.readexactly(len(due))
        # HMAC-004, HMAC-005, HMAC-006, HMAC-013, HMAC-019: one comparison, and then the end.
        return hmac.compare_digest(due, answer)

    async def echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # HMAC-009: what came too early was read as an answer, and never comes here.
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()


async def serve(server: AuthServer, host: str, port: int) -> None:
    """Serve until whoever started us is gone."""
    listening = await asyncio.start_server(server.attend, host, port, backlog=1024)
    announce(listening.sockets[0])
    await asyncio.get_running_loop().run_in_executor(None, until_input_ends)


def main() -> None:
    limits = options(
        __doc__, authkey_file="", digest="sha256", auth_timeout=5.0, max_unauthenticated=100
    )
    key = Path(limits.authkey_file).read_bytes()
    server = AuthServer(key, limits.digest, limits.auth_timeout, limits.max_unauthenticated)
    asyncio.run(serve(server, limits.host, limits.port))


if __name__ == "__main__":
    main()
