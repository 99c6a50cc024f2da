"""multiprocessing.managers: an object of a server's, through a proxy of the standard library."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.managers import BaseManager
from typing import Any, cast

NAME = "multiprocessing-managers"
NEEDS = "multiprocessing"
KEY = b"on loopback, for as long as it is measured"


class Functions:
    """What can be called."""

    def echo(self, value: object) -> object:
        return value

    def add(self, x: int, y: int) -> int:
        return x + y


class Hall(BaseManager):
    """Where the functions are to be had."""


@contextmanager
def calling(host: str, port: int) -> Iterator[Callable[..., Any]]:
    """Connect a client."""
    Hall.register("functions", exposed=("echo", "add"))
    hall = Hall(address=(host, port), authkey=KEY)
    hall.connect()
    proxy: Any = getattr(hall, "functions")()  # noqa: B009 - made by register
    functions = {name: getattr(proxy, name) for name in ("echo", "add")}
    yield lambda name, *arguments: functions[name](*arguments)


def main() -> None:
    """Serve until the end of stdin."""
    functions = Functions()
    Hall.register("functions", callable=lambda: functions, exposed=("echo", "add"))
    server = Hall(address=("127.0.0.1", 0), authkey=KEY).get_server()
    port = cast(tuple[str, int], server.address)[1]
    sys.stdout.write(json.dumps({"listening": {"host": "127.0.0.1", "port": port}}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)  # the library would end us with its own exit code


if __name__ == "__main__":
    main()
