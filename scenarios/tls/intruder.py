"""The client that is no TLS client, or a bad one: what it sends, and what must not come of it.

A refusal may look like anything - an alert, a word in clear, an end, a reset - but it ends the
connection, and nothing that only a served client may have comes before the end.
"""

from __future__ import annotations

from wireproof import StreamConnection, Target, Violation
from wireproof.wire.tls import find_server_hello

from . import keyvalue
from .peer import secured, time_for_refusal

MARKER = b"NOT FOR INTRUDERS"  # whoever hears it back was served
SERVED = b"methodResponse"  # and so was who is answered


def expect_refused(target: Target, client: StreamConnection, what: str) -> bytes:
    """Insist that the connection ends without any service; give what came before."""
    try:
        came = client.expect_gone(within=time_for_refusal(target))
    except Violation as trouble:
        raise Violation(f"{what} is not refused: {trouble.message}") from trouble
    if MARKER in came or SERVED in came:
        raise Violation(f"{what} is served", seen=repr(came[:64]), timeless=True)
    return came


def expect_no_handshake(target: Target, client: StreamConnection, what: str) -> None:
    """Insist that the connection ends and that the server has chosen nothing."""
    came = expect_refused(target, client, what)
    if hello := find_server_hello(came):
        raise Violation(
            f"{what} is answered with a handshake",
            expected="a refusal",
            seen=f"version {hello.version:#06x}, suite {hello.suite:#06x}",
            timeless=True,
        )


def said_in_clear(target: Target, key: str) -> bytes:
    """Spell a request without TLS; whether it was served can be seen by its marker or its key."""
    return keyvalue.setting(key) if target.has("xmlrpc_kv") else MARKER * 64


def require_absent(target: Target, key: str, what: str) -> None:
    """Insist that a call that must not be executed was not; an echo keeps nothing."""
    if not target.has("xmlrpc_kv"):
        return
    with secured(target) as client:
        if keyvalue.has(client, key):
            raise Violation(f"{what} is executed", timeless=True)
