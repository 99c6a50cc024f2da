"""Clients that prove nothing to anybody: each is polite or rude in one way only."""

from __future__ import annotations

import socket
import sys


def main() -> None:
    how, port = sys.argv[1], int(sys.argv[2])
    sys.stdin.readline()
    if how == "does-nothing":
        return
    with socket.create_connection(("127.0.0.1", port)) as server:
        if how == "answers-garbage":
            server.sendall(b"GARBAGE " * 40)
            sys.stdout.write("garbage\n")
            return
    sys.stdout.write('{"ok": true, "echo": ""}\n' if how == "accepts-all" else '{"ok": false}\n')
    sys.exit(0 if how == "accepts-all" else 3)


if __name__ == "__main__":
    main()
