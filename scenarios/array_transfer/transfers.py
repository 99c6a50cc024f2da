"""Agree on an array with a target and carry it there, whatever role the target plays."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from wireproof import Target, Violation
from wireproof.wire.stream import StreamConnection

LOOK_SECONDS = 0.01


@contextmanager
def agreed(target: Target, dtype: str, *shape: int, layout: str = "c") -> Iterator[Target]:
    """Start the target anew with an array agreed upon."""
    with target.variant(
        WIREPROOF_ARR_DTYPE=dtype,
        WIREPROOF_ARR_SHAPE=",".join(map(str, shape)),
        WIREPROOF_ARR_LAYOUT=layout,
    ) as variant:
        yield variant


def counted(dtype: str, *shape: int) -> bytes:
    """Make what a sender is to send: items that count up, modulo 251 for 1-byte types."""
    kind = np.dtype(dtype)
    items = np.arange(int(np.prod(shape)))
    return (items % 251 if kind.itemsize == 1 else items).astype(kind).tobytes()


def carry(target: Target, data: bytes, *, pieces: int = 0) -> None:
    """Give a receiver or a bouncer one whole array and hold it to what it makes of it."""
    if target.implementation.role == "bounce":
        with target.connect() as client:
            bounce(client, data, pieces=pieces)
    else:
        require_success(deposit(target, data, pieces=pieces), data)


def bounce(client: StreamConnection, data: bytes, *, pieces: int = 0) -> None:
    """Send an array and receive it back."""
    if not pieces:
        client.expect_exchange(data, data)
        return
    client.send_in_pieces(data, pieces)
    client.expect(data)


def deposit(target: Target, data: bytes, *, pieces: int = 0) -> dict[str, Any]:
    """Send a receiver some bytes and an end; give its verdict."""
    path = Path(target.value("result"))
    path.unlink(missing_ok=True)
    with target.connect() as client:
        client.send_in_pieces(data, pieces or max(len(data), 1))
        client.half_close()
        return _verdict(path, within=target.patience.bulk(len(data)))


def _verdict(path: Path, *, within: float) -> dict[str, Any]:
    deadline = time.monotonic() + within
    while not path.exists():
        if time.monotonic() > deadline:
            raise Violation(f"the receiver wrote no verdict within {within:g} s")
        time.sleep(LOOK_SECONDS)
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        verdict = json.loads(text)
    except ValueError:
        raise Violation("the receiver's verdict is not JSON", seen=text[:200]) from None
    if not isinstance(verdict, dict) or not isinstance(verdict.get("ok"), bool):
        raise Violation("the receiver's verdict has no true or false `ok`", seen=text[:200])
    return verdict


def require_success(verdict: dict[str, Any], data: bytes) -> None:
    """Hold a receiver to the bytes that it was sent."""
    digest = hashlib.sha256(data).hexdigest()
    if not verdict["ok"]:
        raise Violation("the receiver reports a failure of a whole transfer", seen=str(verdict))
    if verdict.get("sha256") != digest:
        raise Violation(
            "the receiver's digest is not that of the array",
            expected=digest,
            seen=str(verdict.get("sha256")),
        )


def require_nothing_more(client: StreamConnection) -> None:
    """After an array its sender closes or waits, and sends nothing."""
    try:
        client.expect_silence()
    except Violation as something:
        if something.seen != "the end of the stream":
            raise Violation("bytes follow the array", seen=something.seen) from something
