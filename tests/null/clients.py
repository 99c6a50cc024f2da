"""Clients that call nobody properly: no check may be content with any of them.

python tests/null/clients.py accepts_all xmlrpc --port 8000
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

GARBAGE = b"\x00\x00\x00\x04<a>?\r\n" + bytes(range(256)) * 4


def does_nothing(_port: int) -> str:
    """Never connect, and never end."""
    threading.Event().wait()
    return "refused"


def refuses_all(port: int) -> str:
    """Connect, leave, and report a failure, whatever was said."""
    with connected(port):
        return "refused"


def accepts_all(port: int) -> str:
    """Take whatever comes for a moment, and report a success."""
    with connected(port) as server:
        server.settimeout(0.05)
        server.recv(1 << 20)
    return "accepted"


def answers_garbage(port: int) -> str:
    """Send what nobody asked for, and report what nobody said."""
    with connected(port) as server:
        server.sendall(GARBAGE)
    return "mirrored"


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port))


def answer(how: str, contract: str, order: dict[str, Any]) -> dict[str, Any]:
    """Spell an answer in the form of the contract."""
    if how == "refused":
        return {"ok": False, "error": "protocol", "stage": "auth"}
    if contract == "connection":
        return {"ok": True, "result": order["payload"] if how == "mirrored" else None}
    if contract == "pickle-rpc":
        return {"ok": True, "result": order["args"] if how == "mirrored" else None}
    mirrored = order["params"][0] if order["params"] and how == "mirrored" else None
    return {"ok": True, "result": mirrored or {"t": "string", "v": ""}}


KINDS: dict[str, Callable[[int], str]] = {
    "does_nothing": does_nothing,
    "refuses_all": refuses_all,
    "accepts_all": accepts_all,
    "answers_garbage": answers_garbage,
}


def main() -> None:
    """Read the order, do what we do, and answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("contract")
    parser.add_argument("--port", type=int)
    parser.add_argument("--authkey-file")
    words = parser.parse_args()
    order = json.loads(sys.stdin.readline())
    how = {"refuses_all": "refused", "answers_garbage": "mirrored"}.get(words.kind, "accepted")
    with contextlib.suppress(OSError):
        how = KINDS[words.kind](words.port)
    told = answer(how, words.contract, order)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.exit(0 if told["ok"] else 3)


if __name__ == "__main__":
    main()
