"""ZeroMQ, REQ and REP, each message one pickle: the carrier that the recipe names beside ours."""

from __future__ import annotations

import json
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

NAME = "pyzmq"
NEEDS = "zmq"
FUNCTIONS: dict[str, Callable[..., Any]] = {"echo": lambda value: value, "add": lambda x, y: x + y}


@contextmanager
def calling(host: str, port: int) -> Iterator[Callable[..., Any]]:
    """Connect a client."""
    import zmq  # noqa: PLC0415 - it need not be here

    context = zmq.Context()
    stream = context.socket(zmq.REQ)
    try:
        stream.connect(f"tcp://{host}:{port}")

        def call(name: str, *arguments: object) -> object:
            stream.send(pickle.dumps((name, arguments), protocol=5))
            return pickle.loads(stream.recv())  # noqa: S301 - from our own server, on loopback

        yield call
    finally:
        context.destroy(linger=0)


def main() -> None:
    """Serve until the end of stdin."""
    import zmq  # noqa: PLC0415

    stream = zmq.Context().socket(zmq.REP)
    port = stream.bind_to_random_port("tcp://127.0.0.1")
    sys.stdout.write(json.dumps({"listening": {"host": "127.0.0.1", "port": port}}) + "\n")
    sys.stdout.flush()

    def serve() -> None:
        while True:
            name, arguments = pickle.loads(stream.recv())  # noqa: S301 - from our own client
            stream.send(pickle.dumps(FUNCTIONS[name](*arguments), protocol=5))

    threading.Thread(target=serve, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
