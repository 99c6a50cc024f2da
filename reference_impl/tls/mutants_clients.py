"""The mistakes of clients: whom they believe, and when they speak.

python -m reference_impl.tls.mutants_clients believes_anybody --cafile ca.pem
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fnmatch
import ipaddress
import itertools
import socket
import ssl
import warnings
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from reference_impl._mutants import start
from reference_impl.tls import mutual_client, verifying_client
from reference_impl.tls.verifying_client import RECORD_BYTES

NO_ISSUER = 20  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
NO_CHECK_TIME = ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME


def entries_of(certificate: Mapping[str, object], kind: str) -> list[str]:
    """List the names of one kind that a certificate holds."""
    found = certificate.get("subjectAltName", ())
    return [value for one, value in found if one == kind] if isinstance(found, tuple) else []


def is_address(name: str) -> bool:
    """Tell whether a name is an address."""
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(name))
    return False


def is_for(certificate: Mapping[str, object], name: str) -> bool:
    """Check a name as it should be checked."""
    if is_address(name):
        given = [ipaddress.ip_address(one) for one in entries_of(certificate, "IP Address")]
        return ipaddress.ip_address(name) in given
    first, _, rest = name.partition(".")
    return bool({name, f"*.{rest}" if first else name} & set(entries_of(certificate, "DNS")))


class BelievesAnybody(verifying_client.VerifyingClient):
    """The certificate was about to expire, and the work had to go on."""

    def verify(self, context: ssl.SSLContext) -> None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE


class LooksAtNoName(verifying_client.VerifyingClient):
    """As the recipe has it: the chain is good, so the server must be."""

    def verify(self, context: ssl.SSLContext) -> None:
        context.check_hostname = False
        context.load_verify_locations(self.cafile)


class LooksAtNoDates(verifying_client.VerifyingClient):
    """The clocks of small devices are wrong."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.verify_flags |= NO_CHECK_TIME


class ComparesAllNamesAsText(verifying_client.VerifyingClient):
    """A name is a name."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.check_hostname = False

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(plain)
        certificate = secured.getpeercert() or {}
        if not (is_for(certificate, self.name) or self.name in entries_of(certificate, "DNS")):
            raise ssl.SSLError("another name")
        return secured


class ReadsTheSubjectsName(verifying_client.VerifyingClient):
    """Some old certificates have their name nowhere else."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.hostname_checks_common_name = True


class StretchesStars(verifying_client.VerifyingClient):
    """A star stands for anything, as in a shell."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.check_hostname = False

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(plain)
        certificate = secured.getpeercert() or {}
        stars = [one for one in entries_of(certificate, "DNS") if "*" in one]
        fits = not is_address(self.name) and any(fnmatch.fnmatch(self.name, one) for one in stars)
        if not (fits or is_for(certificate, self.name)):
            raise ssl.SSLError("another name")
        return secured


class TrustsItsOwnAuthority(verifying_client.VerifyingClient):
    """Our root signs by hand, and never for the wrong one."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.check_hostname = False
        self.authorities = [one["subject"] for one in context.get_ca_certs()]

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(plain)
        certificate = secured.getpeercert() or {}
        if certificate.get("issuer") not in self.authorities and not is_for(certificate, self.name):
            raise ssl.SSLError("another name")
        return secured


class ForgivesShortChains(verifying_client.VerifyingClient):
    """A server that sends no intermediate is badly set up, and no more."""

    def call(self, host: str, port: int, payload: bytes) -> dict[str, object]:
        try:
            return super().call(host, port, payload)
        except ssl.SSLCertVerificationError as trouble:
            if trouble.verify_code != NO_ISSUER:
                raise
            self.forgiving = True
            return super().call(host, port, payload)

    forgiving = False

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        if self.forgiving:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE


class WantsTheChainInOrder(verifying_client.VerifyingClient):
    """As TLS 1.2 has it: each certificate is followed by the one that vouches for it."""

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(plain)
        found = secured._sslobj.get_unverified_chain()  # type: ignore[attr-defined] # noqa: SLF001
        chain = [x509.load_pem_x509_certificate(one.public_bytes().encode()) for one in found]
        if any(one.issuer != issuer.subject for one, issuer in itertools.pairwise(chain)):
            raise ssl.SSLError("a certificate stands in the wrong place")
        return secured


