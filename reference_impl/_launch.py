"""How every reference implementation is started and stopped.

It takes its address and its limits by argv, announces where it listens as one JSON line on
stdout, and lives until its standard input ends. Nothing here knows a contract.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import socketserver
import sys
import threading


def options(description: str | None, **limits: float | str) -> argparse.Namespace:
    """Read ``--host``, ``--port`` and one ``--name`` per limit, whose default gives its type."""
    first_line = (description or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=first_line)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    for name, default in limits.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    return parser.parse_args()


def announce(listener: socket.socket) -> None:
    """Tell whoever started us where we listen: one JSON line, then nothing more on stdout."""
    if listener.family == socket.AF_UNIX:
        where = {"path": listener.getsockname()}
    else:
        host, port = listener.getsockname()[:2]
        where = {"host": host, "port": port}
    print(json.dumps({"listening": where}), flush=True)


def until_input_ends() -> None:
    """Block while whoever started us is there: the end of stdin is the order to stop."""
    # Not sys.stdin.buffer: a thread that waits in it holds a lock that the interpreter wants to
    # take when it ends, and then aborts.
    while os.read(sys.stdin.fileno(), 4096):
        pass


def serve(server: socketserver.TCPServer) -> None:
    """Serve on a thread until stdin ends, so that ``shutdown`` never waits for itself."""
    announce(server.socket)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    until_input_ends()
    server.shutdown()
