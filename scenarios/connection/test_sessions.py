"""Any few sessions in any order: each hears the echoes of its own objects, in order.

The model is a list of objects for each session: what was said goes in at its end when its frame is
complete, and what is heard must be its first.
"""

from __future__ import annotations

import sys

import pytest
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    precondition,
    rule,
    run_state_machine_as_test,
)

from wireproof import Inconclusive, Target, Violation, requirement

from .intruder import flipped, try_answer
from .peer import Guest, answer_to, key_of, shake_hands, spelled

MOST_SESSIONS = 5
WORDS = st.one_of(st.integers(), st.sampled_from(["word", b"\0" * 20_000, [1, (2,)], None]))
ONE_BY_ONE = (  # who fails one of these fails here as well, and we would only say it again
    *("CONN-001", "CONN-003", "CONN-004", "CONN-014", "CONN-015", "CONN-016", "CONN-017"),
    *("CONN-018", "CONN-022"),
)


class Session:
    """An authenticated connection, the echoes it is owed, and the rest of a frame begun."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.owed: list[object] = []
        self.rest = b""

    def begin(self, value: object, at: int) -> None:
        self.complete()
        data = spelled(value)
        self.guest.client.send(data[:at])
        self.rest = data[at:]
        self.owed.append(value)

    def complete(self) -> None:
        self.guest.client.send(self.rest)
        self.rest = b""

    def hear(self) -> None:
        if self.owed[1:] or not self.rest:
            self.guest.hear(*self.owed[:1])
            del self.owed[:1]


class Sessions(RuleBasedStateMachine):
    """Clients that come, fail, talk, stop in the middle of a frame, and leave in every way."""

    present = Bundle("present")

    def __init__(self, target: Target, wrongs: list[Exception]) -> None:
        super().__init__()
        self.target = target
        self.wrongs = wrongs
        self.seats = 1 if target.has("sequential") else MOST_SESSIONS
        self.sessions: list[Session] = []

    @precondition(lambda self: len(self.sessions) < self.seats)
    @rule(target=present)
    def come(self) -> Session:
        client = self.target.connect()
        session = Session(Guest(client))
        self.sessions.append(session)
        shake_hands(client, key_of(self.target))
        return session

    @precondition(lambda self: len(self.sessions) < self.seats)
    @rule(bit=st.integers(0, 15))
    def fail(self, bit: int) -> None:
        try_answer(
            self.target, lambda key, said: flipped(answer_to(key, said), bit), "a wrong digest"
        )

    @rule(session=present, value=WORDS)
    def say(self, session: Session, value: object) -> None:
        session.begin(value, len(spelled(value)))

    @rule(session=present, value=WORDS, at=st.integers(1, 6))
    def begin(self, session: Session, value: object, at: int) -> None:
        session.begin(value, at)

    @rule(session=present)
    def complete(self, session: Session) -> None:
        session.complete()

    @rule(session=present)
    def hear(self, session: Session) -> None:
        session.hear()

    @rule(session=consumes(present))
    def hear_out_and_leave(self, session: Session) -> None:
        session.complete()
        session.guest.hear(*session.owed)
        session.guest.greet()
        self.leave(session)

    @rule(session=consumes(present))
    def leave_in_the_middle(self, session: Session) -> None:
        self.leave(session)

    @rule(session=consumes(present))
    def reset(self, session: Session) -> None:
        session.guest.client.reset()
        self.leave(session)

    def leave(self, session: Session) -> None:
        self.sessions.remove(session)
        session.guest.client.close()

    def teardown(self) -> None:
        if isinstance(trouble := sys.exc_info()[1], Violation | Inconclusive):
            self.wrongs.append(trouble)
        for session in self.sessions:
            session.guest.client.close()


@requirement("CONN-014", needs=ONE_BY_ONE)
@pytest.mark.generates
def test_owes_every_session_its_own_echoes(target: Target) -> None:
    """What goes wrong now and then is wrong, though Hypothesis cannot repeat it."""
    wrongs: list[Exception] = []

    class SessionsHere(Sessions):
        def __init__(self) -> None:
            super().__init__(target, wrongs)

    try:
        run_state_machine_as_test(SessionsHere)
    except Flaky as trouble:
        if wrongs:
            raise wrongs[0] from trouble
        raise
