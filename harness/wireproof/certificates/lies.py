"""Certificates that nobody honest makes, and that trustme therefore does not.

Each is signed with the right key, so that only the rule it breaks speaks against it.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from wireproof.certificates.family import DAY, Family
from wireproof.certificates.identity import Identity

YEAR = dt.timedelta(days=365)
CLIENTS_ONLY = (ExtendedKeyUsageOID.CLIENT_AUTH,)
SERVERS_ONLY = (ExtendedKeyUsageOID.SERVER_AUTH,)
Key = ec.EllipticCurvePrivateKey
Lie = Callable[[Family], Identity]
"""Makes an identity that lies in one way."""


class Paper(Struct, frozen=True, kw_only=True):
    """A certificate to be made: what it says of its subject."""

    name: str = "wireproof"
    entries: tuple[x509.GeneralName, ...] = ()
    authority: bool = False
    path_length: int | None = None
    purposes: tuple[x509.ObjectIdentifier, ...] = (
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CLIENT_AUTH,
    )
    begins: dt.timedelta = -YEAR
    ends: dt.timedelta = YEAR


class Signed(Struct, frozen=True):
    """A certificate with the key of its subject."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def followed_by(self, *chain: bytes) -> Identity:
        """Make an identity of it, with the rest of its chain."""
        return Identity((self.pem, *chain), secret(self.key))


def secret(key: Key) -> bytes:
    """Spell a key in PEM, unencrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def dns(*names: str) -> tuple[x509.GeneralName, ...]:
    """Make dNSName entries, whatever the names look like."""
    return tuple(x509.DNSName(name) for name in names)


def addresses(*names: str) -> tuple[x509.GeneralName, ...]:
    """Make iPAddress entries."""
    return tuple(x509.IPAddress(ipaddress.ip_address(name)) for name in names)


LOOPBACK = (*dns("localhost"), *addresses("127.0.0.1", "::1"))


def root_of(family: Family) -> Signed:
    """Give a family's root as a signer."""
    return _signer(family.root, family.root_authority.private_key_pem.bytes())


def intermediate_of(family: Family) -> Signed:
    """Give a family's intermediate as a signer."""
    return _signer(family.intermediate, family.authority.private_key_pem.bytes())


def _signer(pem: bytes, key: bytes) -> Signed:
    loaded = serialization.load_pem_private_key(key, None)
    if not isinstance(loaded, Key):
        raise TypeError("trustme makes elliptic keys")
    return Signed(x509.load_pem_x509_certificate(pem), loaded)


def sign(paper: Paper, signer: Signed | None = None) -> Signed:
    """Make a certificate; without a signer it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, paper.name)])
    by = signer.key if signer else key
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.certificate.subject if signer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + paper.begins)
        .not_valid_after(now + paper.ends)
    )
    for extension, critical in _extensions(paper, key, by):
        builder = builder.add_extension(extension, critical=critical)
    return Signed(builder.sign(by, hashes.SHA256()), key)


def _extensions(paper: Paper, key: Key, by: Key) -> list[tuple[x509.ExtensionType, bool]]:
    """List what strict verifiers want to see, too, so that they see nothing but the lie."""
    ca = paper.authority
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=ca, path_length=paper.path_length), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), False),
        (_usage(authority=ca), True),
    ]
    if not ca:
        extensions.append((x509.ExtendedKeyUsage(paper.purposes), False))
    if paper.entries:
        extensions.append((x509.SubjectAlternativeName(paper.entries), False))
    return extensions


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


# -- The lies --------------------------------------------------------------------------------


def named_by(family: Family, paper: Paper) -> Identity:
    """Have a family's intermediate sign a paper."""
    return sign(paper, intermediate_of(family)).followed_by(family.intermediate)


def for_dns(family: Family, *names: str) -> Identity:
    """Make a leaf with dNSName entries only, which may look like addresses or hold stars."""
    return named_by(family, Paper(entries=dns(*names)))


def for_addresses(family: Family, *names: str) -> Identity:
    """Make a leaf with iPAddress entries only."""
    return named_by(family, Paper(entries=addresses(*names)))


def subject_name_only(family: Family, name: str = "localhost") -> Identity:
    """Make a leaf that has its name where names stood before 1999."""
    return named_by(family, Paper(name=name))


def vouched_for_by_itself(_: Family) -> Identity:
    """Make a leaf that signs itself."""
    return sign(Paper(name="localhost", entries=LOOPBACK)).followed_by()


def vouched_for_by_a_leaf(family: Family) -> Identity:
    """Make a leaf that is signed by a leaf, which has no right to."""
    upper = sign(Paper(entries=LOOPBACK), intermediate_of(family))
    lower = sign(Paper(entries=LOOPBACK), upper)
    return lower.followed_by(upper.pem, family.intermediate)


def below_too_many(family: Family) -> Identity:
    """Make a leaf with an authority above it that may have none below it, and has one."""
    upper = sign(Paper(name="upper", authority=True, path_length=0), root_of(family))
    lower = sign(Paper(name="lower", authority=True), upper)
    return sign(Paper(entries=LOOPBACK), lower).followed_by(lower.pem, upper.pem)


def for_another_purpose(family: Family, *, server: bool = False) -> Identity:
    """Make a leaf that may speak for a client only, or for a ``server`` only."""
    purposes = SERVERS_ONLY if server else CLIENTS_ONLY
    return named_by(family, Paper(entries=LOOPBACK, purposes=purposes))


def below_the_past(family: Family) -> Identity:
    """Make a good leaf below an authority that has expired."""
    old = sign(Paper(name="old", authority=True, ends=-DAY), root_of(family))
    return sign(Paper(entries=LOOPBACK), old).followed_by(old.pem)


def below_the_future(family: Family) -> Identity:
    """Make a good leaf below an authority that is not yet valid."""
    new = sign(Paper(name="new", authority=True, begins=DAY), root_of(family))
    return sign(Paper(entries=LOOPBACK), new).followed_by(new.pem)


LIES: dict[str, Lie] = {
    "an expired certificate": Family.expired,
    "a certificate that is not yet valid": Family.unripe,
    "a certificate below an expired one": below_the_past,
    "a certificate below one that is not yet valid": below_the_future,
    "a certificate that signs itself": vouched_for_by_itself,
    "a certificate that a leaf has signed": vouched_for_by_a_leaf,
    "a certificate below too many": below_too_many,
    "a certificate for another purpose": for_another_purpose,
}
"""What speaks against a certificate although its names are right, by what it is."""
