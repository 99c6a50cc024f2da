"""The key-value service beside a dict: one client, or two who keep their connections."""

from __future__ import annotations

import time

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from wireproof import StreamConnection, Target, Violation
from wireproof.wire import http
from wireproof.wire.xmlrpc import Boolean, Fault, Int, Value, encode_call, require_same_value

from .attempts import STAYING, request
from .listing import require_keys
from .service import Service, final, new_key, wrong

LETTERS = st.sampled_from("abc")
CLIENTS = st.sampled_from([0, 1])


class Dictionary(RuleBasedStateMachine):
    """The key-value service beside a dict."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.service = Service(target)
        self.names = {letter: new_key(letter) for letter in "abc"}
        self.model: dict[str, Value] = {}

    @rule(letter=LETTERS, number=st.integers(1, 9))
    def store(self, letter: str, number: int) -> None:
        """Store or overwrite; what values may be is not the matter here."""
        self.service.set(self.names[letter], number)
        self.model[letter] = Int(number)

    @rule(letter=LETTERS)
    def fetch(self, letter: str) -> None:
        """Get what is there."""
        if letter in self.model:
            seen = self.service.value("get", self.names[letter])
            require_same_value(self.model[letter], seen, f"get({letter})")

    @rule(letter=LETTERS)
    def remove(self, letter: str) -> None:
        """Delete what is there."""
        if self.model.pop(letter, None) is not None:
            self.service.value("delete", self.names[letter])

    @rule(letter=LETTERS)
    def ask(self, letter: str) -> None:
        """Agree on what exists."""
        self.service.require_exists(self.names[letter], expected=letter in self.model)

    @rule()
    def lists_what_is_there(self) -> None:
        """Agree on the keys."""
        present = {self.names[letter] for letter in self.model}
        require_keys(self.service, set(self.names.values()), present)

    def teardown(self) -> None:
        """Leave nothing behind for the next example."""
        for letter in self.model:
            self.service.value("delete", self.names[letter])
        require_keys(self.service, set(self.names.values()), set())


class Line:
    """A connection that stays, and is made anew where it ends or may soon be thought idle."""

    def __init__(self, service: Service) -> None:
        self._service = service
        timeout = service.target.implementation.limits.get("idle_timeout")
        self._longest = float(timeout or 5) / 3
        self._open()

    def _open(self) -> None:
        self._connection: StreamConnection = self._service.target.connect()
        self._reader = http.ResponseReader(strict=False)
        self._used = time.monotonic()
        self._over = False

    def ask(self, method: str, *params: object) -> None:
        """Send a call and leave the answer for later."""
        if time.monotonic() - self._used > self._longest or self._over:
            self.close()
            self._open()
        self._reader.sent("POST")
        sent = request(self._service, encode_call(method, params), fields=STAYING)
        self._connection.send(sent)

    def hear(self) -> Value:
        """Read the answer; a fault is a `Violation`."""
        while (response := final(self._reader)) is None:
            piece = self._connection.receive_some()
            if not piece:
                raise Violation("the connection ended with a call unanswered")
            self._reader.feed(piece)
        self._used = time.monotonic()
        self._over = not response.stays_open
        answer = self._service.read(response)
        if isinstance(answer, Fault):
            raise wrong("a call is answered with a fault", answer)
        return answer.value

    def close(self) -> None:
        """Leave."""
        self._connection.close()


class TwoClients(RuleBasedStateMachine):
    """Two clients of one dict; what one stores the other finds."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.service = Service(target)
        self.lines = [Line(self.service), Line(self.service)]
        self.names = {letter: new_key(letter) for letter in "abc"}
        self.model: dict[str, int] = {}

    @rule(who=CLIENTS, letter=LETTERS, number=st.integers(1, 9))
    def store(self, who: int, letter: str, number: int) -> None:
        """Store or overwrite."""
        self.lines[who].ask("set", self.names[letter], number)
        self.lines[who].hear()
        self.model[letter] = number

    @rule(who=CLIENTS, letter=LETTERS)
    def fetch(self, who: int, letter: str) -> None:
        """Get what is there, or hear that nothing is."""
        if letter in self.model:
            self.lines[who].ask("get", self.names[letter])
            seen = self.lines[who].hear()
            require_same_value(self.model[letter], seen, f"get({letter})")
        else:
            self.lines[who].ask("exists", self.names[letter])
            require_same_value(Boolean(truth=False), self.lines[who].hear(), f"exists({letter})")

    @rule(one=LETTERS, other=LETTERS, number=st.integers(1, 9))
    def store_at_once(self, one: str, other: str, number: int) -> None:
        """Both speak before either is heard; of one key, either may be the last."""
        numbers = (number, number + 10)
        for line, letter, given in zip(self.lines, (one, other), numbers, strict=True):
            line.ask("set", self.names[letter], given)
        for line in self.lines:
            line.hear()
        self.model |= {one: numbers[0], other: numbers[1]}
        if one == other:
            self.lines[0].ask("get", self.names[one])
            seen = self.lines[0].hear()
            if seen not in (Int(numbers[0]), Int(numbers[1])):
                raise wrong("a value that nobody wrote is read", seen)
            self.model[one] = seen.number if isinstance(seen, Int) else 0

    def teardown(self) -> None:
        """Leave nothing behind for the next example."""
        for line in self.lines:
            line.close()
        for letter in self.model:
            self.service.value("delete", self.names[letter])
