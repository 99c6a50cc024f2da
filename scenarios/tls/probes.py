"""Find out which service an undeclared target has behind its TLS."""

from __future__ import annotations

from wireproof import Target, Violation
from wireproof.certificates import clients, contexts
from wireproof.wire.tls import SecureConnection

GREETING = b"STILL THERE?"
REQUEST = b"POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n"
RESPONSE = b"HTTP/1."


def service(target: Target) -> str:
    """An echo answers a greeting; a server of calls answers a request with a response."""
    if target.implementation.role == "client":
        return ""
    if _says_back(target, GREETING, GREETING):
        return "echo"
    return "xmlrpc-kv" if _says_back(target, REQUEST, RESPONSE) else ""


def _says_back(target: Target, words: bytes, due: bytes) -> bool:
    shows = clients().direct_member if target.has("mtls") else None
    try:
        with target.connect() as plain:
            client = SecureConnection(plain, contexts.trusting(shows=shows), name="localhost")
            client.handshake()
            with client:
                client.send(words)
                return client.receive_exactly(len(due), within=1.0) == due
    except Violation:
        return False
