"""Mistakes about types: values that come back as others, or not at all.

python -m reference_impl.xmlrpc.mutants_types strips_strings
"""

from __future__ import annotations

import binascii
import os
import re
from xml.parsers import expat

from reference_impl._mutants import start
from reference_impl.xmlrpc import fast, keepalive, threaded
from reference_impl.xmlrpc.extensions import Long
from reference_impl.xmlrpc.system import System
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import BAD_PARAMS, DateTime, Fault, Value


class StripsStrings(threaded.Endpoint):
    """White space around text is only layout, is it not?"""

    def read_untyped(self, text: str) -> Value:
        return text.strip()


class TakesEmptyForNil(threaded.Endpoint):
    """``element.text or None``."""

    def read_untyped(self, text: str) -> Value:
        return text or None


class ReadsOctal(threaded.Endpoint):
    """The C library's base 0: a leading zero means base eight."""

    def read_int(self, node: Node) -> Value:
        text = self.leaf(node)
        if re.fullmatch(r"[+-]?0[0-7]+", text):
            return int(text, 8)
        return super().read_int(node)


class PrintsFifteenDigits(threaded.Endpoint):
    """%.15g is enough for everybody, and two digits short."""

    def write_double(self, value: float) -> str:
        return super().write_double(float(f"{value:.15g}"))


class RefusesBrokenLines(threaded.Endpoint):
    """Base64 as the web has it, in one line."""

    def read_base64(self, node: Node) -> Value:
        try:
            return binascii.a2b_base64(self.leaf(node), strict_mode=True)
        except ValueError:
            raise Fault(BAD_PARAMS, "base64 is malformed") from None


class ForgetsNamelessMembers(threaded.Endpoint):
    """``if name`` where ``if name is not None`` was meant."""

    def write_struct(self, value: dict[str, Value]) -> str:
        return super().write_struct({name: item for name, item in value.items() if name})


class TakesAStructForAFault(threaded.Endpoint):
    """Faults and results share a path, told apart by a member's name."""

    def write_result(self, value: Value) -> bytes:
        if isinstance(value, dict) and "faultCode" in value:
            return self.document(f"<fault>{self.write_value(value)}</fault>")
        return super().write_result(value)


class MakesArraysOfOneType(threaded.Endpoint):
    """A typed list underneath: one double, and all numbers are."""

    def read_array(self, node: Node) -> list[Value]:
        items = super().read_array(node)
        if any(type(item) is float for item in items):
            return [float(item) if type(item) is int else item for item in items]
        return items


class EscapesTwice(threaded.Endpoint):
    """The template engine escapes, and so do we."""

    def escape(self, text: str) -> str:
        return super().escape(super().escape(text).replace("&#13;", "\r"))


class LosesWhatIsAboveFfff(threaded.Endpoint):
    """A database whose UTF-8 ends at three bytes."""

    def escape(self, text: str) -> str:
        return re.sub("[\U00010000-\U0010ffff]", "?", super().escape(text))


class TakesNilForEmpty(threaded.Endpoint):
    """A language whose strings cannot be absent."""

    def read_nil(self, node: Node) -> Value:
        return super().read_nil(node) or ""


class LeavesOutInnerNil(threaded.Endpoint):
    """Records within records, cleaned before they go out: what has no value is not there."""

    def write_struct(self, value: dict[str, Value]) -> str:
        return super().write_struct({name: self.clean(item) for name, item in value.items()})

    def clean(self, value: Value) -> Value:
        if not isinstance(value, dict):
            return value
        return {name: item for name, item in value.items() if item is not None}


class WrapsIntegers(threaded.Endpoint):
    """Four bytes are what there is, so the rest is cut off."""

    def read_int(self, node: Node) -> Value:
        try:
            return super().read_int(node)
        except Fault:
            if not re.fullmatch(r"[+-]?[0-9]{1,30}", text := self.leaf(node)):
                raise
            return (int(text) + 2**31) % 2**32 - 2**31


class TrustsIntWithText(threaded.Endpoint):
    """What the language's own function takes is a number."""

    def read_int(self, node: Node) -> Value:
        try:
            number = int(self.leaf(node))
        except ValueError:
            raise Fault(BAD_PARAMS, "an int is no number") from None
        if not -(2**31) <= number < 2**31:
            raise Fault(BAD_PARAMS, "an int does not fit 32 bits")
        return number


