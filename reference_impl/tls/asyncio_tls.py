"""Echo over TLS on asyncio: one thread, and the event loop shakes hands.

    python -m reference_impl.tls.asyncio_tls --certfile chain.pem --keyfile key.pem

asyncio ends a connection at the client's close_notify, and drops what it still owed by then.
The rule of this file: no line of it waits for a client, and so nobody waits for another.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

from reference_impl._launch import announce, options, until_input_ends
from reference_impl.tls.credentials import Credentials, Papers

RECORD_BYTES = 16_384
IDLE_SECONDS = 30.0


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one client, whose handshake is over."""
    # TLS-012: whatever happens to a client ends here, and its socket with it.
    with contextlib.suppress(OSError, TimeoutError):
        # TLS-016: `drain` waits while the client does not read.
        while chunk := await asyncio.wait_for(reader.read(RECORD_BYTES), IDLE_SECONDS):
            writer.write(chunk)
            await writer.drain()
    # TLS-013: asyncio says so before it closes.
    writer.close()


async def serve(credentials: Credentials, host: str, port: int, seconds: float) -> None:
    """Serve until whoever started us is gone."""
    listening = await asyncio.start_server(
        echo,
        host,
        port,
        backlog=1024,
        ssl=credentials.context,
        # TLS-010, TLS-011: a handshake is a task with a deadline.
        ssl_handshake_timeout=seconds,
        ssl_shutdown_timeout=seconds,
    )
    announce(listening.sockets[0])
    await asyncio.get_running_loop().run_in_executor(None, until_input_ends)


def main() -> None:
    limits = options(__doc__, certfile="", keyfile="", handshake_timeout=5.0)
    try:
        credentials = Credentials(Papers(limits.certfile, limits.keyfile))
    except (OSError, ValueError) as trouble:
        # TLS-023: no certificate, no service.
        sys.exit(f"{limits.certfile} and {limits.keyfile} cannot be used: {trouble}")
    asyncio.run(serve(credentials, limits.host, limits.port, limits.handshake_timeout))


if __name__ == "__main__":
    main()
