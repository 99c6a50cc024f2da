"""The key-value service over HTTPS: calls as bytes, and what came of them."""

from __future__ import annotations

from wireproof import StreamConnection, Violation
from wireproof.wire.http import ResponseReader
from wireproof.wire.xmlrpc import Boolean, Fault, String, Value, decode_response, encode_call

PATH = "/RPC2"


def call(method: str, *params: Value, more: int = 0) -> bytes:
    """Spell a call as a request that announces ``more`` bytes than there are."""
    body = encode_call(method, params)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body) + more}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def setting(key: str, *, more: int = 0) -> bytes:
    """Spell the call that stores something."""
    return call("set", String(key), String("stored"), more=more)


def answer(client: StreamConnection, request: bytes) -> Value:
    """Ask, and take the result; a fault is a `Violation`."""
    client.send(request)
    reader = ResponseReader("POST", strict=False)  # how it spells HTTP is no question of ours
    while (response := reader.next_response()) is None:
        piece = client.receive_some()
        if not piece:
            raise Violation("the connection ended without an answer to a call")
        reader.feed(piece)
    result = decode_response(response.body)
    if isinstance(result, Fault):
        raise Violation(f"a call is answered with a fault: {result.string}")
    return result.value


def ask_for_keys(client: StreamConnection) -> None:
    """Do the smallest exchange."""
    answer(client, call("keys"))


def has(client: StreamConnection, key: str) -> bool:
    """Ask whether something is stored under a key."""
    return answer(client, call("exists", String(key))) == Boolean(True)  # noqa: FBT003 - a value of the wire
