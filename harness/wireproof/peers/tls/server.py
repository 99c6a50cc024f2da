"""A server of the harness: it shows what it is told to show, and notes all that it hears.

What counts against a client is data that came before it could know whom it talks to.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable

from msgspec import Struct

from wireproof.errors import Violation
from wireproof.wire.stream import KiB, StreamConnection
from wireproof.wire.tls import ClientHello, Refused, SecureConnection, read_client_hello

MOST_HEARD = 64 * KiB


class Heard(Struct, frozen=True, kw_only=True):
    """What a client said on one connection.

    ``refused`` tells why there was no handshake, ``data`` is what came over TLS, ``in_clear``
    what came without.
    """

    refused: str = ""
    hello: ClientHello | None = None
    certificate: bytes = b""
    data: bytes = b""
    in_clear: bytes = b""


Treat = Callable[[SecureConnection, int], bytes]
"""What to do with a client after the handshake; gives what it said. It is to say so much."""


def echoing(client: SecureConnection, size: int) -> bytes:
    """Echo all of it, and part in order."""
    heard = _hear(client, size)
    with contextlib.suppress(Violation, ConnectionError):
        client.send(heard)
        client.half_close()
        client.receive_the_end()
    return heard


def cutting(client: SecureConnection, size: int) -> bytes:
    """Echo half of it, and cut the stream as somebody without the key could."""
    heard = _hear(client, size)
    with contextlib.suppress(Violation, ConnectionError):
        client.send(heard[: size // 2])
        client.cut_off()
        client.receive_the_end()
    return heard


def _hear(client: SecureConnection, size: int) -> bytes:
    heard = b""
    with contextlib.suppress(Violation):
        while len(heard) < size and (piece := client.receive_or_end(size - len(heard))):
            heard += piece
    return heard


def listen(
    plain: StreamConnection, context: ssl.SSLContext, size: int, treat: Treat = echoing
) -> Heard:
    """Shake hands with a client that has ``size`` bytes to say, as far as it wants to."""
    client = SecureConnection(plain, context, server=True)
    with plain:
        try:
            client.handshake()
        except Refused as trouble:
            hello = read_client_hello(client.hello)
            in_clear = b"" if hello else _rest(plain, client.hello)
            return Heard(refused=trouble.message, hello=hello, in_clear=in_clear)
        with client:
            shown = client.tls.getpeercert(binary_form=True) or b""
            hello = read_client_hello(client.hello)
            return Heard(hello=hello, certificate=shown, data=treat(client, size))


def _rest(plain: StreamConnection, heard: bytes) -> bytes:
    """Hear a client out that speaks in clear, for as long as it has something to say."""
    with contextlib.suppress(Violation):
        while len(heard) < MOST_HEARD:
            piece = plain.receive_or_end(within=plain.patience.quiet)
            if not piece:
                break
            heard += piece
    return heard
