"""Send what no receiver may take, and see that no array comes of it."""

from __future__ import annotations

from wireproof import StreamConnection, Target, Violation
from wireproof.wire.stream import MiB

from . import header
from .transfers import Terms, carry, counted, fruitless

MOST_SENT = 24 * MiB  # more than the kernels keep between us and a target that does not read
LOOK_SECONDS = 0.1
READS_ON = b"reads on"


def require_refused(target: Target, messages: dict[str, bytes], *, end: bool = False) -> None:
    """Require that each message ends without an array, between arrays that are taken.

    With ``end``, the stream ends with the message, so that whoever waits for more need not.
    """
    terms, ten = Terms(target, "<f8", (10,)), counted("<f8", 10)
    carry(terms, ten)
    for what, message in messages.items():
        _offer(terms, message, what, end=end)
        carry(terms, ten)


def _offer(terms: Terms, message: bytes, what: str, *, end: bool) -> None:
    with fruitless(terms, what) as client:
        returned = _answer(client, message[:MOST_SENT], end=end)
    if returned.startswith(header.MAGIC):
        raise Violation(f"{what}: taken for an array and returned", seen=repr(returned[:80]))
    if returned == READS_ON and terms.target.implementation.role == "bounce":
        raise Violation(f"{what}: {MOST_SENT} bytes of it are taken", timeless=True)


def _answer(client: StreamConnection, message: bytes, *, end: bool) -> bytes:
    """Send what the target takes, and give what it says until the end; a reset says nothing.

    Who reads on after a refusal, so that no reset destroys what he said, has said it before.
    """
    try:
        sent = client.send_until_stalled(message, quiet_seconds=client.patience.reply)
        if end:
            client.half_close()
    except Violation:
        return b""
    if sent < MOST_SENT:
        return _to_end(client)
    try:
        return client.receive_or_end(within=LOOK_SECONDS)
    except Violation:
        return READS_ON


def _to_end(client: StreamConnection) -> bytes:
    """Receive until the connection is over; an array is enough to know."""
    received = b""
    while len(received) < len(header.MAGIC):
        piece = client.receive_or_end(within=client.patience.refuse)
        if not piece:
            return received
        received += piece
    return received if received.startswith(header.MAGIC) else received + client.expect_gone()
