"""Types that the specification does not have: 64-bit integers, and those of Apache's namespace.

A prefix means nothing by itself. It is the namespace that it is bound to which counts, so expat
resolves it, and a document that binds ``ex`` to something else is not misread.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from reference_impl.xmlrpc.reading import Reader
from reference_impl.xmlrpc.system import System
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import BAD_PARAMS, Fault, Value
from reference_impl.xmlrpc.writing import Writer

APACHE = "http://ws.apache.org/xmlrpc/namespaces/extensions"


class Long(int):
    """An integer that came as an i8, and goes out as one; no other does."""


class LongIntegers(System):
    """The service with i8 instead of nil."""

    TYPES = {  # noqa: RUF012 - a table
        **{name: reader for name, reader in Reader.TYPES.items() if name != "nil"},  # XRPC-038
        "i8": "read_i8",
    }
    WRITERS = {**Writer.WRITERS, Long: "write_i8"}  # noqa: RUF012 - a table

    def call(self, name: str, params: list[Value]) -> Value:
        result = super().call(name, params)
        return True if result is None else result  # XRPC-038: some value, and nil is none here.

    def read_i8(self, node: Node) -> Value:
        text = self.leaf(node)
        # XRPC-039: refused beyond 64 bits, and no double on the way.
        if not re.fullmatch(r"[+-]?[0-9]{1,1000}", text) or not -(2**63) <= int(text) < 2**63:
            raise Fault(BAD_PARAMS, "an i8 is no number, or does not fit 64 bits")
        return Long(text)

    def write_i8(self, value: Long) -> str:
        return f"<i8>{value:d}</i8>"  # XRPC-039


class Extended(LongIntegers):
    """The service for callers who speak Apache's dialect, where nil is nil."""

    TYPES = {**Reader.TYPES, f"{APACHE} nil": "read_nil", f"{APACHE} i8": "read_i8"}  # noqa: RUF012

    def call(self, name: str, params: list[Value]) -> Value:
        return System.call(self, name, params)

    def new_parser(self) -> expat.XMLParserType:
        # XRPC-040: an element's name is its namespace and its local name, whatever the prefix.
        return expat.ParserCreate(namespace_separator=" ")

    def write_i8(self, value: Long) -> str:
        return f'<ex:i8 xmlns:ex="{APACHE}">{value:d}</ex:i8>'
