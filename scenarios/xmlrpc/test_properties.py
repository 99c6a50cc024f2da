"""Any payload, any sequence of calls, any damage: the service agrees with a model, or refuses."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.wire.xmlrpc import (
    EVERY_FORM,
    Array,
    Boolean,
    Call,
    Double,
    Fault,
    Int,
    Spelling,
    String,
    Struct,
    Value,
    decode_call,
    encode_call,
    require_same_value,
)

from .attempts import attempt, request
from .batches import is_fault, multicall
from .machines import Dictionary, TwoClients
from .service import Service, new_key, wrong
from .test_containers import MEMBERS, ONE_OF_EACH

BARE = Spelling(declaration="")


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


@requirement("XRPC-062", features=("http11", "concurrent"))
@pytest.mark.generates
def test_behaves_as_a_dictionary_for_two(target: Target) -> None:
    """Two clients who keep their connections, in any order, and sometimes both at once."""
    run_state_machine_as_test(lambda: TwoClients(target))  # type: ignore[arg-type]  # a maker


operations = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from("abc"), st.integers(1, 9)),
        st.tuples(st.sampled_from(["get", "delete", "exists"]), st.sampled_from("abc")),
    ),
    max_size=8,
)


@requirement("XRPC-058")
@given(done=operations)
def test_a_batch_does_what_its_calls_do(target: Target, done: list[tuple[str, ...]]) -> None:
    """The same calls, one by one on other keys, have the same results."""
    service = Service(target)
    service.control()
    alone = [_outcome(service, call) for call in _named(done)]
    entries = multicall(service, *_named(done))
    for due, entry, call in zip(alone, entries, done, strict=True):
        if due is None and not is_fault(entry):
            raise wrong(f"{call[0]} fails alone and not in a batch", entry)
        if due is not None:
            require_same_value([due], entry, f"the entry of {call[0]}")


def _named(done: list[tuple[str, ...]]) -> list[tuple[str, Sequence[object]]]:
    """Give each letter a key of its own, anew each time."""
    keys = {letter: new_key(letter) for letter in "abc"}
    return [(name, [keys[letter], *rest]) for name, letter, *rest in done]


def _outcome(service: Service, call: tuple[str, Sequence[object]]) -> Value | None:
    answer = service.answer(call[0], *call[1])
    return None if isinstance(answer, Fault) else answer.value


def _trees() -> st.SearchStrategy[Value]:
    """Values of few spellings: whether a value survives is the matter of other rows."""
    words = st.text("abcxyz09", min_size=1, max_size=12)
    leaves = st.one_of(st.integers(-99, 99).map(Int), st.booleans().map(Boolean), words.map(String))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: Array(tuple(items))),
            st.dictionaries(st.sampled_from("abc"), inner, max_size=2).map(
                lambda members: Struct(tuple(members.items()))
            ),
        ),
        max_leaves=5,
    )


PLACES = st.integers(0, 10_000)  # of a byte, modulo the length
SCARS = st.tuples(
    st.sampled_from(["flip", "delete", "double", "swap", "attribute", "cut"]),
    PLACES,
    PLACES,
    st.integers(0, 255),
)


def _scarred(document: bytes, scar: tuple[str, int, int, int]) -> bytes:
    """Damage a document in one place or two."""
    kind, one, other, byte = scar
    first, last = sorted((one % len(document), other % len(document)))
    last = min(last, first + 30)
    before, held, after = document[:first], document[first:last], document[last:]
    tag = document.find(b">", first)
    return {
        "flip": before + bytes([byte]) + document[first + 1 :],
        "delete": before + after,
        "double": before + held + held + after,
        "swap": before + held[::-1] + after,
        "attribute": document[:tag] + b' a="b"' + document[tag:],
        "cut": before or document,
    }[kind] or b"<"


@requirement("XRPC-042")
@given(value=_trees(), scars=st.lists(SCARS, min_size=1, max_size=8))
def test_answers_whatever_damage_was_done(
    target: Target, value: Value, scars: list[tuple[str, int, int, int]]
) -> None:
    """What is still a call by our own strict reader is executed; all else is refused, in words."""
    service = Service(target)
    service.control()
    faithful = _is_kept(service, value)
    for scar, older in zip(scars, [None, *scars], strict=False):
        document = _scarred(encode_call("set", [new_key(), value], BARE), scar)
        document = _scarred(document, older) if older else document
        response = attempt(service, request(service, document))
        if response is None:
            raise Violation("a damaged call is answered with the end of the connection")
        if response.status < 400:
            answer = service.read(response)
            _require_done(service, document, failed=isinstance(answer, Fault), faithful=faithful)


def _is_kept(service: Service, value: Value) -> bool:
    """Tell whether a value comes back as it was, without any damage; else that is another row's."""
    key = new_key()
    answer = service.answer("set", key, value)
    return not isinstance(answer, Fault) and service.value("get", key) == value


def _require_done(service: Service, document: bytes, *, failed: bool, faithful: bool) -> None:
    """Insist that a call which is one stored its value, whatever became of its key."""
    try:
        call: Call = decode_call(document, insist_on=EVERY_FORM)
    except Violation:
        return
    if call.method != "set" or [type(one) for one in call.params[:1]] != [String]:
        return
    if len(call.params) == 2:
        if failed:
            raise wrong("a damaged call that is still one is refused", document[:200])
        seen = service.value("get", call.params[0])
        if faithful:
            what = "the value of a damaged call that is still one"
            require_same_value(call.params[1], seen, what)
