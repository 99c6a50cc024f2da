"""The polite client: it verifies whom it talks to, and has its smallest exchange.

The rule it keeps: nothing here wrongs a correct server, whichever versions and service it has.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wireproof import Inapplicable, StreamConnection, Target, Untested
from wireproof.certificates import Identity, clients, contexts, servers
from wireproof.model.features import Standing
from wireproof.targets.served import still_served
from wireproof.wire.tls import SecureConnection

from . import keyvalue

GREETING = b"STILL THERE?"
VERSIONS = {"tls12": ssl.TLSVersion.TLSv1_2, "tls13": ssl.TLSVersion.TLSv1_3}


def context(
    target: Target, version: str = "", *, roots: tuple[bytes, ...] = (), alone: bool = False
) -> ssl.SSLContext:
    """Make the context of a client that trusts the run's servers, and shows what it has to.

    Intermediates are trusted as well, for whether they are sent is TLS-005's question ``alone``.
    """
    if not target.description.running:
        roots = roots or _who_vouches(target, alone=alone)
    elif target.description.cafile:
        roots = (Path(target.description.cafile).read_bytes(),)
    elif alone:
        raise Untested("whoever vouches for it is not known: say it with --cafile")
    only = (VERSIONS[version], VERSIONS[version]) if version else contexts.ANY
    return contexts.trusting(*roots, versions=only, shows=shown(target))


def _who_vouches(target: Target, *, alone: bool) -> tuple[bytes, ...]:
    """Tell who vouches for a server that we started: whom its manifest names, or our family.

    Ours does in either case, for what a case gives a server to show.
    """
    family, root = servers(), Path(target.value("cafile")).read_bytes()
    return (root,) if alone else (root, family.root, family.intermediate)


def shown(target: Target) -> Identity | None:
    """Choose what a welcome client shows: nothing, where nobody asks."""
    return clients().direct_member if target.has("mtls") else None


def require_version(target: Target, version: str) -> None:
    """Raise `Inapplicable` where a version is declared absent."""
    if target.features.standing(version) is Standing.ABSENT:
        raise Inapplicable(f"{version} is declared absent")


@contextmanager
def secured(
    target: Target, given: ssl.SSLContext | None = None, *, name: str = "localhost"
) -> Iterator[SecureConnection]:
    """Connect and shake hands."""
    with target.connect() as plain:
        client = SecureConnection(plain, given or context(target), name=name)
        client.handshake()
        with client:
            yield client


def exchange(target: Target, client: StreamConnection) -> None:
    """Do the smallest exchange of its service."""
    if target.has("xmlrpc_kv"):
        keyvalue.ask_for_keys(client)
    else:
        client.expect_exchange(GREETING, GREETING)


def visit(target: Target, given: ssl.SSLContext | None = None) -> None:
    """Come, do the smallest exchange, and go."""
    with secured(target, given) as client:
        exchange(target, client)


def expect_served(target: Target, *, after: str) -> None:
    """Prove that fresh polite clients are served; two, for trouble may come late."""
    with still_served(after):
        visit(target)
        visit(target)


def time_for_refusal(target: Target) -> float:
    """Tell how long a refusal may take: a handshake that does not go on may take its time."""
    declared = float(target.implementation.limits.get("handshake_timeout") or 0)
    return max(target.patience.refuse, declared + target.patience.reply)
