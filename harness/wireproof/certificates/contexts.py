"""What OpenSSL has to know: whom to trust, what to show, which versions to speak."""

from __future__ import annotations

import contextlib
import os
import ssl
import tempfile
import warnings
from collections.abc import Iterator

from wireproof.certificates.identity import Identity

Version = ssl.TLSVersion
ANY = (Version.TLSv1_2, Version.TLSv1_3)
OLD = (Version.TLSv1, Version.TLSv1_1)
OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"  # below that, OpenSSL 3 does not even offer old versions


def trusting(
    *roots: bytes, versions: tuple[Version, Version] = ANY, shows: Identity | None = None
) -> ssl.SSLContext:
    """Make the context of a client that trusts these, and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if roots:
        context.load_verify_locations(cadata=b"\n".join(roots).decode())
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    _limit(context, versions)
    if shows:
        load(context, shows)
    return context


def showing(
    identity: Identity, *, versions: tuple[Version, Version] = ANY, asks: bytes = b""
) -> ssl.SSLContext:
    """Make the context of a server that shows an identity, and asks for one that it trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _limit(context, versions)
    load(context, identity)
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=asks.decode())
    return context


def _limit(context: ssl.SSLContext, versions: tuple[Version, Version]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of old versions, which we know
        context.minimum_version, context.maximum_version = versions
    if versions[0] < Version.TLSv1_2:
        context.set_ciphers(OLD_CIPHERS)


def load(context: ssl.SSLContext, identity: Identity) -> None:
    """Have a context show an identity; its key touches no disk where that can be had."""
    with _readable(identity.key) as key, _readable(b"".join(identity.chain)) as chain:
        context.load_cert_chain(chain, key)


@contextlib.contextmanager
def _readable(data: bytes) -> Iterator[str]:
    """Give bytes a path for as long as it takes to read them."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("wireproof")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            yield f"/proc/self/fd/{descriptor}"
    else:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            yield file.name
