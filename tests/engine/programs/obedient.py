"""A target that does what the case says: one word a line, one answer a line.

    python obedient.py [diary]

It writes a line into the diary when it starts, so that starts can be counted.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open("a") as diary:
            diary.write(f"{os.getpid()}\n")
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(json.dumps({"listening": {"port": listener.getsockname()[1]}}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    while os.read(0, 4096):
        pass


def accept(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


def serve(client: socket.socket) -> None:
    with client, client.makefile("rwb", buffering=0) as stream:
        for line in stream:
            answer = obey(line.decode().strip())
            stream.write(f"{answer}\n".encode())


def obey(order: str) -> str:
    match order.partition(" "):
        case "die", _, name:
            os.kill(os.getpid(), getattr(signal, name))
            signal.pause()  # another thread may be the one that takes it
        case "die-soon", _, name:
            number = getattr(signal, name)
            threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        case "exit", _, code:
            os._exit(int(code))
        case "pid", _, _:
            return str(os.getpid())
        case "complain", _, words:
            sys.stderr.write(f"{words}\n")
        case "wait", _, seconds:
            time.sleep(float(seconds))
        case "mine", _, name:
            return os.environ.get(name, "")
    return order


if __name__ == "__main__":
    main()
