"""Servers that do not even try: what they say to a hello, so that a client may lose its nerve."""

from __future__ import annotations

import contextlib

from wireproof.errors import Violation
from wireproof.peers.tls.server import Heard
from wireproof.wire.stream import StreamConnection
from wireproof.wire.tls import record
from wireproof.wire.tls.records import ALERT, FATAL

HANDSHAKE_FAILURE, PROTOCOL_VERSION = 40, 70

Speech = bytes
NO_TLS: dict[str, Speech] = {
    "an end": b"",
    "a failure": record(ALERT, bytes([FATAL, HANDSHAKE_FAILURE])),
    "another version": record(ALERT, bytes([FATAL, PROTOCOL_VERSION])),
    "words in clear": b"220 no TLS here, go on without\r\n",
}
"""What a server says that has no TLS, by what it is."""


def brush_off(plain: StreamConnection, speech: Speech) -> Heard:
    """Say it, end our direction, and note what the client says after that."""
    with plain:
        heard = b""
        with contextlib.suppress(Violation):
            heard = plain.receive_or_end()
            plain.send(speech)
            plain.half_close()
        with contextlib.suppress(Violation):
            heard += plain.expect_gone()
    return Heard(in_clear=heard)
