"""Errors: whatever goes wrong in a call is told, can be loaded by anybody, and ends nothing."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire import pickles

from .caller import Reply, calling, expect_served, neighbour


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


@requirement("PRPC-009")
def test_exceptions_that_cannot_travel_are_told(target: Target) -> None:
    with calling(target) as caller:
        caller.greet()
        error = caller.error("fail", "unpicklable-exc")
    _require_told(error, "UnpicklableError", "unpicklable-exc")


def _require_told(error: Reply, *words: str) -> None:
    if missing := [word for word in words if word not in error.words]:
        raise Violation(
            f"the error does not tell {missing[0]!r}",
            expected=f"its type and message: {': '.join(words)}",
            seen=error.words,
        )


@requirement("PRPC-010", features=("hooks",))
@pytest.mark.parametrize("kind", ["badreduce-exc", "unpicklable-exc", "value", "recursion"])
def test_everybody_can_load_the_error(target: Target, kind: str) -> None:
    """Our loader knows the builtin exceptions and no other class."""
    with calling(target) as caller:
        caller.greet()
        caller.error("fail", kind)


@requirement("PRPC-011")
def test_a_returned_exception_is_no_raised_one(target: Target) -> None:
    with calling(target) as caller:
        raised = caller.error("fail", "value")
    with calling(target) as caller:
        returned = caller.call("fail", "return-exc")
    if not (returned.ok and isinstance(returned.value, ValueError)):
        raise Violation(
            "a returned exception cannot be told from a raised one",
            expected="a result that is a ValueError",
            seen=f"{returned}, where the raised one is {raised}",
        )


@requirement("PRPC-012", fresh=True)
def test_no_function_ends_the_server(target: Target) -> None:
    """Whoever was there before, and whoever comes after, is served."""
    with neighbour(target) as greet_beside:
        for kind in ("exit", "interrupt", "recursion"):
            what = f"a call that ends in {kind!r}"
            with calling(target) as caller:
                caller.greet()
                caller.require_refused(caller.spelled("fail", kind), what)
            greet_beside()
    expect_served(target, after="calls that ended in exceptions of every kind")


WELL_FORMED: tuple[object, ...] = ("add", (2, 3), {})
MALFORMED: dict[str, object] = {
    "nothing": None,
    "text": "add",
    "one without keywords": ("add", (2, 3)),
    "one with a fourth part": (*WELL_FORMED, None),
    "a mapping": {"name": "add", "args": (2, 3), "kwargs": {}},
    "one without a name": (None, (2, 3), {}),
    "one without arguments": ("add", None, {}),
    "one with a number for arguments": ("add", 2, {}),
    "one with keywords in a list": ("add", (2, 3), []),
    "one with keywords by number": ("add", (2, 3), {1: 2}),
}
LENIENT: dict[str, object] = {
    "a list": list(WELL_FORMED),
    "one with a name in bytes": (b"add", (2, 3), {}),
    "one with arguments in a list": ("add", [2, 3], {}),
}


@requirement("PRPC-013", fresh=True)
def test_refuses_what_has_not_the_shape_of_a_request(target: Target) -> None:
    with neighbour(target) as greet_beside:
        for shape, request in (MALFORMED | LENIENT).items():
            with calling(target) as caller:
                caller.greet()
                what = f"a request like {shape!r}"
                reply = caller.outcome(caller.framed(pickles.dump(request)), what)
            lenient = shape in LENIENT and not target.strict and reply and reply.value == 5
            if reply and reply.ok and not lenient:
                raise Violation(f"{what} is executed", seen=str(reply))
            greet_beside()
    expect_served(target, after="requests of no shape")


TELLTALES = ("Traceback (most recent", 'File "', "inner", "__cause__", "__context__", "__notes__")


@requirement("PRPC-027")
@pytest.mark.parametrize("call", [("fail", "chained"), ("sub", [1, 2], 4)], ids=["chained", "type"])
def test_errors_tell_nothing_of_the_inside(target: Target, call: tuple[str, object]) -> None:
    """Every string in the pickle, whether or not it ends up in the exception."""
    name, *args = call
    with calling(target) as caller:
        caller.greet()
        caller.client.send(caller.spelled(name, *args))
        body = caller.layers(caller.frame())[-1]
    told = [text for text in pickles.texts(body) if any(each in text for each in TELLTALES)]
    if told:
        raise Violation(
            "an error reply tells what is inside",
            expected="the type and the message of the exception",
            seen=pickles.shown(told),
        )
