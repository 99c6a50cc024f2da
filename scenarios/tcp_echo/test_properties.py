"""Any few clients in any order: what a client hears is the beginning of what it is owed.

The model is one bytearray per connection. A visitor's words go in at its end when they are sent;
what comes back must be its beginning, and is taken off.
"""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from wireproof import Inconclusive, StreamConnection, Target, Violation, requirement
from wireproof.wire.compare import require_same
from wireproof.wire.stream import MiB

from .polite import pattern, seats
from .rude import flood

MOST_VISITORS = 6
SIZES = st.sampled_from([1, 61, 1024, 8192, 20_000])  # what all have unread fits in the kernel
ONE_BY_ONE = (  # who fails one of these fails here as well, and we would only say it again
    *("ECHO-003", "ECHO-004", "ECHO-006", "ECHO-007", "ECHO-008", "ECHO-009", "ECHO-010"),
    *("ECHO-011", "ECHO-013", "ECHO-014", "ECHO-017", "LINE-001", "LINE-002"),
)


class Visitor:
    """A connection, what it is owed, and whether it still speaks."""

    def __init__(self, connection: StreamConnection) -> None:
        self.begin(connection)

    def begin(self, connection: StreamConnection) -> None:
        self.connection = connection
        self.owed = bytearray()
        self.spoke = time.monotonic()
        self.silent = False

    def say(self, words: bytes) -> None:
        self.spoke = time.monotonic()
        self.owed += words
        self.connection.send(words)

    def half_close(self) -> None:
        self.silent = True
        self.connection.half_close()

    def hear(self, at_most: int) -> None:
        came = self.connection.receive_some(at_most)
        if not came:
            raise Violation(f"the target ended the connection with {len(self.owed)} bytes owed")
        require_same(bytes(self.owed[: len(came)]), came)
        del self.owed[: len(came)]

    def hear_out(self) -> None:
        expect = self.connection.expect_to_end if self.silent else self.connection.expect
        expect(bytes(self.owed))


class Visitors(RuleBasedStateMachine):
    """Clients that come, talk, listen, stall, and leave in every way there is."""

    talking = Bundle("talking")
    listening = Bundle("listening")  # those that have ended their direction

    def __init__(self, target: Target, wrongs: list[Exception]) -> None:
        super().__init__()
        self.target = target
        self.wrongs = wrongs
        self.seats = seats(target, MOST_VISITORS)
        self.idle_timeout = float(target.implementation.limits.get("idle_timeout") or 60)
        self.present: list[Visitor] = []
        self.stalled = False

    @precondition(lambda self: len(self.present) < self.seats)
    @rule(target=talking)
    def come(self) -> Visitor:
        return self.admit()

    @rule(visitor=talking, size=SIZES, seed=st.integers(0, 255))
    def say(self, visitor: Visitor, size: int, seed: int) -> None:
        visitor.say(pattern(size, seed))

    @rule(visitor=talking | listening, at_most=SIZES)
    def hear(self, visitor: Visitor, at_most: int) -> None:
        if visitor.owed:
            visitor.hear(at_most)

    @precondition(lambda self: self.target.has("half_close"))
    @rule(target=listening, visitor=consumes(talking))
    def half_close(self, visitor: Visitor) -> Visitor:
        visitor.half_close()
        return visitor

    @rule(visitor=consumes(talking) | consumes(listening))
    def hear_out_and_leave(self, visitor: Visitor) -> None:
        visitor.hear_out()
        self.leave(visitor)

    @rule(visitor=consumes(talking) | consumes(listening))
    def reset(self, visitor: Visitor) -> None:
        visitor.connection.reset()
        self.leave(visitor)

    @precondition(lambda self: not self.stalled and len(self.present) < self.seats - 1)
    @rule()
    def stall(self) -> None:
        """Somebody comes who only sends, and stays."""
        visitor = self.admit()
        self.stalled = visitor.silent = True
        flood(visitor.connection, at_most=4 * MiB, quiet_seconds=0.05)

    @invariant()
    def keep_awake(self) -> None:
        """On a slow machine, an idle timeout must not come first; if it may have, begin anew.

        To reject such an example would make it another one when it is tried again: an error.
        """
        for visitor in (one for one in self.present if not one.silent):
            silence = (time.monotonic() - visitor.spoke) / self.idle_timeout
            if silence > 2 / 3:
                visitor.connection.close()
                visitor.begin(self.target.connect())
            elif silence > 1 / 3:
                visitor.say(b"0\n")

    def admit(self) -> Visitor:
        self.present.append(Visitor(self.target.connect()))
        return self.present[-1]

    def leave(self, visitor: Visitor) -> None:
        self.present.remove(visitor)
        visitor.connection.close()

    def teardown(self) -> None:
        if isinstance(trouble := sys.exc_info()[1], Violation | Inconclusive):
            self.wrongs.append(trouble)
        for visitor in self.present:
            visitor.connection.close()


@requirement("ECHO-001", needs=ONE_BY_ONE)
@pytest.mark.generates
def test_pays_every_visitor_what_it_is_owed(target: Target) -> None:
    """What goes wrong now and then is wrong, though Hypothesis cannot repeat it."""
    wrongs: list[Exception] = []

    class VisitorsHere(Visitors):
        def __init__(self) -> None:
            super().__init__(target, wrongs)

    try:
        run_state_machine_as_test(VisitorsHere)
    except Flaky as trouble:
        if wrongs:
            raise wrongs[0] from trouble
        raise
