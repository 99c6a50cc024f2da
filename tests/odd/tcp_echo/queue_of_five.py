"""Echo with five workers and a door that is always open: who comes is let in, and waits inside.

python tests/odd/tcp_echo/queue_of_five.py --port 0
"""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from reference_impl._launch import announce, options, until_input_ends

WORKERS = 5


def echo(client: socket.socket) -> None:
    with client, contextlib.suppress(OSError):
        client.settimeout(1.5)
        while chunk := client.recv(8192):
            client.settimeout(6)
            client.sendall(chunk)
            client.settimeout(1.5)


def accept(listener: socket.socket) -> None:
    pool = ThreadPoolExecutor(WORKERS)
    while True:
        pool.submit(echo, listener.accept()[0])


if __name__ == "__main__":
    given = options(__doc__)
    door = socket.create_server((given.host, given.port), backlog=1024)
    announce(door)
    threading.Thread(target=accept, args=(door,), daemon=True).start()
    until_input_ends()