class ReadsBooleansByTruth(threaded.Endpoint):
    """Everything is true that is not false."""

    def read_boolean(self, node: Node) -> Value:
        return self.leaf(node).strip().lower() not in {"", "0", "false"}


class WritesExponents(threaded.Endpoint):
    """As the language prints it."""

    def write_double(self, value: float) -> str:
        return f"<double>{value!r}</double>"


class TakesWhatIsNotFinite(threaded.Endpoint):
    """float() knows nan and inf, so everybody does."""

    def read_double(self, node: Node) -> Value:
        try:
            return float(self.leaf(node))
        except ValueError:
            raise Fault(BAD_PARAMS, "a double is no number") from None


class ShiftsThePointForever(threaded.Endpoint):
    """Digits of its own, for which the point is moved until one is left before it."""

    mercy = 1000  # places, of which a double has 309; then the watchdog comes

    def read_double(self, node: Node) -> Value:
        try:
            return float(self.leaf(node))
        except ValueError:
            raise Fault(BAD_PARAMS, "a double is no number") from None

    def write_double(self, value: float) -> str:
        rest, places = abs(value), 0
        while rest >= 10:
            rest, places = rest / 10, places + 1
            if places > self.mercy:
                os._exit(1)
        return super().write_double(value)


class TakesAnyMoment(threaded.Endpoint):
    """It stays text anyhow, so why look at it?"""

    def read_date_time(self, node: Node) -> Value:
        return DateTime(self.leaf(node))


class ShortensEarlyYears(threaded.Endpoint):
    """%Y has four digits, except on Linux, where the year 1 has one."""

    def read_date_time(self, node: Node) -> Value:
        year = int(str(super().read_date_time(node))[:4])
        return DateTime(f"{year}{self.leaf(node)[4:]}")


class UnpacksLeniently(threaded.Endpoint):
    """The decoder's default, which skips what it does not know."""

    def read_base64(self, node: Node) -> Value:
        try:
            return binascii.a2b_base64(self.leaf(node))
        except binascii.Error:
            raise Fault(BAD_PARAMS, "base64 is malformed") from None


class KeepsTheLastMember(threaded.Endpoint):
    """A dictionary, filled from left to right."""

    def read_struct(self, node: Node) -> dict[str, Value]:
        return dict(map(self.read_member, self.inside(node, "member")))


class WritesRawReturns(threaded.Endpoint):
    """Three characters are special, says the tutorial."""

    def escape(self, text: str) -> str:
        return super().escape(text).replace("&#13;", "\r")


class WritesWhatXmlCannotCarry(threaded.Endpoint):
    """Escaping makes every text fit for XML, does it not?"""

    def escape(self, text: str) -> str:
        return re.sub("[&<>\r]", lambda found: f"&#{ord(found[0])};", text)


class TrustsPrefixes(threaded.Endpoint):
    """The prefix is ``ex`` in every example."""

    TYPES = {**keepalive.Endpoint.TYPES, "ex:nil": "read_nil", "ex:i8": "read_i8"}  # noqa: RUF012

    def new_parser(self) -> expat.XMLParserType:
        return expat.ParserCreate()


class TakesUnknownTypesForStrings(keepalive.Endpoint):
    """Text is what there is at least."""

    def read_value(self, node: Node) -> Value:
        if len(node.children) == 1 and node.children[0].name not in self.TYPES:
            return self.leaf(node.children[0])
        return super().read_value(node)


class TakesTheFirstType(threaded.Endpoint):
    """``element[0]``, and nobody asks whether there is more."""

    def read_value(self, node: Node) -> Value:
        if node.children:
            del node.children[1:], node.pieces[:]
        return super().read_value(node)


class WritesInstancesAsText(threaded.Endpoint):
    """str() of everything that is not known."""

    def write_value(self, value: Value) -> str:
        return super().write_value(value if type(value) in self.WRITERS else str(value))


class ReturnsNilAllTheSame(fast.Endpoint):
    """Nil is not spoken here, except where there was nothing to say."""

    def call(self, name: str, params: list[Value]) -> Value:
        return System.call(self, name, params)


class TakesNilInSilence(fast.Endpoint):
    """What is easy to read is read, declared or not."""

    TYPES = {**fast.Endpoint.TYPES, "nil": "read_nil"}  # noqa: RUF012 - a table


class KeepsLongIntegersInDoubles(fast.Endpoint):
    """The only number that the language has."""

    def write_i8(self, value: Long) -> str:
        return super().write_i8(Long(float(value)))


if __name__ == "__main__":
    start(globals())
