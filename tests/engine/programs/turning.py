"""A line echo that is fine for a while, and then is not.

    python turning.py MOOD CALLS

After so many lines it dies, lies once and for all, or falls silent, as its mood is.
"""

from __future__ import annotations

import itertools
import json
import os
import socket
import sys
import threading
import time


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(json.dumps({"listening": {"port": listener.getsockname()[1]}}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    while os.read(0, 4096):
        pass


def accept(listener: socket.socket) -> None:
    mood, calls = sys.argv[1], int(sys.argv[2])
    counted = itertools.count(1)
    while True:
        client, _ = listener.accept()
        with client, client.makefile("rwb", buffering=0) as stream:
            for line in stream:
                turned = next(counted) > calls
                if turned and mood == "dies":
                    sys.stderr.write("out of ideas\n")
                    sys.stderr.flush()
                    os._exit(7)
                if turned and mood == "silent":
                    time.sleep(60)
                stream.write(b"lies\n" if turned and mood == "lies" else line)


if __name__ == "__main__":
    main()
