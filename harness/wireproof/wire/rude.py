"""What a rude client does: it sends to who may have hung up, and drips."""

from __future__ import annotations

import contextlib
import time

from wireproof.errors import Inconclusive, Violation
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
    client: StreamConnection, data: bytes, *, within: float, every: float, clock: float
) -> bool:
    """Send a byte every so many seconds, never the last; tell whether the end comes in time.

    ``clock`` is the time that no byte may begin anew. Raises `Inconclusive` where it ends after a
    pause of ours that was as long: then a clock for each byte may have ended it.
    """
    deadline = client.deadline(within)
    rest, longest = data[:-1], 0.0
    while left := deadline.left():
        sent = time.monotonic()
        push(client, rest[:1])
        rest = rest[1:]
        ended = client.ends_within(min(left, every))
        longest = max(longest, time.monotonic() - sent)
        if ended and rest and longest >= clock:
            raise Inconclusive(f"we sent nothing for {longest:.1f} s, when {clock:g} s end it")
        if ended:
            return True
    return False
