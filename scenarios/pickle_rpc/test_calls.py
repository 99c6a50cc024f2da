"""Calls: arguments go in as they are, results and exceptions come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import plain

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


def _python_says(call: str) -> str:
    """Tell the message of the exception that Python itself raises."""
    try:
        eval(call)  # noqa: S307 - our own literal text
    except TypeError as error:
        return str(error)
    raise AssertionError(call)


@requirement("PRPC-004")
def test_exceptions_keep_type_and_message(target: Target) -> None:
    with calling(target) as caller:
        caller.greet()
        error = caller.error("sub", "a", "b")
    due = "TypeError", _python_says("'a' - 'b'")
    if (error.kind, error.message) != due:
        raise Violation(
            "the exception comes back as something else", expected=": ".join(due), seen=str(error)
        )


@requirement("PRPC-004", features=("hooks",))
def test_a_raised_value_error_is_one(target: Target) -> None:
    with calling(target) as caller:
        caller.greet()
        error = caller.error("fail", "value")
    if error.kind != "ValueError":
        raise Violation(
            "the exception comes back as another type", expected="ValueError", seen=str(error)
        )


@requirement("PRPC-005")
def test_goes_on_after_an_error(target: Target) -> None:
    with calling(target) as caller:
        for _ in range(3):
            caller.error("sub", [1, 2], 4)
            caller.greet()


@requirement("PRPC-006")
@pytest.mark.parametrize("name", ["nope", "", "n" * 65_536, "größe"], ids=lambda name: name[:6])
def test_unknown_names_are_errors(target: Target, name: str) -> None:
    with calling(target) as caller:
        caller.greet()
        caller.error(name, 1)


@requirement("PRPC-007")
def test_wrong_arguments_are_type_errors(target: Target) -> None:
    """Each on its own connection: whether it goes on after an error is another requirement."""
    _require_type_error(target, 1)
    _require_type_error(target, 1, 2, 3)
    _require_type_error(target, 1, z=2)


def _require_type_error(target: Target, *args: object, **kwargs: object) -> None:
    with calling(target) as caller:
        caller.greet()
        error = caller.error("add", *args, **kwargs)
    if error.kind != "TypeError":
        raise Violation(
            "wrong arguments are answered with another type", expected="TypeError", seen=str(error)
        )


@requirement("PRPC-008")
def test_results_that_cannot_travel_are_errors(target: Target) -> None:
    with calling(target) as caller:
        caller.greet()
        caller.error("unpicklable")
