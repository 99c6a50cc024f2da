"""An identity: a chain of certificates, leaf first, and the key of the leaf."""

from __future__ import annotations

import ssl
from pathlib import Path

from msgspec import Struct

Names = tuple[str, ...]
"""Host names and addresses: an address becomes an iPAddress entry, all else a dNSName."""


class Identity(Struct, frozen=True):
    """What a server or client shows of itself, in PEM."""

    chain: tuple[bytes, ...]
    key: bytes

    @property
    def leaf(self) -> bytes:
        """The leaf in DER, as a peer sees it."""
        return ssl.PEM_cert_to_DER_cert(self.chain[0].decode())

    def alone(self) -> Identity:
        """Leave the intermediates out."""
        return Identity(self.chain[:1], self.key)

    def write(self, folder: Path, name: str) -> tuple[str, str]:
        """Write both files, which nobody else can read; give the paths of chain and key."""
        return (
            write_secret(folder / f"{name}.pem", b"".join(self.chain)),
            write_secret(folder / f"{name}.key", self.key),
        )


def write_secret(path: Path, data: bytes) -> str:
    """Write a file that nobody else can read, not even for a moment; give its path."""
    path.touch(mode=0o600)
    path.write_bytes(data)
    return str(path)
