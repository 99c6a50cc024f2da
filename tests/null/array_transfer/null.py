"""Array transfers that do none: no check may be content with any of them.

python tests/null/array_transfer/null.py does_nothing
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

CHUNK = 65_536
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
GARBAGE = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}" + bytes(range(256)) * 16


def does_nothing(_client: socket.socket, _result: str) -> None:
    """Never read, never write, never close."""
    threading.Event().wait()


def refuses_all(_client: socket.socket, result: str) -> None:
    """Close at once; as a receiver, report a failure before anything has come."""
    leave({"ok": False, "error": "truncated"}, result)


def accepts_all(client: socket.socket, result: str) -> None:
    """Take whatever comes and return nothing; as a receiver, call it a success."""
    leave({"ok": True, "order": "C", "sha256": EMPTY_SHA256, "sum": 0}, result)
    while client.recv(CHUNK):
        pass


def refuses_in_form(client: socket.socket, result: str) -> None:
    """Refuse as the announced form has it, whatever it is; as a receiver, report a failure."""
    leave({"ok": False, "error": "too-large"}, result)
    client.sendall(b"PLER\0\x0ctoo much work")


def answers_garbage(client: socket.socket, result: str) -> None:
    """Send something that nobody asked for, in both channels."""
    if result:
        Path(result).write_bytes(GARBAGE)
    client.sendall(GARBAGE)
    time.sleep(0.2)


def leave(verdict: dict[str, object], result: str) -> None:
    """Write a verdict where one is expected."""
    if result:
        draft = Path(f"{result}.{threading.get_native_id()}")
        draft.write_text(json.dumps(verdict), encoding="utf-8")
        draft.replace(result)


KINDS: dict[str, Callable[[socket.socket, str], None]] = {
    "does_nothing": does_nothing,
    "refuses_all": refuses_all,
    "accepts_all": accepts_all,
    "refuses_in_form": refuses_in_form,
    "answers_garbage": answers_garbage,
}


def attend(client: socket.socket, kind: str, result: str) -> None:
    """Meet one client in our way."""
    with client, contextlib.suppress(OSError):
        KINDS[kind](client, result)


def listening(port: int, path: str) -> tuple[socket.socket, dict[str, object]]:
    """Listen on a path, or else on a port."""
    if path:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(128)
        return listener, {"path": path}
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    return listener, dict(zip(("host", "port"), listener.getsockname(), strict=True))


def main() -> None:
    """Announce, accept for ever, and end with stdin."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--socket", default="")
    parser.add_argument("--result", default="")
    words = parser.parse_args()
    listener, where = listening(words.port, words.socket)
    sys.stdout.write(json.dumps({"listening": where}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=end_with_stdin, daemon=True).start()
    while True:
        client, _ = listener.accept()
        threading.Thread(
            target=attend, args=(client, words.kind, words.result), daemon=True
        ).start()


def end_with_stdin() -> None:
    """Leave when whoever started us has gone."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
