"""A client that drips: what its end tells, and when it tells nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from wireproof.errors import Inconclusive
from wireproof.wire import rude
from wireproof.wire.patience import Patience
from wireproof.wire.stream import StreamConnection
from wireproof.wire.transcript import Transcript

LONG = bytes(1000)


@pytest.fixture
def pair() -> Iterator[tuple[StreamConnection, socket.socket]]:
    ours, theirs = socket.socketpair()
    with StreamConnection(ours, Transcript("peer"), Patience()) as client, theirs:
        yield client, theirs


Pair = tuple[StreamConnection, socket.socket]


def test_who_hangs_up_amid_the_drops_is_heard(pair: Pair) -> None:
    client, theirs = pair
    threading.Timer(0.1, theirs.close).start()
    assert rude.ends_while_dripping(client, LONG, within=5, every=0.02, clock=1.0)


def test_who_stays_is_not_taken_for_gone(pair: Pair) -> None:
    client, theirs = pair
    assert not rude.ends_while_dripping(client, LONG, within=0.1, every=0.02, clock=1.0)
    assert theirs.recv(100)


def test_an_end_after_a_pause_of_ours_tells_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock for each byte may have ended it: the very mistake that is looked for."""
    client, theirs = pair
    push = rude.push

    def held_up(client: StreamConnection, *parts: bytes) -> None:
        push(client, *parts)
        time.sleep(0.2)
        theirs.close()

    monkeypatch.setattr(rude, "push", held_up)
    with pytest.raises(Inconclusive, match=r"we sent nothing for 0\.[0-9] s, when 0\.1 s end it"):
        rude.ends_while_dripping(client, LONG, within=5, every=0.02, clock=0.1)


def test_who_is_silent_has_one_clock_only(pair: Pair) -> None:
    client, theirs = pair
    threading.Timer(0.2, theirs.close).start()
    assert rude.ends_while_dripping(client, b"", within=5, every=0.5, clock=0.1)
