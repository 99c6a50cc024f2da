"""What a rude client does: it sends to who may have hung up, and drips."""

from __future__ import annotations

import contextlib

from wireproof.errors import Violation
from wireproof.wire.stream import StreamConnection


def push(client: StreamConnection, *parts: bytes) -> None:
    """Send, a write each, though the target may hang up before it has all."""
    with contextlib.suppress(Violation):
        for part in parts:
            client.send(part)


def finish(client: StreamConnection) -> None:
    """End our direction, so that nobody waits for more of us."""
    with contextlib.suppress(Violation):
        client.half_close()


def ends_while_dripping(
    client: StreamConnection, data: bytes, *, within: float, every: float
) -> bool:
    """Send a byte every so many seconds, never the last; tell whether the end comes in time."""
    deadline = client.deadline(within)
    rest = data[:-1]
    while left := deadline.left():
        push(client, rest[:1])
        rest = rest[1:]
        if client.ends_within(min(left, every)):
            return True
    return False
