"""The ill-behaved client: it leaves without a word, in the middle of one, or never listens."""

from __future__ import annotations

from collections.abc import Callable

from wireproof import StreamConnection, Target, Violation
from wireproof.wire.stream import KiB, MiB

from .polite import greet, often, pattern, visit

HANDFUL = 5  # socketserver's request_queue_size, the shortest queue of clients in common use


def reset_when_served(client: StreamConnection) -> None:
    """Reset while the server waits for more."""
    greet(client)
    client.reset()


def reset_in_transfer(client: StreamConnection) -> None:
    """Reset before the reply can have come."""
    client.send(pattern(64 * KiB))
    client.reset()


def come_and_go(target: Target, times: int, leave: Callable[[StreamConnection], None]) -> None:
    """Connect and ``leave`` in one way, ``times`` over or as often as time allows.

    A polite client after every handful must wait for its turn, and so keeps the queue short:
    a full one would cost us a second for each SYN that the kernel drops.
    """
    for number in often(target, times):
        with target.connect() as client:
            leave(client)
        if number % HANDFUL == HANDFUL - 1:
            visit(target)


def flood(client: StreamConnection, *, at_most: int, quiet_seconds: float) -> int:
    """Send without reading until the target takes no more; tell how many bytes it took.

    A target may also hang up on such a client: what it took by then is a bound as well.
    """
    block, taken = pattern(MiB), 0
    while taken < at_most:
        try:
            more = client.send_until_stalled(block, quiet_seconds=quiet_seconds)
        except Violation:
            break
        taken += more
        if more < len(block):
            break
    return taken
