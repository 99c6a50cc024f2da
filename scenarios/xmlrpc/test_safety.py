"""Safety: what is not XML, or is a bomb, is refused and harms nobody."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.stream import MiB
from wireproof.wire.xmlrpc import encode_call

from .service import Service, new_key

MOST_MEMORY = 64 * MiB


def _malformed(key: str) -> dict[str, bytes]:
    whole = encode_call("set", [key, "value"])
    root = whole.index(b"<methodCall")
    return {
        "empty": b"",
        "no-xml": b"hello",
        "truncated": whole[: -len(b"</methodCall>")],
        "cut-in-a-tag": whole[:-1],
        "two-roots": whole + whole[root:],
        "trailing-text": whole + b"trailing",
        "crossed-tags": whole.replace(b"</param></params>", b"</params></param>"),
        "unclosed-after-the-call": whole.replace(b"</methodCall>", b"<open></methodCall>"),
    }


@requirement("XRPC-042")
@pytest.mark.parametrize("kind", _malformed("key"))
def test_refuses_what_is_not_well_formed(target: Target, kind: str) -> None:
    """Not even a complete call inside is executed."""
    service, key = Service(target), new_key()
    service.control()
    response = service.post(_malformed(key)[kind], within=target.patience.reply)
    service.require_refusal(response, f"a malformed body ({kind})")
    service.require_exists(key, expected=False)
    service.control()


def _bomb(entities: str, use: str, key: str) -> bytes:
    return (
        f"<?xml version='1.0'?><!DOCTYPE methodCall [{entities}]><methodCall>"
        f"<methodName>set</methodName><params><param><value><string>{key}</string></value></param>"
        f"<param><value><string>{use}</string></value></param></params></methodCall>"
    ).encode()


def _nested(key: str) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return _bomb(f'<!ENTITY e0 "lolo lolo!">{levels}', "&e9;", key)


def _quadratic(key: str, times: int) -> bytes:
    return _bomb(f'<!ENTITY e "{"x" * 50_000}">', "&e;" * times, key)


@requirement("XRPC-045", measures=True)
@pytest.mark.parametrize("kind", ["nested", "quadratic"])
def test_refuses_entity_bombs(target: Target, kind: str) -> None:
    """10^10 characters from one kilobyte, 25 million from fifty."""
    service, key = Service(target), new_key()
    service.control()
    body = _nested(key) if kind == "nested" else _quadratic(key, 500)
    _require_little_memory(service, [body], refused=True)
    service.require_exists(key, expected=False)
    service.control()


@requirement("XRPC-045", measures=True)
def test_small_expansions_do_not_add_up(target: Target) -> None:
    """Each stays below the limit of 8 MiB at which expat looks; accepting them is allowed."""
    service, key = Service(target), new_key()
    service.control()
    _require_little_memory(service, [_quadratic(key, 150)] * 6, refused=False)
    service.control()


def _require_little_memory(service: Service, bodies: list[bytes], *, refused: bool) -> None:
    target = service.target
    if target.observable:
        target.observed.forget_peak()
    before = target.vitals().peak_bytes if target.observable else 0
    for body in bodies:
        response = service.post(body, within=target.patience.reply)
        if refused:
            service.require_refusal(response, "an entity bomb")
    growth = target.vitals().peak_bytes - before if target.observable else 0
    if growth > MOST_MEMORY:
        raise Violation(
            f"memory grew by {growth // MiB} MiB under entity bombs",
            expected=f"at most {MOST_MEMORY // MiB} MiB",
            timeless=True,
        )
