"""Plain data that somebody else made: how large it is as a tree, and how it is shown.

A value that is small on the wire may be without end when it is walked. So it is measured before
anything recurses into it, and never shown whole.
"""

from __future__ import annotations

import reprlib

from msgspec import Struct

from wireproof.errors import Violation

VALUE_WEIGHT = 64  # bytes; about what one small object costs whoever walks it


class Bounds(Struct, frozen=True, kw_only=True):
    """How much we read, and how large it may be as a tree, however cheaply it was spelled."""

    opcodes: int = 1_000_000  # an empty set is one byte there and 216 here
    weight: int = 256 * 1024 * 1024  # bytes of text, and `VALUE_WEIGHT` for every value
    depth: int = 500  # containers in containers: equality and repr recurse
    integer_bits: int = 8192  # decimal digits cost the square of it


BOUNDS = Bounds()
KEY_BOUNDS = Bounds(weight=1024 * 1024, depth=100)  # a key is walked at once, to be hashed


# -- Showing ---------------------------------------------------------------------------------


class _Short(reprlib.Repr):
    """The standard one, also careful with long bytes and integers."""

    def repr_bytes(self, value: bytes, _level: int) -> str:
        return repr(value) if len(value) <= self.maxother else f"<{len(value)} bytes>"

    repr_bytearray = repr_bytes

    def repr_int(self, value: int, _level: int) -> str:
        bits = value.bit_length()
        return repr(value) if bits <= BOUNDS.integer_bits // 16 else f"<integer of {bits} bits>"


def shown(value: object) -> str:
    """Show a loaded value in one short line."""
    return _Short().repr(value)


# -- Measuring -------------------------------------------------------------------------------


def measure(value: object, bounds: Bounds = BOUNDS) -> int:
    """Weigh ``value`` as the tree that a walk of it sees, in bytes.

    Raises `Violation` for cycles, for more than ``bounds``, and for what is no plain data.
    Shared parts are weighed once and counted as often as they appear.
    """
    known: dict[int, tuple[int, int]] = {}  # weight and height of what is finished, by identity
    above: set[int] = set()
    todo = [value]
    while todo:
        item = todo[-1]
        parts = _parts(item)
        if id(item) not in known and id(item) not in above:
            _no_cycle(item, parts, above)
            above.add(id(item))
            todo += [part for part in parts if id(part) not in known]
            continue
        todo.pop()
        if id(item) not in known:
            above.remove(id(item))
            known[id(item)] = _weighed(item, [known[id(part)] for part in parts], bounds)
    return known[id(value)][0]


def _parts(item: object) -> list[object]:
    match item:
        case list() | tuple() | set() | frozenset():
            return list(item)
        case dict():
            return [*item.keys(), *item.values()]
        case OSError():  # shows names that its arguments do not hold
            return [*item.args, item.filename, item.filename2, *vars(item).values()]
        case BaseException():
            return [*item.args, *vars(item).values()]
        case None | int() | float() | complex() | str() | bytes() | bytearray():
            return []
    raise Violation(f"a pickle carries {shown(item)}", expected="plain data")


def _no_cycle(item: object, parts: list[object], above: set[int]) -> None:
    if any(part is item or id(part) in above for part in parts):
        raise Violation("a value contains itself", expected="plain data")


def _weighed(item: object, parts: list[tuple[int, int]], bounds: Bounds) -> tuple[int, int]:
    text = len(item) if isinstance(item, str | bytes | bytearray) else 0
    weight = VALUE_WEIGHT + text + sum(part[0] for part in parts)
    height = 1 + max((part[1] for part in parts), default=0)
    if weight > bounds.weight:
        raise Violation("a value is without end", expected=f"at most {bounds.weight} bytes")
    if height > bounds.depth:
        raise Violation("a value is too deep", expected=f"at most {bounds.depth} levels")
    return weight, height