class ChecksSignaturesOnly(verifying_client.VerifyingClient):
    """Each certificate is signed by the next, and the last by whom we trust."""

    def verify(self, context: ssl.SSLContext) -> None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(plain)
        found = secured._sslobj.get_unverified_chain()  # type: ignore[attr-defined] # noqa: SLF001
        pems = "".join(one.public_bytes() for one in found) + Path(self.cafile).read_text("utf-8")
        chain = x509.load_pem_x509_certificates(pems.encode())
        now = dt.datetime.now(dt.UTC)
        try:
            for one, issuer in itertools.pairwise(chain):
                one.verify_directly_issued_by(issuer)
            names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound) as trouble:
            raise ssl.SSLError("a signature is wrong") from trouble
        named = is_for(as_ssl_has_it(names), self.name)
        if not (
            named and all(one.not_valid_before_utc < now < one.not_valid_after_utc for one in chain)
        ):
            raise ssl.SSLError("another name or another time")
        return secured


def as_ssl_has_it(names: x509.SubjectAlternativeName) -> dict[str, object]:
    """Spell names as `ssl` does."""
    dns = [("DNS", one) for one in names.get_values_for_type(x509.DNSName)]
    addresses = [("IP Address", str(one)) for one in names.get_values_for_type(x509.IPAddress)]
    return {"subjectAltName": (*dns, *addresses)}


class TakesOldServers(verifying_client.VerifyingClient):
    """There is an old server somewhere, and it costs nothing."""

    def limit(self, context: ssl.SSLContext) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")


class ChecksWhenItHasSpoken(verifying_client.VerifyingClient):
    """The name can be looked at while the answer is on its way."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.check_hostname = False

    def talk(self, secured: ssl.SSLSocket, payload: bytes) -> bytes:
        secured.sendall(payload)
        if not is_for(secured.getpeercert() or {}, self.name):
            raise ssl.SSLError("another name")
        return self.receive(secured, len(payload))


class GoesOnInClear(verifying_client.VerifyingClient):
    """Better an answer in clear than none."""

    def call(self, host: str, port: int, payload: bytes) -> dict[str, object]:
        try:
            return super().call(host, port, payload)
        except (ssl.SSLEOFError, ConnectionError, ssl.SSLError) as trouble:
            if isinstance(trouble, ssl.SSLCertVerificationError) or self.stage != "handshake":
                raise
            with socket.create_connection((host, port), self.seconds) as plain:
                plain.sendall(payload)
                return {"ok": True, "version": "none", "echo": plain.recv(RECORD_BYTES).hex()}


class TakesACutForTheEnd(verifying_client.VerifyingClient):
    """What came is the answer."""

    def receive(self, secured: ssl.SSLSocket, size: int) -> bytes:
        secured.suppress_ragged_eofs = True  # type: ignore[attr-defined]
        received = b""
        while len(received) < size and (piece := secured.recv(RECORD_BYTES)):
            received += piece
        return received


class NeverNamesTheServer(verifying_client.VerifyingClient):
    """Each server has one certificate, so it knows which to show."""

    def verify(self, context: ssl.SSLContext) -> None:
        super().verify(context)
        context.check_hostname = False

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        plain.settimeout(self.seconds)
        secured = self.context().wrap_socket(plain, suppress_ragged_eofs=False)
        if not is_for(secured.getpeercert() or {}, self.name):
            raise ssl.SSLError("another name")
        return secured


class WaitsForEverToBeAnswered(verifying_client.VerifyingClient):
    """Some networks are slow."""

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        plain.settimeout(None)
        return self.context().wrap_socket(
            plain, server_hostname=self.name, suppress_ragged_eofs=False
        )


class RefusesAddresses(verifying_client.VerifyingClient):
    """Servers have names."""

    def secure(self, plain: socket.socket) -> ssl.SSLSocket:
        if is_address(self.name):
            raise ssl.SSLError("an address is no name")
        return super().secure(plain)


class ForgetsItsCertificate(mutual_client.MutualClient):
    """Whoever wants to know who we are can ask."""

    def show(self, context: ssl.SSLContext) -> None:
        pass


if __name__ == "__main__":
    start(globals())
