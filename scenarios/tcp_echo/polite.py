"""The well-behaved client: what it sends, how it talks, and how many of them come at once.

The rule it keeps: nothing here wrongs a correct server, whichever variant and class it declares.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import StreamConnection, Target, Violation
from wireproof.targets.served import still_served
from wireproof.wire.patience import Deadline

LINE_BYTES = 61  # prime, so that lines never fall on the edges of buffers
DIGITS = bytes(b"0123456789"[octet % 10] for octet in range(256))


def pattern(size: int, seed: int = 1) -> bytes:
    """Make ``size`` bytes of random digits that end in LF, in lines that any line server takes.

    Only digits, for whether every octet is carried is ECHO-002's question alone.
    """
    data = bytearray(random.Random(seed).randbytes(size).translate(DIGITS))
    data[LINE_BYTES - 1 :: LINE_BYTES] = b"\n" * len(data[LINE_BYTES - 1 :: LINE_BYTES])
    if size:
        data[-1:] = b"\n"
    return bytes(data)


def whole_lines(data: bytes) -> bytes:
    """Leave out a last line without its LF: whether that is due is LINE-003's question alone."""
    return data[: data.rfind(b"\n") + 1]


def greet(client: StreamConnection, words: bytes = b"STILL THERE?\n") -> None:
    """Do the smallest exchange."""
    client.expect_exchange(words, words)


def visit(target: Target) -> None:
    """Come, do the smallest exchange, and go."""
    with target.connect() as client:
        greet(client)


def seats(target: Target, wanted: int) -> int:
    """Tell how many of the ``wanted`` clients the target says it can serve at once."""
    if target.has("sequential"):
        return 1
    return min(wanted, int(target.limit("max_concurrency"))) if target.has("pool") else wanted


def often(target: Target, times: int) -> Iterator[int]:
    """Count to ``times``, or for as long as bulk may take: a slow server is not a wrong one."""
    deadline = Deadline(target.patience.long)
    for number in range(times):
        if not deadline.left():
            return
        yield number


@contextmanager
def party(target: Target, size: int) -> Iterator[list[StreamConnection]]:
    """Keep ``size`` clients connected; whoever is in the list at the end is closed."""
    clients: list[StreamConnection] = []
    try:
        clients.extend(target.connect() for _ in range(size))
        yield clients
    finally:
        for client in clients:
            client.close()


def expect_served(target: Target, *, after: str) -> None:
    """Prove that a fresh polite client is served, five times over a quarter of a second.

    A server may meet a client's reset late and die of it then, so one answer proves little.
    """
    for _ in range(5):
        with still_served(after), target.connect() as client:
            greet(client)
            ended = client.ends_within(0.05)
        if ended:
            raise Violation(f"a polite client is cut off after {after}")
