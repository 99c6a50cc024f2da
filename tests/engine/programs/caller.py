"""A client that sends its order to the harness, as good or as bad as its first argument says."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time


def before(how: str) -> None:
    """Fail before there is a connection."""
    if how == "early":
        sys.exit("no such library")
    if how == "lazy":
        time.sleep(60)


def after(how: str) -> None:
    """Fail when all has been said."""
    if how == "big":
        bytearray(64 << 20)
        time.sleep(0.2)
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "hang":
        time.sleep(60)


def main() -> None:
    how, port = sys.argv[1], int(sys.argv[2])
    order = json.loads(sys.stdin.readline())
    before(how)
    if how == "liar":
        sys.stdout.write('{"ok": true}\n')
        return
    with socket.create_connection(("127.0.0.1", port)) as server:
        server.sendall(order["text"].encode() + b"\n")
        if how == "hasty":
            return
        heard = server.makefile().readline().strip()
    after(how)
    good = json.dumps({"ok": heard == "yes", "heard": heard})
    said = {"silent": "", "vague": "{}\n", "wordy": f"one line\n{good}\n"}
    said["chatty"] = f"{good}\n{good}\n"
    sys.stdout.write(said.get(how, f"{good}\n"))
    sys.exit(0 if heard == "yes" else 3)


if __name__ == "__main__":
    main()
