"""Clients: whom they take for the server that they mean, and what they say before they know."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from wireproof import Target, Untested, Violation, requirement
from wireproof.certificates import LIES, Family, Identity, clients, contexts, servers, strangers
from wireproof.certificates.lies import for_addresses, for_dns, subject_name_only
from wireproof.peers.tls import NO_TLS, brush_off, cutting
from wireproof.wire.tls import record
from wireproof.wire.tls.records import HANDSHAKE

from .visitors import (
    PAYLOAD,
    Host,
    calling,
    expect_accepted,
    expect_refused,
    hosting,
    meet,
    serve_one,
    showing,
)

Make = Callable[[Family], Identity]


@requirement("TLS-030", role="client")
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_accepts_a_good_server(target: Target, name: str) -> None:
    host = showing(servers().member)
    expect_accepted(target, host, f"a good server for {name}", name=name)


def refuse(target: Target, shown: dict[str, Make], *, names: dict[str, str] | None = None) -> None:
    """Show things that are not good; a good server before them is the control."""
    serve_one(target)
    for what, make in shown.items():
        name = (names or {}).get(what, "localhost")
        expect_refused(target, showing(make(servers())), what, name=name)


PAST_OR_FUTURE = {
    what: lie for what, lie in LIES.items() if "expired" in what or "not yet valid" in what
}
NO_RIGHT_TO = (
    "a certificate that a leaf has signed",
    "a certificate below too many",
    "a certificate for another purpose",
)


@requirement("TLS-031", role="client")
def test_refuses_what_is_not_valid_now(target: Target) -> None:
    refuse(target, PAST_OR_FUTURE)


@requirement("TLS-038", role="client")
def test_refuses_who_has_no_right_to_it(target: Target) -> None:
    refuse(target, {what: LIES[what] for what in NO_RIGHT_TO})


@requirement("TLS-032", role="client")
def test_refuses_another_host(target: Target) -> None:
    refuse(target, {"another host": lambda family: family.issue(("example.org",))})


@requirement("TLS-033", role="client")
def test_takes_no_name_for_an_address(target: Target) -> None:
    shown: dict[str, Make] = {
        "a certificate for addresses only": lambda one: for_addresses(one, "127.0.0.1"),
        "a certificate for names only": lambda one: for_dns(one, "localhost"),
        "an address that is spelled as a name": lambda one: for_dns(one, "127.0.0.1"),
        "another address": lambda one: for_addresses(one, "127.0.0.2"),
    }
    refuse(target, shown, names=dict.fromkeys([*shown][1:], "127.0.0.1"))


@requirement("TLS-034", role="client")
def test_refuses_strangers(target: Target) -> None:
    itself = LIES["a certificate that signs itself"]
    shown = {"a server of strangers": _stranger, "a server that vouches for itself": itself}
    refuse(target, shown)


def _stranger(_: Family) -> Identity:
    return strangers().member


@requirement("TLS-035", role="client")
def test_wants_the_whole_chain(target: Target) -> None:
    """With the intermediate it is fine; nobody else can tell who signed the leaf."""
    refuse(target, {"a chain without its intermediate": lambda one: one.issue().alone()})
    direct = showing(servers().issue(direct=True))
    expect_accepted(target, direct, "a leaf that the root has signed")


@requirement("TLS-046", role="client")
def test_takes_a_chain_in_any_order(target: Target) -> None:
    """The same three certificates in order are the control."""
    identity = servers().grandchild
    leaf, *middle = identity.chain
    expect_accepted(target, showing(identity), "a chain of three in order")
    shuffled = Identity((leaf, *reversed(middle)), identity.key)
    expect_accepted(target, showing(shuffled), "a chain of three in another order")


@requirement("TLS-036", role="client")
def test_does_not_look_for_names_elsewhere(target: Target) -> None:
    refuse(target, {"a certificate with a common name only": subject_name_only})


@requirement("TLS-037", role="client")
def test_takes_a_star_for_one_label(target: Target) -> None:
    star = showing(for_dns(servers(), "*.example.test"))
    expect_accepted(target, star, "a star in place of a label", name="a.example.test")


NO_LABEL = {
    "a star in place of two labels": ("*.example.test", "a.b.example.test"),
    "a star in place of no label": ("*.example.test", "example.test"),
    "a star within a label": ("f*.example.test", "foo.example.test"),
    "a star that is not left-most": ("a.*.test", "a.example.test"),
    "a star in an address": ("*.0.0.1", "127.0.0.1"),
}


@requirement("TLS-037", role="client")
def test_takes_a_star_for_nothing_else(target: Target) -> None:
    shown = {what: functools.partial(_for_star, star=star) for what, (star, _) in NO_LABEL.items()}
    refuse(target, {**shown}, names={what: name for what, (_, name) in NO_LABEL.items()})


def _for_star(family: Family, star: str) -> Identity:
    return for_dns(family, star)


@requirement("TLS-039", role="client")
def test_refuses_old_versions(target: Target) -> None:
    serve_one(target)
    for version in contexts.OLD:
        try:
            context = contexts.showing(servers().member, versions=(version, version))
        except ValueError as trouble:
            raise Untested(f"our OpenSSL has no {version.name}") from trouble
        expect_refused(target, hosting(context), f"a server that has {version.name} only")


DECEIVERS: dict[str, Make] = {
    "another host": lambda family: family.issue(("example.org",)),
    "a stranger": _stranger,
    "an expired server": Family.expired,
}


def require_nothing_said(target: Target, host: Host, what: str) -> None:
    """Insist that nobody has heard the payload, encrypted for the wrong one or in clear."""
    for heard in meet(target, host).heard:
        if heard.data:
            raise Violation(f"the payload is sent to {what}", seen=repr(heard.data[:32]))
        if PAYLOAD[:16] in heard.in_clear:
            raise Violation(f"the payload is sent in clear after {what}", timeless=True)


@requirement("TLS-040", role="client")
def test_says_nothing_before_it_knows(target: Target) -> None:
    serve_one(target)
    for what, make in DECEIVERS.items():
        require_nothing_said(target, showing(make(servers())), what)


@requirement("TLS-040", role="client")
def test_says_nothing_in_clear(target: Target) -> None:
    """Whoever is told that there is no TLS must not go on without."""
    serve_one(target)
    for what, speech in NO_TLS.items():
        require_nothing_said(target, functools.partial(brush_off, speech=speech), what)


@requirement("TLS-041", role="client")
def test_takes_no_cut_for_an_end(target: Target) -> None:
    serve_one(target)
    expect_refused(target, showing(servers().member, cutting), "half an echo and a cut")


@requirement("TLS-042", role="client")
@pytest.mark.parametrize("name", ["localhost", "a.example.test", "127.0.0.1", "::1"])
def test_tells_the_name_that_it_means(target: Target, name: str) -> None:
    """An address is no name (RFC 6066 section 3)."""
    identity = servers().issue((name,)) if "." in name else servers().member
    visit = expect_accepted(target, showing(identity), "a good server", name=name)
    due = () if name in {"127.0.0.1", "::1"} else (name.encode(),)
    for heard in visit.heard:
        if heard.hello and heard.hello.names != due:
            raise Violation(
                f"the hello for {name} does not name the server as it should",
                expected=str(due),
                seen=str(heard.hello.names),
                timeless=True,
            )


SILENCES = {"nothing": b"", "half a record": record(HANDSHAKE, bytes(9), length=90)}


@requirement("TLS-043", role="client")
@pytest.mark.parametrize("what", SILENCES)
def test_does_not_wait_for_ever(target: Target, what: str) -> None:
    """The connection stays open for as long as the client does."""
    serve_one(target)
    within = target.limit("handshake_timeout") + target.patience.reply
    with calling(target, "localhost") as call, call.accept() as plain:
        plain.send(SILENCES[what])
        if call.answer(within=within)["ok"]:
            raise Violation(f"a server that says {what} is accepted", timeless=True)


@requirement("TLS-044", role="client")
def test_shows_its_certificate_to_who_asks(target: Target) -> None:
    """A server that does not ask is told nothing, and is fine."""
    asking = contexts.showing(servers().member, asks=clients().root)
    visit = expect_accepted(target, hosting(asking), "a server that asks for a certificate")
    if clients().member.leaf not in {heard.certificate for heard in visit.heard}:
        raise Violation("the client shows another certificate than its own", timeless=True)
    silent_one = contexts.showing(servers().member)
    expect_accepted(target, hosting(silent_one), "a server that does not ask")
