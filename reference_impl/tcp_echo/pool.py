"""TCP echo, a fixed number of threads: as many clients as workers, and the others wait.

    python -m reference_impl.tcp_echo.pool --max-concurrency 16 --idle-timeout 1.5

Every worker accepts for itself on the one listener. There is no queue of our own between accept
and work, so whoever waits does so in the kernel's backlog, where waiting costs us nothing.
The rule of this file: the number of workers never changes.
"""

from __future__ import annotations

import contextlib
import socket
import threading

from reference_impl._launch import announce, options, until_input_ends

CHUNK_BYTES = 65_536
STALL_FACTOR = 4  # who does not read is busy rather than gone, and gets longer than the silent


class EchoPool:
    """Workers that share a listener and nothing else."""

    def __init__(self, address: tuple[str, int], workers: int, idle_seconds: float) -> None:
        self.idle_seconds = idle_seconds
        # ECHO-020: create_server sets SO_REUSEADDR before it binds.
        self.listener = socket.create_server(address, backlog=1024)
        # Accepted sockets inherit it: no reply waits for the acknowledgement of the one before.
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.workers = [threading.Thread(target=self.work, daemon=True) for _ in range(workers)]

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def work(self) -> None:
        # ECHO-016: the loop stands outside of everything that can fail; a fault costs a client,
        # never a worker. A pool that shrinks looks healthy until its last worker is gone.
        # ECHO-009, ECHO-010, ECHO-018: a reset at any moment ends in the next accept, and the
        # with block in serve() has closed what was open.
        while True:
            with contextlib.suppress(OSError):
                self.serve(self.listener.accept()[0])

    def serve(self, client: socket.socket) -> None:
        # ECHO-007, ECHO-008: closing after the empty read, with all handed over, is our FIN.
        with client:
            while chunk := self.receive(client):
                self.reply(client, chunk)

    def receive(self, client: socket.socket) -> bytes:
        # ECHO-014, ECHO-021: a silent client holds one worker, and not for ever.
        client.settimeout(self.idle_seconds)
        # ECHO-017: bytes of our own, never a buffer that workers share.
        return client.recv(CHUNK_BYTES)

    def reply(self, client: socket.socket, chunk: bytes) -> None:
        # ECHO-011, ECHO-012: sendall goes on to the last octet, and blocks while nobody reads.
        client.settimeout(STALL_FACTOR * self.idle_seconds)
        client.sendall(chunk)


def main() -> None:
    limits = options(__doc__, idle_timeout=30.0, max_concurrency=16)
    pool = EchoPool((limits.host, limits.port), limits.max_concurrency, limits.idle_timeout)
    announce(pool.listener)
    pool.start()
    # ECHO-022: the workers are daemons, so the end of this thread is the end of the process.
    until_input_ends()


if __name__ == "__main__":
    main()
