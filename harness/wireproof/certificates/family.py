"""A family: a root, an intermediate beneath it, and whoever they vouch for."""

from __future__ import annotations

import datetime as dt
import functools

import trustme

from wireproof.certificates.identity import Identity, Names

LOOPBACK: Names = ("localhost", "127.0.0.1", "::1")
DAY = dt.timedelta(days=1)


class Family:
    """Who trusts the root trusts all of them. Nothing here depends on the edge of a clock."""

    def __init__(self) -> None:
        self.root_authority = trustme.CA()
        self.authority = self.root_authority.create_child_ca()

    @property
    def root(self) -> bytes:
        """The root in PEM, for who is to trust the family."""
        return self.root_authority.cert_pem.bytes()

    @property
    def intermediate(self) -> bytes:
        """The intermediate in PEM."""
        return self.authority.cert_pem.bytes()

    @functools.cached_property
    def member(self) -> Identity:
        """Whoever is fine: a leaf for loopback, vouched for by the intermediate."""
        return self.issue()

    @functools.cached_property
    def direct_member(self) -> Identity:
        """Whoever is fine as well: vouched for by the root itself."""
        return self.issue(direct=True)

    @functools.cached_property
    def grandchild(self) -> Identity:
        """Whoever is fine, two intermediates below the root."""
        return _identity(self.authority.create_child_ca().issue_cert(*LOOPBACK))

    def issue(
        self,
        names: Names = LOOPBACK,
        *,
        direct: bool = False,
        begins: dt.datetime | None = None,
        ends: dt.datetime | None = None,
    ) -> Identity:
        """Make a leaf; ``direct`` ones come from the root, the others from the intermediate."""
        issuer = self.root_authority if direct else self.authority
        return _identity(issuer.issue_cert(*names, not_before=begins, not_after=ends))

    def expired(self) -> Identity:
        """Make one that was good until yesterday."""
        now = dt.datetime.now(dt.UTC)
        return self.issue(begins=now - 2 * DAY, ends=now - DAY)

    def unripe(self) -> Identity:
        """Make one that will be good from tomorrow on."""
        now = dt.datetime.now(dt.UTC)
        return self.issue(begins=now + DAY, ends=now + 2 * DAY)


def _identity(made: trustme.LeafCert) -> Identity:
    chain = tuple(one.bytes() for one in made.cert_chain_pems)
    return Identity(chain, made.private_key_pem.bytes())


@functools.cache
def servers() -> Family:
    """Give the family that clients of this run trust."""
    return Family()


@functools.cache
def clients() -> Family:
    """Give the family whose clients the servers of this run trust; it vouches for no server."""
    return Family()


@functools.cache
def strangers() -> Family:
    """Give the family that nobody trusts."""
    return Family()
