"""A client that also shows who it is, to a server that it has verified.

    echo '{"payload": "00ff"}' | python -m reference_impl.tls.mutual_client --certfile c.pem ...

The rule of this file: the key serves one purpose, and one server at a time.
"""

from __future__ import annotations

import ssl

from reference_impl._launch import options
from reference_impl.tls.verifying_client import VerifyingClient, report


class MutualClient(VerifyingClient):
    """As its parent, with a certificate of its own."""

    def __init__(self, name: str, cafile: str, seconds: float, certfile: str, keyfile: str) -> None:
        super().__init__(name, cafile, seconds)
        self.certfile, self.keyfile = certfile, keyfile

    def show(self, context: ssl.SSLContext) -> None:
        # TLS-044: OpenSSL shows it to whoever asks, and to nobody else.
        context.load_cert_chain(self.certfile, self.keyfile)


def main() -> None:
    limits = options(
        __doc__,
        server_name="localhost",
        cafile="",
        certfile="",
        keyfile="",
        handshake_timeout=5.0,
    )
    name, cafile, seconds = limits.server_name, limits.cafile, limits.handshake_timeout
    client = MutualClient(name, cafile, seconds, limits.certfile, limits.keyfile)
    report(client, limits.host, limits.port)


if __name__ == "__main__":
    main()
