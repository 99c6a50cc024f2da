"""Values as JSON, for orders to clients and their answers: a tag, and the text of the element.

``{"t": "i4", "v": "7"}``; an array's ``v`` is a list of these, a struct's a list of pairs of a
name and one of these, and nil has none. What a client tells in another form is a fault of its
adapter.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from wireproof.errors import BrokenAdapter
from wireproof.wire.xmlrpc import (
    I8,
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    Nil,
    String,
    Struct,
    Value,
    value_of,
)

_SHOWN = 80


def tagged(plain: object) -> dict[str, Any]:
    """Write a value, or what stands for one."""
    match value_of(plain):
        case Array(items):
            return {"t": "array", "v": [tagged(item) for item in items]}
        case Struct(members):
            return {"t": "struct", "v": [[name, tagged(item)] for name, item in members]}
        case Nil():
            return {"t": "nil"}
        case scalar:
            return _scalar(scalar)


def _scalar(value: Value) -> dict[str, Any]:
    match value:
        case Int(number):
            return {"t": "i4", "v": str(number)}
        case Boolean(truth):
            return {"t": "boolean", "v": str(int(truth))}
        case Double(number):
            return {"t": "double", "v": format(Decimal(repr(number)), "f")}
        case Base64(data):
            return {"t": "base64", "v": base64.b64encode(data).decode()}
        case DateTime(text):
            return {"t": "dateTime", "v": text}
        case String(text):
            return {"t": "string", "v": text}
        case I8(number):
            return {"t": "i8", "v": str(number)}
    raise TypeError(value.kind)


def value_from(answer: object) -> Value:
    """Read a value; raises `BrokenAdapter` where it is none."""
    match answer:
        case {"t": "nil", **rest} if not rest:
            return Nil()
        case {"t": "array", "v": [*items], **rest} if not rest:
            return Array(tuple(value_from(item) for item in items))
        case {"t": "struct", "v": [*members], **rest} if not rest:
            return Struct(tuple(_member(member) for member in members))
        case {"t": str(tag), "v": str(text), **rest} if tag in _SCALARS and not rest:
            return _read(tag, text)
    raise _unreadable(answer)


def _member(pair: object) -> tuple[str, Value]:
    match pair:
        case [str(name), Mapping() as value]:
            return name, value_from(value)
    raise _unreadable(pair)


def _read(tag: str, text: str) -> Value:
    try:
        return _SCALARS[tag](text)
    except ValueError:
        raise _unreadable({"t": tag, "v": text}) from None


def _unreadable(answer: object) -> BrokenAdapter:
    shown = repr(answer)
    end = "..." if len(shown) > _SHOWN else ""
    return BrokenAdapter(f"this is no tagged value: {shown[:_SHOWN]}{end}")


def _boolean(text: str) -> Value:
    return Boolean({"0": False, "1": True}[text]) if text in {"0", "1"} else _refuse()


def _refuse() -> Value:
    raise ValueError


_SCALARS: dict[str, Callable[[str], Value]] = {
    "i4": lambda text: Int(int(text)),
    "i8": lambda text: I8(int(text)),
    "boolean": _boolean,
    "double": lambda text: Double(float(text)),
    "string": String,
    "dateTime": DateTime,
    "base64": lambda text: Base64(base64.b64decode(text, validate=True)),
}
