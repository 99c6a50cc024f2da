"""Pickle RPC clients that look unusual and keep the contract.

    python tests/odd/pickle_rpc/client/odd.py old_forms --port 8000 --authkey-file key

Most take the place of a class of the reference's, as a mutant does, but break nothing; the last
is a client of nobody's.
"""

from __future__ import annotations

import builtins
import io
import json
import os
import pickle
import pickletools
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

from reference_impl.pickle_rpc import framed_client, recipe_client

SLOW_SECONDS = 0.4
STAYING_SECONDS = 0.6


class OneByteSegments(framed_client.Proxy):
    """Slow to start, noisy, in segments of one byte, and of a small window."""

    def authenticate(self) -> None:
        sys.stderr.write("calling, and telling everybody\n" * 20)
        time.sleep(SLOW_SECONDS)
        self.opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        super().authenticate()

    def send_frame(self, data: bytes) -> None:
        for byte in struct.pack("!i", len(data)) + data:
            self.opened.send(bytes([byte]))


class OldForms(framed_client.Proxy):
    """Protocol 2, which is read and written by Pythons older than any of us."""

    def call(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], most: int) -> object:
        data = self.exchange(pickle.dumps((name, args, kwargs), protocol=2), most)
        return self.replies.result(data)


class LongForms(recipe_client.Proxy):
    """Protocol 5, without a frame or a memo that nobody needs."""

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        name, args, kwargs = pickle.loads(request)  # noqa: S301 - our own
        request = pickletools.optimize(pickle.dumps((name, args, kwargs), protocol=5))
        return super().exchange(request, max_frame)


class Lingers(framed_client.Proxy):
    """Leaves with a reset, and not at once."""

    def exchange(self, request: bytes, max_frame: int) -> bytes:
        self.opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try:
            return super().exchange(request, max_frame)
        finally:
            time.sleep(STAYING_SECONDS)


def forks() -> None:
    """Leave all of it to a child, whose end is ours."""
    words = [sys.executable, "-m", "reference_impl.pickle_rpc.recipe_client", *sys.argv[1:]]
    sys.exit(subprocess.run(words, check=False).returncode)


class Asking(pickle.Unpickler):
    """Exceptions by their names, and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        found = vars(builtins).get(name) if module == "builtins" else None
        if isinstance(found, type) and issubclass(found, Exception):
            return found
        raise pickle.UnpicklingError(name)


def plain(data: bytes) -> Any:
    return Asking(io.BytesIO(data)).load()


def independent() -> None:
    """The recipe by hand: ``multiprocessing`` on both layers, and an end by ``os._exit``."""
    words = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=False))
    order = json.loads(sys.stdin.readline())
    request = pickle.dumps((order["name"], tuple(order["args"]), order["kwargs"]), protocol=3)
    key = Path(words["--authkey-file"]).read_bytes()
    told: dict[str, Any] = {"ok": False, "stage": "call"}
    try:
        with Client(("127.0.0.1", int(words["--port"])), authkey=key) as connection:
            connection.send(request)
            data = connection.recv_bytes()
        told = outcome(data)
    except (EOFError, OSError):
        pass
    sys.stdout.write(" " + json.dumps(told, ensure_ascii=False, indent=None) + "\n")
    sys.stdout.flush()
    os._exit(0 if told["ok"] else 3)


def outcome(data: bytes) -> dict[str, Any]:
    try:
        reply = plain(plain(data))
    except Exception:  # noqa: BLE001 - whatever it is, it is no reply
        return {"ok": False, "stage": "reply"}
    if isinstance(reply, Exception):
        return {"ok": False, "fault": {"message": str(reply), "type": type(reply).__name__}}
    return {"ok": True, "result": reply}


ALONE: dict[str, Callable[[], None]] = {"forks": forks, "independent": independent}


def main() -> None:
    """Run a reference with one class in place of its own, or a client of nobody's."""
    word = sys.argv.pop(1)
    if word in ALONE:
        ALONE[word]()
    proxy = globals()["".join(part.capitalize() for part in word.split("_"))]
    module = sys.modules[proxy.__bases__[0].__module__]
    module.Proxy = proxy  # type: ignore[attr-defined]
    module.main()


if __name__ == "__main__":
    main()
