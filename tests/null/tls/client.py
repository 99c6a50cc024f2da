"""Clients that trust nobody, or everybody: each is polite or rude in one way only."""

from __future__ import annotations

import json
import socket
import sys


def main() -> None:
    """Do what we do, whatever we were told."""
    how, port = sys.argv[1], int(sys.argv[2])
    payload = json.loads(sys.stdin.readline())["payload"]
    if how == "does-nothing":
        return
    with socket.create_connection(("127.0.0.1", port)) as server:
        if how == "answers-garbage":
            server.sendall(b"GARBAGE " * 40)
            sys.stdout.write("garbage\n")
            return
    accepts = how == "accepts-all"
    told = {"ok": accepts, "version": "TLSv1.3", "echo": payload, "stage": "handshake"}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.exit(0 if accepts else 3)


if __name__ == "__main__":
    main()
