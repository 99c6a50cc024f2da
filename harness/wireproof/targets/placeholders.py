"""Fill ``{port}`` and its like into commands and environments, and export the same values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from wireproof.errors import InvalidManifest, NotReady

PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<label>[A-Za-z0-9_]+))?\}")
SOCKET_PATH_BYTES = 107  # sockaddr_un holds no more (unix(7))
NAMES = (
    *("app", "authkey_file", "cafile", "certfile", "client_cafile", "client_certfile"),
    *("client_keyfile", "docroot", "events", "host", "keyfile", "payload", "port", "python"),
    *("result", "server_name", "socket", "tmp"),
)


def require_known(texts: Iterable[str], *, where: str) -> None:
    """Refuse what looks like a placeholder and is none, before anything is started.

    Raises `InvalidManifest`.
    """
    for text in texts:
        for match in PLACEHOLDER.finditer(text):
            if match["name"] not in NAMES:
                known = ", ".join(f"{{{name}}}" for name in NAMES)
                raise InvalidManifest(
                    f"there is no placeholder {match[0]}", where=where, mend=f"Known: {known}."
                )


class Values:
    """The values of one start: what is known at once, and what is made when first asked for."""

    def __init__(self, fixed: Mapping[str, str], made: Mapping[str, Callable[[str], str]]) -> None:
        self.known = dict(fixed)
        self._made = made

    def fill(self, text: str, *, where: str) -> str:
        """Replace every placeholder; raises `NotReady` for one that has no value here."""

        def value(match: re.Match[str]) -> str:
            return self.value(match["name"], match["label"] or "", where=where)

        return PLACEHOLDER.sub(value, text)

    def value(self, name: str, label: str = "", *, where: str = "") -> str:
        """Tell one value, made now where it was not needed before."""
        full = f"{name}:{label}" if label else name
        if full not in self.known:
            if name not in self._made:
                known = ", ".join(f"{{{one}}}" for one in sorted({*self.known, *self._made}))
                raise NotReady(
                    f"{{{full}}} has no value here", where=where, mend=f"These have: {known}."
                )
            self.known[full] = self._made[name](label)
        return self.known[full]

    def exported(self) -> dict[str, str]:
        """Spell what was used as environment variables: ``WIREPROOF_PORT``."""
        return {
            f"WIREPROOF_{name.upper().replace(':', '_')}": value
            for name, value in self.known.items()
            if name != "python"
        }


def socket_path(folder: Path, label: str) -> str:
    """Name a UNIX socket in a temp folder; raises `NotReady` where the name is too long."""
    path = folder / f"{label or 'socket'}.sock"
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        raise NotReady(
            f"{path} is too long for the path of a socket",
            mend="Set TMPDIR to a folder with a shorter name.",
        )
    return str(path)
