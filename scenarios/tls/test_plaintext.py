"""What comes in clear to a port that is not for it."""

from __future__ import annotations

import random

from wireproof import Target, requirement
from wireproof.wire.rude import finish, push

from .intruder import expect_refused, require_absent, said_in_clear
from .peer import expect_served, visit

HASTY = 60  # clients
MOST_JITTER = 0.005  # seconds


@requirement("TLS-006", needs=("TLS-001",))
def test_serves_nothing_in_clear(target: Target) -> None:
    visit(target)
    texts = {
        "a request in clear": said_in_clear(target, "in clear"),
        "a line in clear": b"NOT FOR INTRUDERS\r\n",
        "HTTP in clear": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: NOT FOR INTRUDERS\r\n\r\n",
    }
    for what, text in texts.items():
        with target.connect() as client:
            push(client, text)
            finish(client)
            expect_refused(target, client, what)
        expect_served(target, after=what)
    require_absent(target, "in clear", "a request in clear")


@requirement("TLS-007", needs=("TLS-001",))
def test_executes_nothing_of_those_who_left(target: Target) -> None:
    """Whoever is gone before its handshake can begin, has had none."""
    visit(target)
    chance = random.Random(7)
    keys = [f"hasty {number}" for number in range(HASTY)]
    for number, key in enumerate(keys):
        with target.connect() as client:
            push(client, said_in_clear(target, key))
            if number % 3:
                client.stay_away(chance.uniform(0, MOST_JITTER))
            if number % 2:
                client.reset()
    expect_served(target, after="clients that left at once")
    for key in keys:
        require_absent(target, key, "what came in clear from a client that left at once")
