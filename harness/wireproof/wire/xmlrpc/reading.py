"""Read calls and answers: lenient about form, strict about meaning, and nothing goes unnoted.

What cannot be understood is a `Violation`. What can be understood although the grammar does not
have it becomes an `Oddity` of the result: rows about values ignore it, rows about form `insist`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from wireproof.errors import Violation
from wireproof.wire import xml
from wireproof.wire.xml import WHITE_SPACE, Element
from wireproof.wire.xmlrpc.comparing import show
from wireproof.wire.xmlrpc.forms import Form, Oddity
from wireproof.wire.xmlrpc.scalars import SCALARS
from wireproof.wire.xmlrpc.values import Array, Int, Nil, String, Struct, Value

_METHOD_NAME = re.compile(r"[A-Za-z0-9_.:/]+", re.ASCII)
_DECIMAL = re.compile(r"\s*[+-]?[0-9]{1,18}\s*", re.ASCII)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a call that succeeded; an answer without any value counts as nil, oddly."""

    value: Value
    oddities: tuple[Oddity, ...] = ()


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a call that failed; ``code`` is None where there is no number at all."""

    code: int | None
    string: str
    value: Value
    oddities: tuple[Oddity, ...] = ()


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A method and its parameters."""

    method: str
    params: tuple[Value, ...]
    oddities: tuple[Oddity, ...] = ()


Answer: TypeAlias = Result | Fault


def decode_response(
    document: bytes,
    *,
    insist_on: Iterable[Form] = (),
    what: str = "the answer",
    max_depth: int = xml.MAX_DEPTH,
    max_elements: int = xml.MAX_ELEMENTS,
) -> Answer:
    """Read a ``methodResponse``.

    Raises `Violation` when it is not well-formed, means nothing, or is odd in a form that
    ``insist_on`` names. ``max_depth`` counts XML elements: an array or a struct costs three.
    """
    reading = _Reading(document, what, max_depth, max_elements)
    answer = reading.response()
    insist(answer, *insist_on)
    return answer


def decode_call(
    document: bytes,
    *,
    insist_on: Iterable[Form] = (),
    what: str = "the call",
    max_depth: int = xml.MAX_DEPTH,
    max_elements: int = xml.MAX_ELEMENTS,
) -> Call:
    """Read a ``methodCall``; as `decode_response`."""
    reading = _Reading(document, what, max_depth, max_elements)
    call = reading.call()
    insist(call, *insist_on)
    return call


def insist(read: Answer | Call, *forms: Form) -> None:
    """Raise a `Violation` for the first oddity of one of ``forms``."""
    for oddity in read.oddities:
        if oddity.form in forms:
            raise Violation(
                oddity.message,
                expected=f"a regular {oddity.form}",
                seen=oddity.seen,
                timeless=True,
            )


