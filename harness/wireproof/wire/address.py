"""Where a target listens."""

from __future__ import annotations

import socket

from msgspec import Struct


class Address(Struct, frozen=True):
    """A TCP or UDP host and port, or the path of a UNIX socket; ``resource`` is a URL's path."""

    scheme: str  # tcp, udp, http, tls, unix
    host: str = ""
    port: int = 0
    path: str = ""
    resource: str = ""

    def __str__(self) -> str:
        if self.scheme == "unix":
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.resource}"

    @property
    def endpoint(self) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
        """What a stream socket connects to: family and place."""
        if self.scheme == "unix":
            return socket.AF_UNIX, self.path
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        return family, (self.host, self.port)
