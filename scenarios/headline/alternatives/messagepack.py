"""msgpack over a plain socket, a length before each message: no pickle, and no library around."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

NAME = "msgpack-socket"
NEEDS = "msgpack"
FUNCTIONS: dict[str, Callable[..., Any]] = {"echo": lambda value: value, "add": lambda x, y: x + y}
LARGEST = 64 * 1024 * 1024


@contextmanager
def calling(host: str, port: int) -> Iterator[Callable[..., Any]]:
    """Connect a client."""
    import msgpack  # noqa: PLC0415 - it need not be here

    with socket.create_connection((host, port)) as stream, stream.makefile("rb") as incoming:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def call(name: str, *arguments: object) -> object:
            _send(stream, msgpack.packb((name, arguments)))
            return msgpack.unpackb(_receive(incoming), max_bin_len=LARGEST)

        yield call


def _send(stream: socket.socket, message: bytes) -> None:
    stream.sendall(struct.pack("!I", len(message)) + message)


def _receive(incoming: BinaryIO) -> bytes:
    head = incoming.read(4)
    message = incoming.read(struct.unpack("!I", head)[0]) if len(head) == 4 else b""
    if not message:
        raise EOFError("the connection has ended")
    return bytes(message)


def main() -> None:
    """Serve until the end of stdin."""
    import msgpack  # noqa: PLC0415

    def serve(client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client, client.makefile("rb") as incoming:
            while True:
                try:
                    name, arguments = msgpack.unpackb(_receive(incoming), max_bin_len=LARGEST)
                except (EOFError, OSError):
                    return
                _send(client, msgpack.packb(FUNCTIONS[name](*arguments)))

    def accept() -> None:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    sys.stdout.write(json.dumps({"listening": {"host": "127.0.0.1", "port": port}}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
