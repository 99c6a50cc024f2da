"""Agree on an array with a target and carry it there, whatever role and form the target has."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from wireproof import Inapplicable, Target, Violation
from wireproof.wire.descriptors import send_with
from wireproof.wire.stream import CHUNK, StreamConnection

from . import header, shared

LOOK_SECONDS = 0.01


class Terms(NamedTuple):
    """An array on which we and a target agree, beforehand or by its header."""

    target: Target
    dtype: str
    shape: tuple[int, ...]
    fortran: bool = False

    @property
    def announces(self) -> bool:
        """Tell whether a header goes before the bytes, or instead of them."""
        return self.target.has("header") or self.shares

    @property
    def shares(self) -> bool:
        """Tell whether the bytes lie in memory that comes with the header."""
        return self.target.has("shared")

    @property
    def size(self) -> int:
        """Tell the bytes of the array itself."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    def message(self, data: bytes) -> bytes:
        """Spell what goes over the wire for ``data``, whose items are in the order of the terms."""
        if not self.announces:
            return data
        return header.spell(self.dtype, self.shape, fortran=self.fortran) + data

    def expect(self, client: StreamConnection, data: bytes) -> None:
        """Receive one array, whose bytes in C order are ``data``."""
        if not self.announces:
            client.expect(data)
            return
        if self.shares:
            found, payload = shared.receive(client, self.dtype, self.shape)
            header.require_items(found, payload, self.dtype, data)
            return
        found = self.expect_header(client)
        header.require_items(found, client.receive_exactly(found.size), self.dtype, data)

    def expect_header(self, client: StreamConnection) -> header.Header:
        """Receive the header, of which the raw form has none."""
        if not self.announces:
            return header.Header(self.dtype, self.shape, fortran=False, size=self.size)
        found = header.parse(client.receive_exactly)
        header.require_announced(found, self.dtype, self.shape)
        return found

    def require_array(self, message: bytes, data: bytes) -> None:
        """Hold a whole message to the array."""
        found, payload = header.parse_bytes(message)
        header.require_announced(found, self.dtype, self.shape)
        header.require_items(found, payload, self.dtype, data)


@contextmanager
def agreed(
    target: Target, dtype: str, *shape: int, layout: str = "c", shares: bool = False
) -> Iterator[Terms]:
    """Agree upon an array: with a new process, unless a header is to tell the one that runs.

    Without ``shares``, a case is about the bytes on the stream, of which the shared form has none.
    """
    shared_form = target.has("shared")
    if shared_form and not shares:
        raise Inapplicable("`shared` is declared: no items go over the stream")
    if (target.has("header") or shared_form) and target.implementation.role != "sender":
        yield Terms(target, dtype, shape)
        return
    with target.variant(
        WIREPROOF_ARR_DTYPE=dtype,
        WIREPROOF_ARR_SHAPE=",".join(map(str, shape)),
        WIREPROOF_ARR_LAYOUT=layout,
    ) as variant:
        yield Terms(variant, dtype, shape)


def counted(dtype: str, *shape: int) -> bytes:
    """Make what a sender is to send: items that count up, modulo 251 for 1-byte types."""
    kind = np.dtype(dtype)
    items = np.arange(math.prod(shape))
    return (items % 251 if kind.itemsize == 1 else items).astype(kind).tobytes()


def carry(terms: Terms, data: bytes, *, pieces: int = 0, due: bytes | None = None) -> None:
    """Give a receiver or a bouncer one whole array and hold it to what it makes of it.

    ``due`` are its bytes in C order, where those of ``data`` are in another.
    """
    due = data if due is None else due
    if terms.shares:
        _hand_over(terms, data, due, pieces)
        return
    message = terms.message(data)
    if terms.target.implementation.role == "bounce":
        with terms.target.connect() as client:  # with nothing left to make: it is idle meanwhile
            _bounce(client, terms, message, due, pieces)
    else:
        require_success(deposit(terms, message, pieces=pieces), terms, due)


def _hand_over(terms: Terms, data: bytes, due: bytes, pieces: int) -> None:
    """Give one array as shared memory, and hold the target to what it makes of it."""
    whole = header.spell(terms.dtype, terms.shape, fortran=terms.fortran)
    pieces = pieces or len(whole)
    receives = terms.target.implementation.role == "receiver"
    path = awaited(terms.target) if receives else None
    with terms.target.connect() as client, shared.memory(data) as descriptor:
        send_with(client, whole[:pieces], [descriptor])
        client.send_in_pieces(whole[pieces:], pieces)
        if path is None:
            terms.expect(client, due)
            return
        verdict = verdict_at(path, within=terms.target.patience.bulk(len(data)))
    require_success(verdict, terms, due)


