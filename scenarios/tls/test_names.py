"""Names: each has its certificate, and nobody gets another's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import Target, Violation, requirement
from wireproof.certificates import Identity, servers
from wireproof.wire.tls import Refused

from .peer import context, exchange, secured, visit

OURS = ("alpha.example.test", "beta.example.test")
NOBODY = ("", "gamma.example.test", "alpha.example.test.invalid", "xalpha.example.test", "alpha")


def leaf_shown(target: Target, name: str) -> bytes:
    """Tell which leaf a client sees who asks for a name, and is served."""
    given = context(target)
    given.check_hostname = False
    with secured(target, given, name=name) as client:
        exchange(target, client)
        return client.tls.getpeercert(binary_form=True) or b""


@contextmanager
def with_names(target: Target) -> Iterator[tuple[Target, dict[str, Identity]]]:
    """Start the target with a certificate for each of our names."""
    tenants = {name: servers().issue((name,)) for name in OURS}
    folder = target.started.folder
    entries = [
        f"{name}={':'.join(identity.write(folder, name))}" for name, identity in tenants.items()
    ]
    with target.variant(WIREPROOF_SNI_CERTS=",".join(entries)) as other:
        visit(other)
        yield other, tenants


@requirement("TLS-020", needs=("TLS-001",), observes="control")
def test_shows_each_name_its_certificate(target: Target) -> None:
    with with_names(target) as (other, tenants):
        for name, identity in tenants.items():
            for spelled in (name, name.upper(), name.capitalize()):
                if leaf_shown(other, spelled) != identity.leaf:
                    raise Violation(f"{spelled} gets another certificate", timeless=True)


@requirement("TLS-020", needs=("TLS-001",), observes="control")
def test_shows_nobody_the_certificate_of_another(target: Target) -> None:
    """A name that is not known is refused, or gets the default certificate."""
    with with_names(target) as (other, tenants):
        default = leaf_shown(other, "localhost")
        for name in NOBODY:
            try:
                shown = leaf_shown(other, name)
            except Refused:
                continue
            if shown != default or shown in {one.leaf for one in tenants.values()}:
                raise Violation(f"{name!r} gets the certificate of another", timeless=True)
        visit(other)
