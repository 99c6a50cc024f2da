"""Calls: arguments go in as they are, results and exceptions come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import plain
from wireproof.wire import pickles

from .caller import calling, require_equal

SUMS: list[tuple[object, object, object]] = [
    (2, 3, 5),
    ("a", "b", "ab"),
    ([1], [2, "x"], [1, 2, "x"]),
    (2**100, 1, 2**100 + 1),
    (0.1, 0.2, 0.1 + 0.2),
    ((1,), (2,), (1, 2)),
    (b"\x00", b"\xff", b"\x00\xff"),
]


@requirement("PRPC-001")
def test_returns_results(target: Target) -> None:
    with calling(target) as caller:
        for x, y, total in SUMS:
            require_equal(total, caller.value("add", x, y), f"add({x!r}, {y!r})")
        require_equal(-1, caller.value("sub", 2, 3), "sub(2, 3)")


@requirement("PRPC-002")
def test_passes_keywords(target: Target) -> None:
    with calling(target) as caller:
        require_equal(5, caller.value("add", x=2, y=3), "add(x=2, y=3)")
        require_equal(2, caller.value("sub", 5, y=3), "sub(5, y=3)")
        require_equal(7, caller.value("sub", y=3, x=10), "sub(y=3, x=10)")


@requirement("PRPC-001", features=("hooks",))
@given(args=st.lists(plain.values(), max_size=3))
def test_any_argument_round_trips(target: Target, args: list[object]) -> None:
    """Trees of plain data, in value and in type."""
    with calling(target) as caller:
        require_equal((tuple(args), {}), caller.value("echo", *args), "the echo")


@requirement("PRPC-002", features=("hooks",))
@given(kwargs=st.dictionaries(st.text("abc", min_size=1, max_size=3), plain.values(), max_size=3))
def test_any_keyword_round_trips(target: Target, kwargs: dict[str, object]) -> None:
    with calling(target) as caller:
        require_equal(((), kwargs), caller.value("echo", **kwargs), "the echo")


@requirement("PRPC-003")
def test_serves_many_calls(target: Target) -> None:
    with calling(target) as caller:
        for number in range(100):
            require_equal(number + 1, caller.value("add", number, 1), f"call {number}")


@requirement("PRPC-003")
def test_serves_pipelined_calls_in_order(target: Target) -> None:
    """Twenty requests in one write."""
    with calling(target) as caller:
        caller.client.send(b"".join(caller.spelled("add", number, 1) for number in range(20)))
        for number in range(20):
            require_equal(number + 1, caller.reply().value, f"reply {number}")


@requirement("PRPC-028")
@pytest.mark.parametrize("call", [("add", (2, 3)), ("sub", ("a", "b"))], ids=["result", "error"])
def test_replies_in_a_protocol_that_the_caller_knows(
    target: Target, call: tuple[str, tuple[object, ...]]
) -> None:
    """All layers of a reply to protocol 2, which Python 2 speaks as well."""
    name, args = call
    with calling(target) as caller:
        caller.greet()
        caller.client.send(caller.framed(pickles.dump((name, args, {}), protocol=2), protocol=2))
        layers = caller.layers(caller.frame())
    newest = max(map(pickles.protocol, layers))
    if newest > 2:
        raise Violation(
            "a request in protocol 2 is answered in a newer one",
            expected="at most protocol 2",
            seen=f"protocol {newest}",
        )
