"""Certificate, key and authority that a manifest names for its server instead of ours.

    [implementation.env]
    WIREPROOF_CERTFILE = "chain.pem"
    WIREPROOF_KEYFILE = "key.pem"
    WIREPROOF_CAFILE = "ca.pem"

They are looked at before anything is started: a program that cannot use them often says why, and
seldom in which file.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

from wireproof.errors import NotReady
from wireproof.model.manifest import Implementation
from wireproof.targets import papers

NAMED = ("certfile", "keyfile", "cafile")


def named(
    one: Implementation, folder: Path, env: Mapping[str, str], *, where: str
) -> dict[str, str]:
    """Give the variables of the files that a manifest names; relative ones begin at ``folder``.

    Nothing where a case says others in ``env``. Raises `NotReady` where one cannot be used.
    """
    said = papers.told(one.env)
    if not said or papers.told(env):
        return {}
    _require_all(said, one.role, where=where)
    paths = {name: folder / said[name] for name in NAMED}
    for name, path in paths.items():
        _require_readable(name, path, where=where)
    _require_authority(paths["cafile"], where=where)
    _require_pair(paths["certfile"], paths["keyfile"], where=where)
    return {_variable(name): str(path) for name, path in paths.items()}


def _variable(name: str) -> str:
    return f"WIREPROOF_{name.upper()}"


def _require_all(said: Mapping[str, str], role: str, *, where: str) -> None:
    """A server has all three or none; everything else is made for each run."""
    known = NAMED if role == "server" else ()
    names = ", ".join(map(_variable, NAMED))
    for name in sorted({*said} - {*known}):
        raise NotReady(
            f"{_variable(name)} in `env` is made for each run",
            where=where,
            mend=f"Leave it out. Of a server {names} may be named.",
        )
    for name in sorted({*known} - {*said}):
        raise NotReady(
            f"`env` names {', '.join(map(_variable, sorted(said)))}, and no {_variable(name)}",
            where=where,
            mend=f"Name all of {names}, or none: then we make them.",
        )


def _require_readable(name: str, path: Path, *, where: str) -> None:
    try:
        path.read_bytes()
    except OSError as trouble:
        raise NotReady(
            f"{_variable(name)} names {path}, which cannot be read ({trouble.strerror})",
            where=where,
            mend="Name a file in PEM that whoever runs us may read.",
        ) from trouble


def _require_authority(path: Path, *, where: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as trouble:
        raise NotReady(
            f"{path} holds no certificate of whom to trust",
            where=where,
            mend="Name a file in PEM, with the root that vouches for the server.",
        ) from trouble


class _Encrypted(Exception):
    """OpenSSL has asked for a password."""


def _refuse() -> str:
    raise _Encrypted


def _require_pair(certfile: Path, keyfile: Path, *, where: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certfile, keyfile, _refuse)
    except _Encrypted:
        raise NotReady(
            f"the key {keyfile} is encrypted",
            where=where,
            mend=f"Decrypt it: openssl pkey -in {keyfile.name} -out plain.pem.",
        ) from None
    except ssl.SSLError as trouble:
        if trouble.reason == "KEY_VALUES_MISMATCH":
            raise NotReady(
                f"the key {keyfile} is not that of the certificate {certfile}",
                where=where,
                mend="Name the key with which the first certificate in that file was made.",
            ) from trouble
        raise NotReady(
            f"no certificate can be read from {certfile}, or no key from {keyfile}",
            where=where,
            mend="Both have to be in PEM, the server's own certificate first.",
        ) from trouble
