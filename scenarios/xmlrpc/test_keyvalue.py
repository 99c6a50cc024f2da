"""The key-value service: the last one wins, and what is gone is gone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.wire.xmlrpc import (
    Array,
    Boolean,
    Double,
    Int,
    String,
    Struct,
    Value,
    require_same_value,
)

from .service import Service, new_key
from .test_containers import MEMBERS, ONE_OF_EACH

KEYS = 150


@requirement("XRPC-062")
def test_the_last_set_wins(target: Target) -> None:
    """Each type overwrites another."""
    service, key = Service(target), new_key()
    for value in ONE_OF_EACH.items:
        service.set(key, value)
        require_same_value(value, service.value("get", key), "the latest value")


@requirement("XRPC-063")
def test_delete_removes_one_key(target: Target) -> None:
    service = Service(target)
    before, key, after = new_key(), new_key(), new_key()
    for name in (before, key, after):
        service.set(name, name)
    service.value("delete", key)
    service.require_refused("delete", key)
    service.require_refused("get", key)
    for name in (before, after):
        require_same_value(name, service.value("get", name), "a neighbour")


@requirement("XRPC-064")
def test_exists_answers_with_a_boolean(target: Target) -> None:
    service, key = Service(target), new_key()
    for expected in (False, True, False):
        seen = service.value("exists", key)
        if seen != Boolean(truth=expected):
            raise Violation("exists does not answer with the boolean", seen=str(seen))
        service.value("delete", key) if expected else service.set(key, 1)


@requirement("XRPC-064")
def test_keys_lists_each_key_once(target: Target) -> None:
    """After inserts, overwrites and deletes."""
    service, names = Service(target), [new_key() for _ in range(KEYS)]
    for name in names:
        service.set(name, 1)
    for name in names[::3]:
        service.set(name, "again")
    for name in names[::7]:
        service.value("delete", name)
    _require_keys(service, set(names), set(names) - set(names[::7]))


def _require_keys(service: Service, ours: set[str], present: set[str]) -> None:
    """Insist on which of our keys are listed; others may be there too."""
    listed = service.value("keys")
    if not isinstance(listed, Array) or not all(isinstance(key, String) for key in listed.items):
        raise Violation("keys is no array of strings", seen=str(listed)[:200])
    mine = sorted(key.text for key in listed.items if isinstance(key, String) and key.text in ours)
    if mine != sorted(present):
        raise Violation(
            f"keys lists {len(mine)} of our keys, {len(present)} are there",
            expected=str(sorted(present))[:300],
            seen=str(mine)[:300],
        )


@requirement("XRPC-062")
@given(value=payloads.values(nil=False))
@example(value=Array((ONE_OF_EACH, Struct(MEMBERS), Double(1 / 3), String("&lt;\U0001f600"))))
def test_any_payload_round_trips(target: Target, value: Value) -> None:
    """Trees of every type, text biased to what XML treats specially."""
    Service(target).require_kept(value)


@requirement("XRPC-062")
@pytest.mark.generates
def test_behaves_as_a_dictionary(target: Target) -> None:
    """Any sequence of operations agrees with a model, step by step."""
    run_state_machine_as_test(lambda: Dictionary(target))  # type: ignore[arg-type]  # a maker


class Dictionary(RuleBasedStateMachine):
    """The key-value service beside a dict."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.service = Service(target)
        self.names = {letter: new_key(letter) for letter in "abc"}
        self.model: dict[str, Value] = {}

    letters = st.sampled_from("abc")

    @rule(letter=letters, number=st.integers(1, 9))
    def store(self, letter: str, number: int) -> None:
        """Store or overwrite; what values may be is not the matter here."""
        self.service.set(self.names[letter], number)
        self.model[letter] = Int(number)

    @rule(letter=letters)
    def fetch(self, letter: str) -> None:
        """Get what is there."""
        if letter in self.model:
            seen = self.service.value("get", self.names[letter])
            require_same_value(self.model[letter], seen, f"get({letter})")

    @rule(letter=letters)
    def remove(self, letter: str) -> None:
        """Delete what is there."""
        if self.model.pop(letter, None) is not None:
            self.service.value("delete", self.names[letter])

    @rule(letter=letters)
    def ask(self, letter: str) -> None:
        """Agree on what exists."""
        self.service.require_exists(self.names[letter], expected=letter in self.model)

    @invariant()
    def lists_what_is_there(self) -> None:
        """Agree on the keys."""
        present = {self.names[letter] for letter in self.model}
        _require_keys(self.service, set(self.names.values()), present)

    def teardown(self) -> None:
        """Leave nothing behind for the next example."""
        for letter in self.model:
            self.service.value("delete", self.names[letter])