def bounce(client: StreamConnection, terms: Terms, data: bytes) -> None:
    """Send an array and receive it back."""
    _bounce(client, terms, terms.message(data), data)


def _bounce(
    client: StreamConnection, terms: Terms, message: bytes, due: bytes, pieces: int = 0
) -> None:
    if pieces or len(message) <= CHUNK:
        client.send_in_pieces(message, pieces or CHUNK)
        terms.expect(client, due)
    elif terms.announces:
        terms.require_array(client.exchange(message), due)
    else:
        client.expect_exchange(message, due)


def deposit(terms: Terms, message: bytes, *, pieces: int = 0) -> dict[str, Any]:
    """Send a receiver some bytes and an end; give its verdict."""
    path = awaited(terms.target)
    with terms.target.connect() as client:
        client.send_in_pieces(message, pieces or max(len(message), 1))
        client.half_close()
        return verdict_at(path, within=terms.target.patience.bulk(len(message)))


@contextmanager
def fruitless(terms: Terms, what: str) -> Iterator[StreamConnection]:
    """Connect for something that is to lead to no array.

    A receiver has told of it before the next one comes, or its verdict would be taken for his.
    """
    target = terms.target
    path = awaited(target) if target.implementation.role == "receiver" else None
    with target.connect() as client:
        yield client
    if path and verdict_at(path, within=target.patience.refuse)["ok"]:
        raise Violation(f"{what}: reported as an array")


def awaited(target: Target) -> Path:
    """Tell where the next verdict will appear; an older one is removed."""
    path = Path(target.value("result"))
    path.unlink(missing_ok=True)
    return path


def verdict_at(path: Path, *, within: float) -> dict[str, Any]:
    """Wait for a verdict and read it."""
    deadline = time.monotonic() + within
    while not path.exists():
        if time.monotonic() > deadline:
            raise Violation(f"the receiver wrote no verdict within {within:g} s")
        time.sleep(LOOK_SECONDS)
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        verdict = json.loads(text)
    except (ValueError, RecursionError):
        raise Violation("the receiver's verdict is not JSON", seen=text[:200]) from None
    if not isinstance(verdict, dict) or not isinstance(verdict.get("ok"), bool):
        raise Violation("the receiver's verdict has no true or false `ok`", seen=text[:200])
    return verdict


def require_success(verdict: dict[str, Any], terms: Terms, data: bytes) -> None:
    """Hold a receiver to the array that it was sent: ``data`` in C order."""
    if not verdict["ok"]:
        raise Violation("the receiver reports a failure of a whole transfer", seen=str(verdict))
    kind, order = np.dtype(terms.dtype), "C"
    if terms.announces:
        told = str(verdict.get("dtype")), verdict.get("shape")
        plain = header.PLAIN.fullmatch(told[0].encode(errors="replace"))
        if not plain or told[0][1:] != terms.dtype[1:] or told[1] != list(terms.shape):
            raise Violation(
                "the receiver tells of another type or shape",
                expected=f"{terms.dtype} {list(terms.shape)}",
                seen=f"{told[0]} {told[1]}"[:200],
            )
        kind, order = np.dtype(told[0]), str(verdict.get("order"))
    require_digest(verdict, _digest(data, terms, kind, order))


def require_digest(verdict: dict[str, Any], digest: str) -> None:
    """Hold a receiver to the digest of the bytes that it was sent."""
    if verdict.get("sha256") != digest:
        raise Violation(
            "the receiver's digest is not that of the array",
            expected=digest,
            seen=str(verdict.get("sha256"))[:80],
        )


def _digest(data: bytes, terms: Terms, kind: np.dtype[Any], order: str) -> str:
    """Digest the items in the type and order in which the receiver says it holds them."""
    items = np.frombuffer(data, terms.dtype)
    if items.dtype != kind:
        items = items.byteswap()
    array = items.reshape(terms.shape)
    return hashlib.sha256(array.tobytes("F" if order == "F" else "C")).hexdigest()


def require_nothing_more(client: StreamConnection) -> None:
    """After an array its sender closes or waits, and sends nothing."""
    try:
        client.expect_silence()
    except Violation as something:
        if something.seen != "the end of the stream":
            raise Violation("bytes follow the array", seen=something.seen) from something
