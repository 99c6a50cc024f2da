"""Echo servers whose family tree is unusual.

    python tests/odd/tcp_echo/processes.py prefork_on_one_port --port 0

Whoever is forked lives until the end of a pipe that only the process that was started holds open,
so all go when that one goes, however it goes.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import threading
from collections.abc import Callable

from reference_impl._launch import announce, options, serve, until_input_ends
from reference_impl.tcp_echo.threaded import EchoServer

Address = tuple[str, int]
IDLE_SECONDS = 1.5
PROCESSES = 3


class Lifeline:
    """The pipe; ``hold_on`` is for the children."""

    def __init__(self) -> None:
        self.end, self.held = os.pipe()

    def hold_on(self) -> None:
        os.close(self.held)
        select.select([self.end], [], [])


def fork(live: Callable[[], None]) -> int:
    """Start a child that lives as told and leaves without looking back."""
    if child := os.fork():
        return child
    try:
        live()
    finally:
        os._exit(0)


def serve_beside(server: EchoServer) -> None:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


def helper_beside_it(address: Address) -> None:
    """A forked helper that does nothing but exist, with a copy of the listening socket."""
    server = EchoServer(address, IDLE_SECONDS)
    fork(Lifeline().hold_on)
    serve(server)


def supervised_daemon(address: Address) -> None:
    """The process that was started only waits; a grandchild that left the session listens."""
    lifeline = Lifeline()

    def detach() -> None:
        os.setsid()
        fork(work)

    def work() -> None:
        server = EchoServer(address, IDLE_SECONDS)
        announce(server.socket)
        serve_beside(server)
        lifeline.hold_on()

    os.waitpid(fork(detach), 0)
    until_input_ends()


class Sharing(EchoServer):
    """One of several listeners on one port; the kernel chooses."""

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()


def prefork_on_one_port(address: Address) -> None:
    """Several processes, each with a listener of its own on the same port."""
    servers = [Sharing(address, IDLE_SECONDS)]
    where = servers[0].socket.getsockname()
    servers += [Sharing(where, IDLE_SECONDS) for _ in range(PROCESSES - 1)]
    lifeline = Lifeline()

    def work(mine: Sharing) -> None:
        for other in servers:
            if other is not mine:
                other.server_close()
        serve_beside(mine)
        lifeline.hold_on()

    for server in servers:
        fork(lambda mine=server: work(mine))  # type: ignore[misc]
    announce(servers[0].socket)
    for server in servers:
        server.server_close()  # from here on each is its process's alone
    until_input_ends()


KINDS = {one.__name__: one for one in (helper_beside_it, supervised_daemon, prefork_on_one_port)}

if __name__ == "__main__":
    kind = KINDS[sys.argv.pop(1)]
    given = options(__doc__)
    kind((given.host, given.port))
