"""The certificates and keys that a program is given: files in its own temp folder.

What a case says with a variable, ``WIREPROOF_CERTFILE``, takes the place of what we would make.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

NAMES = (
    *("certfile", "keyfile", "cafile", "client_cafile", "client_certfile", "client_keyfile"),
    "server_name",
)


def told(env: Mapping[str, str]) -> dict[str, str]:
    """Find what is said of them in an environment."""
    return {
        name: env[variable] for name in NAMES if (variable := f"WIREPROOF_{name.upper()}") in env
    }


def made(folder: Path, *, mutual: bool) -> dict[str, Callable[[str], str]]:
    """Tell how each is made when it is first asked for.

    Without ``mutual`` nobody is asked for a certificate, and the path of whom to trust is empty.
    """
    return {
        "certfile": lambda _: _write(folder, "certfile"),
        "keyfile": lambda _: _write(folder, "keyfile"),
        "cafile": lambda _: _write(folder, "cafile"),
        "client_cafile": lambda _: _write(folder, "client_cafile") if mutual else "",
        "client_certfile": lambda _: _write(folder, "client_certfile"),
        "client_keyfile": lambda _: _write(folder, "client_keyfile"),
        "server_name": lambda _: "localhost",
    }


def _write(folder: Path, name: str) -> str:
    # Who needs no certificate does not wait until the library is loaded.
    from wireproof.certificates import clients, servers  # noqa: PLC0415
    from wireproof.certificates.identity import write_secret  # noqa: PLC0415

    server, client = servers(), clients()
    contents = {
        "certfile": b"".join(server.member.chain),
        "keyfile": server.member.key,
        "cafile": server.root,
        "client_cafile": client.root,
        "client_certfile": b"".join(client.member.chain),
        "client_keyfile": client.member.key,
    }
    return write_secret(folder / f"{name}.pem", contents[name])
