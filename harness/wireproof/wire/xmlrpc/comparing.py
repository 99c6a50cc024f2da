"""Tell how two values differ, in few words, whatever their size."""

from __future__ import annotations

from collections.abc import Iterator

from wireproof.errors import Violation
from wireproof.wire.compare import first_difference
from wireproof.wire.xmlrpc.values import (
    Array,
    Base64,
    Boolean,
    DateTime,
    Nil,
    String,
    Struct,
    Value,
    value_of,
)

SHOWN = 40  # characters shown of one value


def require_same_value(expected: object, seen: Value, what: str = "the answer") -> None:
    """Raise a `Violation` that tells how ``seen`` differs; ``expected`` may be plain Python."""
    due = value_of(expected)
    if found := difference(due, seen, what):
        raise Violation(found, expected=show(due), seen=show(seen), timeless=True)


def difference(expected: Value, seen: Value, what: str = "the answer") -> str:
    """Tell the first difference between two values and where it lies; nothing if there is none."""
    return next(_differences(expected, seen, what), "")


def show(value: Value) -> str:
    """Describe a value in a few words, whatever its size."""
    return f"{value.kind}{_content(value)}"


def _content(value: Value) -> str:
    match value:
        case String(held) | DateTime(held) | Base64(held):
            return f" {_short(repr(held))} (length {len(held)})"
        case Array():
            return f" of {len(value.items)}"
        case Struct():
            return f" of {_short(repr([name for name, _ in value.members]))}"
        case Boolean():
            return f" {value.truth:d}"
        case Nil():
            return ""
    return f" {_short(repr(value.number))}"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _differences(expected: Value, seen: Value, what: str) -> Iterator[str]:
    match expected, seen:
        case Array(), Array():
            yield from _differences_of_arrays(expected, seen, what)
        case Struct(), Struct():
            yield from _differences_of_structs(expected, seen, what)
        case _ if expected != seen:
            where = _where(_bytes(expected), _bytes(seen)) if expected.kind == seen.kind else ""
            yield f"{what} is {show(seen)}, not {show(expected)}{where}"


def _differences_of_arrays(expected: Array, seen: Array, what: str) -> Iterator[str]:
    for index, (one, other) in enumerate(zip(expected.items, seen.items, strict=False)):
        yield from _differences(one, other, f"{what}[{index}]")
    if len(expected.items) != len(seen.items):
        yield f"{what} has {len(seen.items)} items, not {len(expected.items)}"


def _differences_of_structs(expected: Struct, seen: Struct, what: str) -> Iterator[str]:
    due, got = dict(expected.members), dict(seen.members)
    if missing := sorted(due.keys() - got.keys()):
        yield f"{what} has no member {_short(repr(missing[0]))}"
    if surplus := sorted(got.keys() - due.keys()):
        yield f"{what} has a member {_short(repr(surplus[0]))} too many"
    for name, value in due.items():
        if name in got:
            yield from _differences(value, got[name], f"{what}[{_short(repr(name))}]")
    if expected != seen:
        yield f"{what} has members of one name that differ"


def _bytes(value: Value) -> bytes:
    match value:
        case Base64():
            return value.data
        case String():
            return value.text.encode("utf-8", "surrogatepass")
    return b""


def _where(expected: bytes, seen: bytes) -> str:
    """Tell where two long values part, which their beginnings may not show."""
    if max(len(expected), len(seen)) <= SHOWN:
        return ""
    at = first_difference(expected, seen)
    return f": {seen[at : at + 8]!r} instead of {expected[at : at + 8]!r} at byte {at}"
