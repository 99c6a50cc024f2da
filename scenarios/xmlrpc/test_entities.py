"""Entities: none is a bomb, none is a file, and a document type is no part of a call."""

from __future__ import annotations

import contextlib
import select
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wireproof import Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire.stream import KiB, MiB
from wireproof.wire.xmlrpc import encode_call

from .service import Service, new_key

MOST_MEMORY = 64 * MiB
MOST_KEPT = 64 * KiB  # of a bomb whose references were left as they stand
CANARY = "what only the canary file says"


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
    """10^10 characters from one kilobyte, 25 million from fifty.

    Who expands nothing and keeps the references as they stand is not blown up either.
    """
    service, key = Service(target), new_key()
    service.control()
    body = _nested(key) if kind == "nested" else _quadratic(key, 500)
    _require_little_memory(service, [body], refused=target.strict)
    if target.strict:
        service.require_exists(key, expected=False)
    elif len(stored := service.post(encode_call("get", [key])).body) > MOST_KEPT:
        raise Violation(f"an entity bomb has grown to {len(stored)} bytes", timeless=True)
    service.control()


@requirement("XRPC-045", measures=True)
def test_small_expansions_do_not_add_up(target: Target) -> None:
    """Each stays below the limit of 8 MiB at which expat looks; accepting them is allowed."""
    service, key = Service(target), new_key()
    service.control()
    _require_little_memory(service, [_quadratic(key, 150)] * 6, refused=False)
    service.control()


def _require_little_memory(service: Service, bodies: list[bytes], *, refused: bool) -> None:
    growth = Growth(service.target)
    for body in bodies:
        response = service.post(body, within=service.target.patience.reply)
        if refused:
            service.require_refusal(response, "an entity bomb")
    growth.require_below(MOST_MEMORY, "under entity bombs")


DECLARATIONS = {
    "an-entity": '<!DOCTYPE methodCall [<!ENTITY e SYSTEM "{}">]>',
    "a-public-entity": '<!DOCTYPE methodCall [<!ENTITY e PUBLIC "-//X//X//EN" "{}">]>',
    "a-document-type": '<!DOCTYPE methodCall SYSTEM "{}" [<!ENTITY e "x">]>',
    "a-parameter-entity": '<!DOCTYPE methodCall [<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY e "x">]>',
}


def _outside(kind: str, where: str, key: str) -> bytes:
    declaration = DECLARATIONS[kind].replace("{}", where)
    return _bomb("", "&e;", key).replace(b"<!DOCTYPE methodCall []>", declaration.encode())


@contextlib.contextmanager
def _listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@requirement("XRPC-046")
@pytest.mark.parametrize("kind", DECLARATIONS)
def test_fetches_nothing(target: Target, kind: str) -> None:
    """Whether the call is refused or executed without the entity is not the matter here."""
    service, key = Service(target), new_key()
    service.control()
    with _listener() as listener:
        where = f"http://127.0.0.1:{listener.getsockname()[1]}/{kind}"
        service.post(_outside(kind, where, key), within=target.patience.refuse)
        service.control()
        if select.select([listener], [], [], 0)[0]:
            raise Violation(f"{kind} is fetched over HTTP", timeless=True)


@requirement("XRPC-046")
@pytest.mark.parametrize("kind", ["an-entity", "a-public-entity"])
def test_shows_no_file(target: Target, kind: str) -> None:
    service, key = Service(target), new_key()
    service.control()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "canary")
        path.write_text(CANARY)
        response = service.post(_outside(kind, path.as_uri(), key))
        stored = service.post(encode_call("get", [key])).body
    if CANARY.encode() in response.body + stored:
        raise Violation(f"{kind} shows a file", timeless=True)


@requirement("XRPC-047")
@pytest.mark.parametrize("entities", ['<!ENTITY e "harmless">', "<!-- nothing -->"])
def test_refuses_document_types(target: Target, entities: str) -> None:
    service, key = Service(target), new_key()
    service.control()
    body = _bomb(entities, "&e;" if "ENTITY" in entities else "x", key)
    service.require_refusal(service.post(body), "a document type declaration")
    service.require_exists(key, expected=False)
