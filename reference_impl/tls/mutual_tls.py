"""Echo over mutual TLS: clients, too, show who they are.

    python -m reference_impl.tls.mutual_tls --certfile c.pem --keyfile k.pem --client-cafile ca.pem

In TLS 1.3 a client without a certificate believes that the handshake is over; it is not.
The rule of this file: whom we trust stands in one file, and nowhere else.
"""

from __future__ import annotations

import ssl
import sys

from reference_impl._launch import options
from reference_impl.tls import ssl_echo
from reference_impl.tls.credentials import Papers, papers_of_others


class MutualEchoServer(ssl_echo.EchoServer):
    """As its parent, for those whom the client authority has signed."""

    def __init__(self, papers: Papers, client_cafile: str, handshake_timeout: float) -> None:
        self.client_cafile = client_cafile
        super().__init__(papers, handshake_timeout)

    def ask(self, context: ssl.SSLContext) -> None:
        # TLS-024: required, and not optional. TLS-027: OpenSSL wants it to be for clients.
        # TLS-029: so who is refused has never had a session that he could resume.
        context.verify_mode = ssl.CERT_REQUIRED
        self.trust(context)

    def trust(self, context: ssl.SSLContext) -> None:
        # TLS-025, TLS-026: these, and neither the system's nor those who vouch for us.
        # TLS-028: whoever stands between them and a client comes from the client.
        context.load_verify_locations(self.client_cafile)


def main() -> None:
    limits = options(__doc__, certfile="", keyfile="", client_cafile="", handshake_timeout=5.0)
    papers = Papers(limits.certfile, limits.keyfile, papers_of_others())
    try:
        server = MutualEchoServer(papers, limits.client_cafile, limits.handshake_timeout)
    except (OSError, ValueError) as trouble:
        # TLS-023: no certificate, and nobody to trust: no service.
        sys.exit(f"{papers}, {limits.client_cafile!r} cannot be used: {trouble}")
    ssl_echo.start(server, limits.host, limits.port)


if __name__ == "__main__":
    main()
