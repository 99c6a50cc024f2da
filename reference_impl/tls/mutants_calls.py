"""The mistakes of the key-value service over HTTPS.

python -m reference_impl.tls.mutants_calls serves_who_is_gone --service xmlrpc-kv ...
"""

from __future__ import annotations

import socket
import ssl

from reference_impl._mutants import start
from reference_impl.tls import ssl_mixin


class ServesWhoIsGone(ssl_mixin.KeyValueServer):
    """Nobody is left to shake hands with, so there is no need to."""

    def secure(self, client: socket.socket) -> ssl.SSLSocket:
        try:
            client.getpeername()
        except OSError:
            return client  # type: ignore[return-value]
        return super().secure(client)


class TakesTheEndForTheEnd(ssl_mixin.CallHandler):
    """Whatever came before the end is the request."""

    def decode_request_content(self, data: bytes) -> bytes | None:
        return data


if __name__ == "__main__":
    start(globals())
