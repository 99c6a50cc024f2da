"""Read and write quickly what is ordinary; leave everything else to the strict reader and writer.

A document that is plain - UTF-8, no declarations, no instructions - is parsed in C and walked
once. Whatever is not exactly as expected on that walk is read again by ``reading.py``, which knows
what to make of it. So the quick way can only ever read less, never otherwise.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from reference_impl.xmlrpc.extensions import LongIntegers
from reference_impl.xmlrpc.fast_scalars import SCALARS, WRITERS, UnusualError
from reference_impl.xmlrpc.reading import METHOD_NAME
from reference_impl.xmlrpc.values import Value

ORDINARY = re.compile(
    rb"""(<\?xml version=['"]1\.0['"]( encoding=['"](utf|UTF)-8['"])?\s*\?>)?\s*<methodCall>"""
).match
SPACE = b" \t\r\n"


class Codec(LongIntegers):
    """The strict reader and writer, with a short cut past both."""

    def read_call(self, document: bytes) -> tuple[str, list[Value]]:
        # XRPC-045, XRPC-046: in UTF-8 and without "<!" there is no declaration, so no entity.
        if not ORDINARY(document) or b"<!" in document or document.find(b"<?", 1) > 0:
            return super().read_call(document)
        try:
            parser = XMLParser()  # noqa: S314 - see above
            parser.feed(document)
            return Walk(self.max_depth).call(parser.close())
        except (ParseError, UnusualError, LookupError, ValueError):
            return super().read_call(document)

    def write_value(self, value: Value) -> str:
        # XRPC-034 to XRPC-036: what needs a closer look gets one.
        try:
            return WRITERS[type(value)](value)
        except (KeyError, UnusualError):
            return super().write_value(value)


class Walk:
    """One document: a tree on the way in, and the text that was found where text belongs."""

    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth
        self.texts: list[str] = []

    def call(self, root: Any) -> tuple[str, list[Value]]:  # noqa: ANN401 - what close() gives
        name, params = root  # one more or less is a ValueError: not for us
        if root.tag != "methodCall" or name.tag != "methodName" or params.tag != "params":
            raise UnusualError
        text = self.text(name)
        if not METHOD_NAME.fullmatch(text):  # XRPC-006
            raise UnusualError
        values = [self.param(param) for param in params]
        # XRPC-041, XRPC-080: all the text there is, save white space, has been found.
        if size(root.itertext()) != size(self.texts):
            raise UnusualError
        return text, values

    def param(self, node: Element) -> Value:
        (value,) = node
        if node.tag != "param" or value.tag != "value":
            raise UnusualError
        return self.value(value, 1)

    def text(self, node: Element) -> str:
        if len(node):
            raise UnusualError
        text = node.text or ""
        self.texts.append(text)
        return text

    def value(self, node: Element, depth: int) -> Value:
        if not len(node):
            return self.text(node)  # XRPC-020, XRPC-021
        (kind,) = node
        tag = kind.tag
        if tag in SCALARS:
            return SCALARS[tag](self.text(kind))
        if depth > self.max_depth:  # XRPC-048
            raise UnusualError
        if tag == "struct":
            return self.struct(kind, depth + 1)
        (data,) = kind
        if tag != "array" or data.tag != "data" or any(item.tag != "value" for item in data):
            raise UnusualError
        return [self.value(item, depth + 1) for item in data]

    def struct(self, node: Element, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for member in node:
            name, item = member
            if member.tag != "member" or name.tag != "name" or item.tag != "value":
                raise UnusualError
            found[self.text(name)] = self.value(item, depth)
        if len(found) != len(node):  # XRPC-032
            raise UnusualError
        return found


def size(texts: Any) -> int:  # noqa: ANN401 - strings, one after the other
    """Count the bytes that are no white space."""
    return len("".join(texts).encode().translate(None, SPACE))
