"""What an order has to look like before anybody calculates.

The rule of this file: whatever JSON can spell is either an order with members of the right type,
or a `Refused` with a kind and a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

INTEGER = re.compile(r"-?[0-9]{1,4000}")
MOST_DIGITS = 60  # beyond 2^128, every number is out of range


class Refused(Exception):
    """An order that is not carried out: the kind of error, and why."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why[:200]  # an answer does not repeat a megabyte


class Member(NamedTuple):
    """A member of an order: how it is read, and its default where it may be left out."""

    read: Callable[[object], Any]
    default: object = ...


def text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("argument", "a text is wanted")
    return value


def texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise Refused("argument", "a list of texts is wanted")
    return [text(one) for one in value]


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("argument", "true or false is wanted")
    return value


def number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):  # True is an int to Python
        raise Refused("argument", "a whole number is wanted")
    return value


def limit(value: object) -> int:
    if number(value) < 0:
        raise Refused("argument", "a limit is not negative")
    return number(value)


def integer(value: object) -> int:
    """Read a number that may exceed 2^53, and therefore comes as text."""
    if not INTEGER.fullmatch(text(value)):
        raise Refused("argument", "a text of decimal digits is wanted")
    return int(text(value)[:MOST_DIGITS])


def start(value: object) -> int:
    if integer(value) < 0:
        raise Refused("range", "a start is not negative")
    return integer(value)


SLICE = {"net": Member(text), "start": Member(start, 0), "limit": Member(limit)}
PAIR = {"a": Member(text), "b": Member(text)}
WIDER = {"net": Member(text), "new_prefix": Member(number)}
ORDERS: dict[str, dict[str, Member]] = {
    "hello": {},
    "address": {"text": Member(text)},
    "network": {"text": Member(text), "strict": Member(flag, default=True)},
    "interface": {"text": Member(text)},
    "iterate": SLICE,
    "hosts": SLICE,
    "index": {"net": Member(text), "i": Member(integer)},
    "contains": {"net": Member(text), "addr": Member(text)},
    "subnets": {**WIDER, "limit": Member(limit)},
    "supernet": WIDER,
    "subnet_of": PAIR,
    "overlaps": PAIR,
    "exclude": {"net": Member(text), "remove": Member(text)},
    "summarize": {"first": Member(text), "last": Member(text)},
    "collapse": {"nets": Member(texts)},
    "compare": PAIR,
    "classify": {"addr": Member(text)},
}


def members(order: object) -> tuple[str, dict[str, Any]]:
    """Read an order into its op and its members; what nobody asked for is left out."""
    if not isinstance(order, dict):
        raise Refused("json", "an order is a JSON object")
    op = order.get("op")
    if not isinstance(op, str):
        raise Refused("argument", "an order has an op")
    if op not in ORDERS:
        raise Refused("unsupported", f"no op is called {op[:40]!r}")
    found = {}
    for name, member in ORDERS[op].items():
        if name in order:
            found[name] = member.read(order[name])
        elif member.default is ...:
            raise Refused("argument", f"{op} needs {name}")
        else:
            found[name] = member.default
    return op, found
