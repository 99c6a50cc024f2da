"""Write calls and answers: by default the plainest spelling, on demand any other legal one.

What stands in `Verbatim` goes out as it is, so that a case can send what no well-meaning writer
would. What XML cannot carry is a `ValueError`: that is our mistake, never the target's.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from wireproof.wire.xmlrpc.values import (
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

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}  # a raw CR would become LF


class Verbatim(msgspec.Struct, frozen=True):
    """XML that goes out as it is where a ``value`` element would stand, or nothing at all."""

    xml: str


class Spelling(msgspec.Struct, frozen=True, kw_only=True):
    """One of the many legal ways to write the same document.

    ``between`` goes between elements wherever the grammar has no text: white space, comments.
    ``integers`` of ``own`` follows each `Int`'s own spelling.
    """

    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>'
    encoding: str = "utf-8"
    between: str = ""
    strings: Literal["typed", "untyped", "cdata", "references"] = "typed"
    integers: Literal["own", "int", "i4"] = "own"
    empty_params: bool = True  # false: a call without parameters has no ``params`` at all


PLAIN = Spelling()


def encode_call(method: str, params: Iterable[object] = (), spelling: Spelling = PLAIN) -> bytes:
    """Write a call; parameters are values, plain Python values or `Verbatim`."""
    writer = _Writer(spelling)
    parts = [f"<methodName>{_escaped(method)}</methodName>"]
    written = [writer.element("param", writer.value(param)) for param in params]
    if written or spelling.empty_params:
        parts.append(writer.element("params", *written))
    return writer.document(writer.element("methodCall", *parts))


def encode_result(value: object, spelling: Spelling = PLAIN) -> bytes:
    """Write the answer to a call that succeeded."""
    writer = _Writer(spelling)
    params = writer.element("params", writer.element("param", writer.value(value)))
    return writer.document(writer.element("methodResponse", params))


def encode_fault(code: int, string: str, spelling: Spelling = PLAIN) -> bytes:
    """Write the answer to a call that failed."""
    writer = _Writer(spelling)
    fault = writer.value({"faultCode": code, "faultString": string})
    return writer.document(writer.element("methodResponse", writer.element("fault", fault)))


def nested(depth: int, inner: str = "", kind: Literal["array", "struct"] = "array") -> Verbatim:
    """Nest ``depth`` arrays or structs around one value, without recursion."""
    opening, closing = {
        "array": ("<value><array><data>", "</data></array></value>"),
        "struct": (
            "<value><struct><member><name>a</name>",
            "</member></struct></value>",
        ),
    }[kind]
    return Verbatim(opening * depth + (inner or "<value><int>0</int></value>") + closing * depth)


def _escaped(text: str) -> str:
    if unfit := _NOT_XML.search(text):
        raise ValueError(f"XML cannot carry {unfit[0]!r}")
    return re.sub("[&<>\r]", lambda found: _SPECIAL[found[0]], text)


def _cdata(text: str) -> str:
    """Write as CDATA sections; what these cannot hold stands between two of them."""
    parts = re.split("(\r|(?<=]])>)", text)
    return "".join(
        _SPECIAL[part] if part in {"\r", ">"} else f"<![CDATA[{part}]]>" for part in parts if part
    )


def _referenced(text: str) -> str:
    """Write all but letters and digits as references, decimal and hexadecimal in turn."""
    return "".join(
        char
        if char.isascii() and char.isalnum()
        else (f"&#x{ord(char):x};" if index % 2 else f"&#{ord(char)};")
        for index, char in enumerate(text)
    )


def _double(number: float) -> str:
    """Write the shortest digits that give these bits back, never with an exponent."""
    if not math.isfinite(number):
        raise ValueError(f"XML-RPC cannot carry {number!r}")
    return format(Decimal(repr(number)), "f")


def _text(value: I8 | Boolean | Double | DateTime | Base64) -> str:
    match value:
        case I8(number):
            return str(number)
        case Boolean(truth):
            return str(int(truth))
        case Double(number):
            return _double(number)
        case DateTime(text):
            return _escaped(text)
        case Base64(data):
            return base64.b64encode(data).decode()


def _simple(kind: str, text: str) -> str:
    return f"<{kind}>{text}</{kind}>"


_TEXTS: dict[str, Callable[[str], str]] = {
    "typed": _escaped,
    "untyped": _escaped,
    "cdata": _cdata,
    "references": _referenced,
}


class _Writer:
    """Writes values in one spelling. It recurses: for great depth take `nested`."""

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling

    def document(self, body: str) -> bytes:
        whole = f"{self.spelling.declaration}{body}"
        return whole.encode(self.spelling.encoding, "xmlcharrefreplace")

    def element(self, name: str, *children: str) -> str:
        """Write an element that holds elements only."""
        between = self.spelling.between
        return f"<{name}>{between}{''.join(child + between for child in children)}</{name}>"

    def value(self, item: object) -> str:
        if isinstance(item, Verbatim):
            return item.xml
        typed = self.typed(item)
        return self.element("value", typed) if typed[:1] == "<" else f"<value>{typed}</value>"

    def typed(self, item: object) -> str:
        match item:
            case list() | tuple():  # these and dict may hold Verbatim, which value_of() refuses
                return self.array(item)
            case dict():
                return self.struct(item.items())
        return self.typed_value(value_of(item))

    def typed_value(self, value: Value) -> str:
        match value:
            case Array(items):
                return self.array(items)
            case Struct(members):
                return self.struct(members)
            case String(text):
                return self.string(text)
            case Int(number, own):
                spelling = self.spelling.integers
                return _simple(own if spelling == "own" else spelling, str(number))
            case Nil():
                return "<nil/>"
        return _simple(value.kind, _text(value))

    def string(self, text: str) -> str:
        _escaped(text)  # whatever the spelling, it must be text that XML can carry
        spelt = _TEXTS[self.spelling.strings](text)
        return spelt if self.spelling.strings == "untyped" else _simple("string", spelt)

    def array(self, items: Iterable[object]) -> str:
        data = self.element("data", *[self.value(item) for item in items])
        return self.element("array", data)

    def struct(self, members: Iterable[tuple[str, object]]) -> str:
        written = [
            self.element("member", f"<name>{_escaped(name)}</name>", self.value(item))
            for name, item in members
        ]
        return self.element("struct", *written)
