"""RPyC: a service of its own, with a thread for each client."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

NAME = "rpyc"
NEEDS = "rpyc"


@contextmanager
def calling(host: str, port: int) -> Iterator[Callable[..., Any]]:
    """Connect a client."""
    import rpyc  # noqa: PLC0415 - it need not be here

    connection = rpyc.connect(host, port)
    try:
        functions = {name: getattr(connection.root, name) for name in ("echo", "add")}
        yield lambda name, *arguments: functions[name](*arguments)
    finally:
        connection.close()


def main() -> None:
    """Serve until the end of stdin."""
    import rpyc  # noqa: PLC0415
    from rpyc.utils.server import ThreadedServer  # noqa: PLC0415

    class Functions(rpyc.Service):  # type: ignore[misc]
        def exposed_echo(self, value: object) -> object:
            return value

        def exposed_add(self, x: int, y: int) -> int:
            return x + y

    server = ThreadedServer(Functions, hostname="127.0.0.1", port=0)
    threading.Thread(target=server.start, daemon=True).start()
    sys.stdout.write(json.dumps({"listening": {"host": "127.0.0.1", "port": server.port}}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
