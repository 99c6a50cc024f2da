"""What a program is given at its start: the values of its placeholders, and its environment."""

from __future__ import annotations

import contextlib
import os
import random
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from wireproof.errors import NotReady
from wireproof.model.features import Features
from wireproof.model.manifest import Implementation
from wireproof.targets import papers
from wireproof.targets.placeholders import Values, socket_path

HOST = "127.0.0.1"

_NOT_INHERITED = {"PYTHONSAFEPATH", "PYTHONSTARTUP", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}
_OURS = ("PYTEST_", "WIREPROOF_", "HYPOTHESIS_")
_INSIDE = ("events", "payload", "result", "docroot")


def values(
    one: Implementation,
    folder: Path,
    port: int,
    authkey: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Values:
    """Make the values of one start, whose files lie in ``folder``.

    ``port`` asks for one port, ``authkey`` for one key instead of 32 random bytes; ``env`` may
    say what we would make otherwise, ``WIREPROOF_CERTFILE``.
    """
    fixed = {"python": sys.executable, "host": HOST, "tmp": str(folder)}

    def authkey_file(_: str) -> str:
        path = folder / "authkey"
        path.touch(mode=0o600)
        path.write_bytes(authkey or secrets.token_bytes(32))
        return str(path)

    return Values(
        {**fixed, **{name: str(folder / name) for name in _INSIDE}, **papers.told(env or {})},
        {
            **papers.made(folder, mutual=Features(one.features).has("mtls")),
            "port": lambda _: str(port or (0 if one.ready == "announce" else free_port())),
            "socket": lambda label: socket_path(folder, label),
            "authkey_file": authkey_file,
        },
    )


def environment(one: Implementation, given: Values, *, where: str) -> dict[str, str]:
    """Make a program's environment.

    What a manifest says outranks what we inherit; what we say of this start outranks both.
    """
    folder = given.known["tmp"]
    own = {name: given.fill(text, where=where) for name, text in one.env.items()}
    if one.ready == "listen" and "socket" not in given.known:
        given.value("port", where=where)  # its command may not name it and read WIREPROOF_PORT
    return {**_inherited(), "HOME": folder, "TMPDIR": folder, **own, **given.exported()}


def _inherited() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() not in _NOT_INHERITED and not name.startswith(_OURS)
    }
    return {**kept, "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """Choose a port below the range from which the kernel gives ports to clients (ip(7)).

    So no connection of anybody can take it between our look and the program's bind.
    """
    lowest = 32_768
    with contextlib.suppress(OSError, ValueError):
        lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    chooser = random.SystemRandom()
    for _ in range(1000):
        port = chooser.randrange(max(lowest - 20_000, 1024), max(lowest, 2048))
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise NotReady("no free port was found", mend="Something listens on very many ports.")
