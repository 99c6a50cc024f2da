"""Pyro5: an object under a fixed name, with Pyro's own serializer (serpent)."""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

NAME = "Pyro5"
NEEDS = "Pyro5"


@contextmanager
def calling(host: str, port: int) -> Iterator[Callable[..., Any]]:
    """Connect a client."""
    import Pyro5.api  # noqa: PLC0415 - it need not be here

    with Pyro5.api.Proxy(f"PYRO:functions@{host}:{port}") as proxy:
        functions = {name: getattr(proxy, name) for name in ("echo", "add")}

        def call(name: str, *arguments: object) -> object:
            answer = functions[name](*arguments)
            # serpent gives bytes back as a table with base64 in it; who wants them unpacks them.
            return base64.b64decode(answer["data"]) if isinstance(answer, dict) else answer

        yield call


def main() -> None:
    """Serve until the end of stdin."""
    import Pyro5.api  # noqa: PLC0415

    @Pyro5.api.expose
    class Functions:
        def echo(self, value: object) -> object:
            return value

        def add(self, x: int, y: int) -> int:
            return x + y

    daemon = Pyro5.api.Daemon(host="127.0.0.1", port=0)
    daemon.register(Functions, objectId="functions")
    _, _, port = daemon.locationStr.rpartition(":")
    sys.stdout.write(json.dumps({"listening": {"host": "127.0.0.1", "port": int(port)}}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=daemon.requestLoop, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
