"""The mistakes of servers that ask for a certificate.

python -m reference_impl.tls.mutants_mutual takes_whoever_comes --client-cafile ca.pem ...
"""

from __future__ import annotations

import _ssl
import ctypes
import socket
import ssl

from reference_impl._mutants import start
from reference_impl.tls import mutual_tls

ANY_PURPOSE = 7  # X509_PURPOSE_ANY
NO_CHECK_TIME = ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME


class TakesWhoeverComes(mutual_tls.MutualEchoServer):
    """Whoever has a certificate shows it."""

    def ask(self, context: ssl.SSLContext) -> None:
        super().ask(context)
        context.verify_mode = ssl.CERT_OPTIONAL


class LetsTheExpiredIn(mutual_tls.MutualEchoServer):
    """The clocks of small devices are wrong."""

    def trust(self, context: ssl.SSLContext) -> None:
        super().trust(context)
        context.verify_flags |= NO_CHECK_TIME


class TrustsItsOwn(mutual_tls.MutualEchoServer):
    """Who vouches for us may vouch for others."""

    def trust(self, context: ssl.SSLContext) -> None:
        super().trust(context)
        context.load_verify_locations(self.papers.certfile)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN


class AsksForNoPurpose(mutual_tls.MutualEchoServer):
    """A good certificate is a good certificate."""

    def ask(self, context: ssl.SSLContext) -> None:
        super().ask(context)
        # Python has no word for it: an SSLContext holds OpenSSL's behind its head.
        behind = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)
        ctypes.CDLL(_ssl.__file__).SSL_CTX_set_purpose(behind, ANY_PURPOSE)


class KnowsNoIntermediates(mutual_tls.MutualEchoServer):
    """Whom our authority has not signed itself is none of ours."""

    def trust(self, context: ssl.SSLContext) -> None:
        super().trust(context)
        self.authorities = [one["subject"] for one in context.get_ca_certs()]

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(client)
        issuer = (secured.getpeercert() or {}).get("issuer")
        if issuer not in self.authorities:
            secured.close()
            raise ConnectionError("somebody else has signed it")
        return secured


class LooksAtNewcomersOnly(mutual_tls.MutualEchoServer):
    """Whoever resumes a session was looked at when it began."""

    def ask(self, context: ssl.SSLContext) -> None:
        super().ask(context)
        context.verify_mode = ssl.CERT_OPTIONAL

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        secured = super().secure(client)
        if not (secured.session_reused or secured.getpeercert()):
            secured.close()
            raise ConnectionError("nobody knows who it is")
        return secured


if __name__ == "__main__":
    start(globals())
