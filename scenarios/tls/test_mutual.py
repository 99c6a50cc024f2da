"""Mutual TLS: whoever cannot show that he is a client of ours gets no service.

In TLS 1.3 such a client's own handshake succeeds, so what counts is the service.
"""

from __future__ import annotations

import contextlib
import ssl

import pytest

from wireproof import Target, Violation, requirement
from wireproof.certificates import Identity, clients, contexts, servers, strangers
from wireproof.certificates.lies import for_another_purpose, vouched_for_by_itself
from wireproof.wire.rude import finish, push
from wireproof.wire.tls import Refused, SecureConnection

from . import keyvalue
from .intruder import MARKER, expect_refused, require_absent
from .peer import VERSIONS, expect_served, require_version, time_for_refusal, visit

EVERY_VERSION = pytest.mark.parametrize("version", VERSIONS)


def with_certificate(identity: Identity | None, version: str) -> ssl.SSLContext:
    """Make the context of a client that trusts us, and shows something."""
    family = servers()
    only = (VERSIONS[version], VERSIONS[version])
    return contexts.trusting(family.root, family.intermediate, versions=only, shows=identity)


def refuse(target: Target, identity: Identity | None, version: str, what: str) -> None:
    """Come with a certificate that is not good, and ask to be served all the same."""
    require_version(target, version)
    visit(target)
    refuse_with(target, with_certificate(identity, version), what)


def refuse_with(
    target: Target, given: ssl.SSLContext, what: str, session: ssl.SSLSession | None = None
) -> None:
    """Come with what is not good, and ask to be served all the same."""
    key = f"{what} {given.maximum_version.name}"
    text = keyvalue.setting(key) if target.has("xmlrpc_kv") else MARKER * 64
    with target.connect() as plain:
        client = SecureConnection(plain, given, name="localhost", session=session)
        try:
            client.handshake()
        except Refused:
            pass
        else:
            push(client, text)
            finish(client)
            expect_refused(target, client, what)
    expect_served(target, after=what)
    require_absent(target, key, what)


@requirement("TLS-024", needs=("TLS-001",))
@EVERY_VERSION
def test_serves_nobody_without_a_certificate(target: Target, version: str) -> None:
    refuse(target, None, version, "a client without a certificate")


@requirement("TLS-025", needs=("TLS-001",))
@EVERY_VERSION
def test_serves_nobody_whose_certificate_is_not_good(target: Target, version: str) -> None:
    identities = {
        "a client of strangers": strangers().member,
        "a client that vouches for itself": vouched_for_by_itself(clients()),
        "a client whose certificate has expired": clients().expired(),
        "a client whose certificate is not yet valid": clients().unripe(),
    }
    for what, identity in identities.items():
        refuse(target, identity, version, what)


@requirement("TLS-026", needs=("TLS-001",))
@EVERY_VERSION
def test_trusts_no_other_authority(target: Target, version: str) -> None:
    """Neither the one that vouches for the server, nor its root."""
    refuse(target, servers().issue(), version, "a client of the server's own authority")
    refuse(target, servers().issue(direct=True), version, "a client of the server's own root")


@requirement("TLS-027", needs=("TLS-001",))
@EVERY_VERSION
def test_serves_nobody_who_is_no_client(target: Target, version: str) -> None:
    """The authority has signed it, for another purpose."""
    identity = for_another_purpose(clients(), server=True)
    refuse(target, identity, version, "a client whose certificate is for servers")


@requirement("TLS-028", needs=("TLS-001",))
@EVERY_VERSION
@pytest.mark.parametrize("direct", [True, False], ids=["direct", "with-an-intermediate"])
def test_serves_whoever_is_vouched_for(target: Target, version: str, direct: bool) -> None:  # noqa: FBT001
    require_version(target, version)
    visit(target, with_certificate(clients().issue(direct=direct), version))


@requirement("TLS-029", needs=("TLS-024", "TLS-025"))
@EVERY_VERSION
def test_resumes_no_session_of_whom_it_refuses(target: Target, version: str) -> None:
    """Who is refused after the handshake may have been given a ticket in it."""
    require_version(target, version)
    visit(target)
    identities = {"nobody": None, "a client of strangers": strangers().member}
    for what, identity in identities.items():
        given = with_certificate(identity, version)
        if session := session_before_refusal(target, given):
            refuse_with(target, given, f"the session of {what}", session)


def session_before_refusal(target: Target, given: ssl.SSLContext) -> ssl.SSLSession | None:
    """Come with what is not good, and keep whatever could open the door another time."""
    with target.connect() as plain:
        client = SecureConnection(plain, given, name="localhost")
        with contextlib.suppress(Violation):  # that it is refused, and how, is for other rows
            client.handshake()
            finish(client)
            client.expect_gone(within=time_for_refusal(target))
        return client.tls.session
