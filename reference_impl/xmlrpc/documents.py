"""The codec of ``xmlrpc.client``, where it has to be told: how text is written, and when to stop.

Both classes hook into the tables that the library has for its own types.
"""

from __future__ import annotations

import re
import xmlrpc.client
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from reference_impl.xmlrpc.orders import ProtocolError
from reference_impl.xmlrpc.values import DateTime, Value

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_DEPTH = 100  # arrays and structs in one another; each is three elements

Write = Callable[[str], object]


class Marshaller(xmlrpc.client.Marshaller):
    """Writes parameters so that they arrive as they are."""

    dispatch: Any = dict(xmlrpc.client.Marshaller.dispatch)  # noqa: RUF012 - a table

    def dump_text(self, value: str, write: Write) -> None:
        self.dump_unicode(value, write, self.escape)

    def dump_members(self, value: dict[str, Value], write: Write) -> None:
        self.dump_struct(value, write, self.escape)

    def dump_number(self, value: float, write: Write) -> None:
        write(f"<value><double>{Decimal(repr(value)):f}</double></value>")  # with no exponent

    def dump_date(self, value: DateTime, write: Write) -> None:
        write(f"<value><dateTime.iso8601>{value}</dateTime.iso8601></value>")

    def escape(self, text: str) -> str:
        # XRPC-070: the library's escape() lets through what XML cannot carry, and carriage returns,
        # which every XML parser takes for line feeds (XML 1.0 section 2.11).
        if NOT_XML.search(text):
            raise ProtocolError("a parameter holds a character that XML cannot carry")
        return xmlrpc.client.escape(text).replace("\r", "&#13;")

    dispatch[str] = dump_text
    dispatch[dict] = dump_members
    dispatch[float] = dump_number
    dispatch[DateTime] = dump_date


class Unmarshaller(xmlrpc.client.Unmarshaller):
    """Reads an answer as far as it is worth it."""

    dispatch: Any = dict(xmlrpc.client.Unmarshaller.dispatch)  # noqa: RUF012 - a table

    def __init__(self) -> None:
        super().__init__(use_builtin_types=True)
        self.depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        # XRPC-072: the library goes as deep as the document, and whoever walks the value falls.
        self.depth += 1
        if self.depth > 3 * MAX_DEPTH + 5:
            raise ProtocolError("nested too deep")
        super().start(tag, attrs)

    def end(self, tag: str) -> None:
        self.depth -= 1
        super().end(tag)

    def end_date(self, data: str) -> None:
        self.append(DateTime(data))
        self._value = False

    dispatch["dateTime.iso8601"] = end_date


def refuse_doctype(*_declaration: object) -> None:
    # XRPC-072: no declaration, no entities; no entities, no bomb.
    raise ProtocolError("document type declarations are refused")


def read(document: bytes) -> Value:
    """Read an answer; raises the library's ``Fault`` where it is one."""
    unmarshaller = Unmarshaller()
    unmarshaller.xml(None, None)  # type: ignore[arg-type]  # texts come decoded
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = unmarshaller.start
    parser.EndElementHandler = unmarshaller.end
    parser.CharacterDataHandler = unmarshaller.data
    parser.Parse(document, True)  # noqa: FBT003 - expat takes no keywords
    values = unmarshaller.close()
    # XRPC-071: to the library, a call is as good as an answer.
    if unmarshaller.getmethodname() is not None or len(values) != 1:
        raise ProtocolError("not a methodResponse with one value")
    value: Any = values[0]
    return value  # type: ignore[no-any-return]


def write(method: str, params: list[Value]) -> bytes:
    """Write a call."""
    marshaller = Marshaller("utf-8", allow_none=True)
    written = marshaller.dumps(params)
    name = f"<methodName>{marshaller.escape(method)}</methodName>"
    return f'<?xml version="1.0"?><methodCall>{name}{written}</methodCall>'.encode()
