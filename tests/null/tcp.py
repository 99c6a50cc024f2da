"""Servers that keep no contract at all, each polite or rude in one way only.

    python tcp.py answers_garbage --port 0

They know no protocol, so they are null targets of any contract over TCP.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import socket
import struct
import sys
import threading
from collections.abc import Callable

READ_BYTES = 65_536
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: close() is a reset

forgotten: list[socket.socket] = []


def does_nothing(client: socket.socket) -> None:
    forgotten.append(client)  # else the collector would hang up


def refuses_all(client: socket.socket) -> None:
    client.close()


def resets_all(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()


def accepts_all(client: socket.socket) -> None:
    answer_each(client, lambda _: b"OK\n")


def answers_garbage(client: socket.socket) -> None:
    answer_each(client, garbage)


def garbage(asked: bytes) -> bytes:
    """Make as much as was asked, random, and never right: the first octet always differs."""
    first = (asked[0] + random.randrange(1, 256)) % 256
    return bytes([first]) + random.randbytes(len(asked) - 1)


def answer_each(client: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    with client, contextlib.suppress(OSError):
        while asked := client.recv(READ_BYTES):
            client.sendall(answer(asked))


KINDS = {one.__name__: one for one in (does_nothing, refuses_all, resets_all)}
KINDS |= {one.__name__: one for one in (accepts_all, answers_garbage)}


def accept(listener: socket.socket, treat: Callable[[socket.socket], None]) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=treat, args=(client,), daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", given.port), backlog=1024)
    host, port = listener.getsockname()
    doors = [listener]
    with contextlib.suppress(OSError):  # a machine without IPv6
        doors.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    sys.stdout.write(json.dumps({"listening": {"host": host, "port": port}}) + "\n")
    sys.stdout.flush()
    for door in doors:
        threading.Thread(target=accept, args=(door, KINDS[given.kind]), daemon=True).start()
    while os.read(sys.stdin.fileno(), 4096):
        pass


if __name__ == "__main__":
    main()
