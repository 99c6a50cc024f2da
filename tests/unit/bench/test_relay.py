"""The relay passes everything on, and has counted it before it arrives."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wireproof.bench.relay import relayed
from wireproof.wire.address import Address


@contextmanager
def echo(listener: socket.socket) -> Iterator[None]:
    def serve() -> None:
        client, _ = listener.accept()
        with client:
            while piece := client.recv(65536):
                client.sendall(piece)

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        yield
        thread.join()


def listening(kind: str, folder: Path) -> tuple[socket.socket, Address]:
    if kind == "tcp":
        listener = socket.create_server(("127.0.0.1", 0))
        return listener, Address("tcp", host="127.0.0.1", port=listener.getsockname()[1])
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "echo"))
    listener.listen()
    return listener, Address("unix", path=str(folder / "echo"))


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_counts_both_directions(kind: str, tmp_path: Path) -> None:
    listener, address = listening(kind, tmp_path)
    with echo(listener), relayed(address, tmp_path) as relay:
        family, where = relay.address.endpoint
        with socket.socket(family) as client:
            client.connect(where)
            client.sendall(b"x" * 100_000)
            client.shutdown(socket.SHUT_WR)
            received = 0
            while piece := client.recv(65536):
                received += len(piece)
            assert (received, relay.count) == (100_000, 200_000)
