"""Find out how many clients an undeclared target serves at once."""

from __future__ import annotations

from wireproof import StreamConnection, Target, Violation
from wireproof.wire import frames, pickles


def concurrency(target: Target) -> str:
    """A sequential server leaves the second client waiting."""
    if not target.authkey:
        return ""
    with target.connect() as first:
        greet(first, target.authkey)
        with target.connect() as second:
            try:
                greet(second, target.authkey)
            except Violation:
                return "sequential"
            return "concurrent"


def greet(client: StreamConnection, key: bytes) -> None:
    """Authenticate and do the smallest exchange."""
    frames.converse(frames.client_handshake(key), client)
    client.send(frames.frame(pickles.dump(None)))
    frames.converse(frames.read_frame(), client)