class _Reading:
    """One document: its tree, and what was odd on the way."""

    def __init__(self, document: bytes, what: str, max_depth: int, max_elements: int) -> None:
        self.document = document
        self.what = what
        self.oddities: list[Oddity] = []
        self.root = xml.read(document, what=what, max_depth=max_depth, max_elements=max_elements)
        self.values: dict[int, Value] = {}  # by identity of the value element

    # -- Frames ------------------------------------------------------------------------------

    def response(self) -> Answer:
        self._expect_root("methodResponse")
        self._read_values()
        answers = self._children(self.root, {"params", "fault"}, Form.STRAY)
        if not answers:
            raise self._violation(self.root, "holds neither params nor a fault")
        if len(answers) > 1:
            self._odd(Form.FRAME, answers[1], "holds more than one of params and fault")
        return self._fault(answers[0]) if answers[0].name == "fault" else self._result(answers[0])

    def call(self) -> Call:
        self._expect_root("methodCall")
        self._read_values()
        parts = self._children(self.root, {"methodName", "params"}, Form.STRAY)
        names = [part for part in parts if part.name == "methodName"]
        if not names:
            raise self._violation(self.root, "has no methodName")
        if [part.name for part in parts] not in (["methodName"], ["methodName", "params"]):
            self._odd(Form.FRAME, self.root, "is not one methodName and at most one params")
        name = self._only_text(names[0])
        if not _METHOD_NAME.fullmatch(name):
            self._odd(Form.NAME, names[0], "has a methodName beyond letters, digits and _ . : /")
        values = [
            self._only_value(param)
            for part in parts
            if part.name == "params"
            for param in self._children(part, {"param"}, Form.STRAY)
        ]
        params = tuple(Nil() if value is None else value for value in values)
        return Call(method=name, params=params, oddities=tuple(self.oddities))

    def _result(self, params: Element) -> Result:
        found = self._children(params, {"param"}, Form.STRAY)
        if len(found) != 1:
            self._odd(Form.FRAME, params, f"has {len(found)} params instead of one")
        value = self._only_value(found[0]) if found else None
        return Result(value=Nil() if value is None else value, oddities=tuple(self.oddities))

    def _fault(self, fault: Element) -> Fault:
        value = self._only_value(fault)
        if not isinstance(value, Struct):
            raise self._violation(fault, "has a fault that is no struct")
        if sorted(name for name, _ in value.members) != ["faultCode", "faultString"]:
            self._odd(Form.FAULT, fault, f"has a fault that is a {show(value)}")
        code, string = value.get("faultCode"), value.get("faultString")
        if not isinstance(code, Int):
            self._odd(Form.FAULT, fault, f"has a faultCode that is {_shown(code)}, no int")
        if not isinstance(string, String):
            self._odd(Form.FAULT, fault, f"has a faultString that is {_shown(string)}, no string")
        return Fault(
            code=_code(code),
            string=string.text if isinstance(string, String) else "",
            value=value,
            oddities=tuple(self.oddities),
        )

    def _expect_root(self, name: str) -> None:
        if self.root.name != name:
            raise self._violation(self.root, f"is a <{self.root.name}>, no <{name}>")
        self._no_attributes(self.root)

    def _only_value(self, holder: Element) -> Value | None:
        found = self._children(holder, {"value"}, Form.STRAY)
        if len(found) != 1:
            self._odd(Form.FRAME, holder, f"has {len(found)} values in a <{holder.name}>")
        return self.values[id(found[0])] if found else None

    # -- Values ------------------------------------------------------------------------------

    def _read_values(self) -> None:
        """Read every value element, inner ones first, so that no depth makes us recurse."""
        for element in self.root.bottom_up():
            if element.name == "value":
                self.values[id(element)] = self._value(element)

    def _value(self, element: Element) -> Value:
        self._no_attributes(element)
        types = element.children
        if not types:
            return String(element.text)
        if len(types) > 1:
            names = " ".join(f"<{one.name}>" for one in types[:4])
            self._odd(Form.ONE_TYPE, types[1], f"has a value of several types: {names}")
        if element.text.strip(WHITE_SPACE):
            self._odd(Form.ONE_TYPE, element, f"has a value of text beside a <{types[0].name}>")
        return self._typed(types[0])

    def _typed(self, element: Element) -> Value:
        if element.name == "array":
            return self._array(element)
        if element.name == "struct":
            return self._struct(element)
        if element.name not in SCALARS:
            raise self._violation(element, f"has a value of the unknown type <{element.name}>")
        form, read = SCALARS[element.name]
        try:
            value, odd = read(self._only_text(element))
        except ValueError:
            raise self._violation(element, f"has an unreadable <{element.name}>") from None
        if odd:
            self._odd(form, element, f"has {odd}")
        return value

    def _array(self, element: Element) -> Array:
        data = self._children(element, {"data"}, Form.ARRAY)
        if len(data) != 1:
            self._odd(Form.ARRAY, element, f"has an array with {len(data)} data elements")
        found = [value for part in data for value in self._children(part, {"value"}, Form.ARRAY)]
        return Array(tuple(self.values[id(value)] for value in found))

    def _struct(self, element: Element) -> Struct:
        found = self._children(element, {"member"}, Form.MEMBER)
        members = tuple(self._member(member) for member in found)
        if len({name for name, _ in members}) != len(members):
            self._odd(Form.MEMBER, element, "has a struct with a member twice")
        return Struct(members)

    def _member(self, element: Element) -> tuple[str, Value]:
        parts = self._children(element, {"name", "value"}, Form.MEMBER)
        by_name = {part.name: part for part in parts}
        if set(by_name) != {"name", "value"}:
            raise self._violation(element, "has a member without a name or without a value")
        if [part.name for part in parts] != ["name", "value"]:
            self._odd(Form.MEMBER, element, "has a member that is not one name and one value")
        return self._only_text(by_name["name"]), self.values[id(by_name["value"])]

    # -- Elements ----------------------------------------------------------------------------

    def _children(self, element: Element, wanted: set[str], form: Form) -> list[Element]:
        """Give the wanted children; everything else inside is odd."""
        self._no_attributes(element)
        if element.text.strip(WHITE_SPACE):
            self._odd(form, element, f"has text between the elements of a <{element.name}>")
        for child in element.children:
            if child.name not in wanted:
                self._odd(form, child, f"has a <{child.name}> inside a <{element.name}>")
        return [child for child in element.children if child.name in wanted]

    def _only_text(self, element: Element) -> str:
        self._no_attributes(element)
        if element.children:
            self._odd(Form.STRAY, element, f"has elements inside a <{element.name}>")
        return element.text

    def _no_attributes(self, element: Element) -> None:
        if element.attributes:
            self._odd(Form.STRAY, element, f"has attributes on a <{element.name}>")

    def _odd(self, form: Form, element: Element, message: str) -> None:
        seen = xml.excerpt(self.document, element.at)
        text = f"{self.what} {message}, at byte {element.at}"
        self.oddities.append(Oddity(form=form, message=text, seen=seen))

    def _violation(self, element: Element, message: str) -> Violation:
        seen = xml.excerpt(self.document, element.at)
        text = f"{self.what} {message}, at byte {element.at}"
        return Violation(text, seen=seen, timeless=True)


def _shown(value: Value | None) -> str:
    return "missing" if value is None else show(value)


def _code(value: Value | None) -> int | None:
    """Take a faultCode sent as text for the number it spells, so that only form rows mind."""
    if isinstance(value, Int):
        return value.number
    if isinstance(value, String) and _DECIMAL.fullmatch(value.text):
        return int(value.text)
    return None
