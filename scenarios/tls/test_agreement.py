"""Handshakes: what is agreed on, and what nobody may agree to."""

from __future__ import annotations

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.wire.rude import finish, push
from wireproof.wire.tls import ServerHello, client_hello, find_server_hello
from wireproof.wire.tls.hello import BAD_SUITES, DOWNGRADED_FROM_1_3
from wireproof.wire.tls.records import SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3

from .intruder import expect_no_handshake
from .peer import context, exchange, expect_served, secured, time_for_refusal, visit


@requirement("TLS-001", features=("tls12",))
def test_serves_over_tls_1_2(target: Target) -> None:
    require_service(target, "tls12", "TLSv1.2")


@requirement("TLS-001", features=("tls13",))
def test_serves_over_tls_1_3(target: Target) -> None:
    require_service(target, "tls13", "TLSv1.3")


def require_service(target: Target, version: str, spelled: str) -> None:
    """Have an exchange in one version, and no other."""
    with secured(target, context(target, version)) as client:
        if client.tls.version() != spelled:
            raise Violation(f"{client.tls.version()} was agreed on instead of {spelled}")
        exchange(target, client)


OLD = {"SSL 3.0": SSL_3_0, "TLS 1.0": TLS_1_0, "TLS 1.1": TLS_1_1}


@requirement("TLS-002")
@pytest.mark.parametrize("what", OLD)
def test_refuses_old_versions(target: Target, what: str) -> None:
    """The hello differs from one that is fine in nothing but the version."""
    require_a_choice(target)
    with target.connect() as client:
        push(client, client_hello(version=OLD[what]))
        finish(client)
        expect_no_handshake(target, client, f"a client that has {what} at most")
    expect_served(target, after=f"a client that has {what} at most")


def chosen(target: Target, client: StreamConnection, hello: bytes) -> ServerHello:
    """Tell what a server chooses of what a hello offers."""
    client.send(hello)
    came = b""
    deadline = client.deadline(time_for_refusal(target))
    while (found := find_server_hello(came)) is None:
        piece = client.receive_or_end(within=max(deadline.left(), 0.01))
        if not piece:
            raise Violation("a good hello is refused")
        came += piece
    return found


def require_a_choice(target: Target) -> None:
    """The control of every refusal: a hello of ours in a version that it has."""
    also = () if target.has("tls12") else (TLS_1_3, TLS_1_2)
    with target.connect() as client:
        chosen(target, client, client_hello(also=also))
    visit(target)


@requirement("TLS-003")
def test_chooses_the_best_version_of_both(target: Target) -> None:
    with target.connect() as client:
        found = chosen(target, client, client_hello(also=(TLS_1_3, TLS_1_2)))
    if found.version != TLS_1_3:
        raise Violation(
            "TLS 1.3 is not chosen of TLS 1.2 and 1.3", seen=f"{found.version:#06x}", timeless=True
        )


@requirement("TLS-003")
def test_marks_a_version_that_is_not_its_best(target: Target) -> None:
    """So a client that has TLS 1.3 learns that somebody has cut its offer down."""
    with target.connect() as client:
        found = chosen(target, client, client_hello())
    if found.version != TLS_1_2:
        raise Violation("TLS 1.2 is not chosen where it is offered alone", timeless=True)
    if not found.random.endswith(DOWNGRADED_FROM_1_3):
        raise Violation(
            "the random of a TLS 1.2 handshake does not tell that TLS 1.3 was to be had",
            expected=DOWNGRADED_FROM_1_3.hex(" "),
            seen=found.random[-8:].hex(" "),
            timeless=True,
        )


@requirement("TLS-004")
def test_negotiates_no_broken_suites(target: Target) -> None:
    require_a_choice(target)
    with target.connect() as client:
        push(client, client_hello(suites=BAD_SUITES))
        finish(client)
        expect_no_handshake(target, client, "a client that has broken suites only")
    expect_served(target, after="a client that has broken suites only")


@requirement("TLS-005", needs=("TLS-001",))
def test_sends_its_intermediates(target: Target) -> None:
    """A client that trusts the root, and knows nobody else, can verify the leaf."""
    visit(target)
    visit(target, context(target, alone=True))
