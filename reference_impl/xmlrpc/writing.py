"""Write an answer: one method a type, and never a document that is not well-formed."""

from __future__ import annotations

import base64
import math
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal

from reference_impl.xmlrpc.values import APPLICATION, DateTime, Fault, Value

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPECIAL = re.compile("[&<>\r]|" + NOT_XML.pattern).search
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


class Writer:
    """Turns a value or a fault into a methodResponse."""

    WRITERS = {  # noqa: RUF012 - a table
        type(None): "write_nil",
        bool: "write_boolean",
        int: "write_int",
        float: "write_double",
        str: "write_string",
        DateTime: "write_date_time",
        bytes: "write_base64",
        list: "write_array",
        dict: "write_struct",
    }

    def write_result(self, value: Value) -> bytes:
        # XRPC-003: exactly one param with one value, also for a function without a result.
        # XRPC-031: a struct with a faultCode in it is a result like any other.
        return self.document(f"<params><param>{self.write_value(value)}</param></params>")

    def write_fault(self, fault: Fault) -> bytes:
        # XRPC-083: whoever raised the fault knew its code.
        # XRPC-004: these two members, a number and a text, and nothing for the curious.
        struct: Value = {"faultCode": fault.code, "faultString": NOT_XML.sub("?", fault.string)}
        return self.document(f"<fault>{self.write_value(struct)}</fault>")

    def document(self, inside: str) -> bytes:
        return f'<?xml version="1.0"?><methodResponse>{inside}</methodResponse>'.encode()

    def write_value(self, value: Value) -> str:
        writer = self.WRITERS.get(type(value))
        if writer is None and is_dataclass(value):
            # XRPC-079: an object of a class of ours goes out as its fields.
            writer = "write_struct"
            value = {field.name: getattr(value, field.name) for field in fields(value)}
        if writer is None:
            raise Fault(APPLICATION, "the result is of a type XML-RPC does not have")
        return f"<value>{getattr(self, writer)(value)}</value>"

    def write_nil(self, _value: None) -> str:
        return "<nil/>"  # XRPC-037: also what a function without a result gives.

    def write_boolean(self, value: bool) -> str:  # noqa: FBT001 - it is the value
        return f"<boolean>{value:d}</boolean>"

    def write_int(self, value: int) -> str:
        if not -(2**31) <= value < 2**31:
            raise Fault(APPLICATION, "the result does not fit 32 bits")
        return f"<int>{value}</int>"

    def write_double(self, value: float) -> str:
        # XRPC-027: sign, digits and point; neither an exponent nor what is no number.
        # XRPC-092: asked before anything is done with it.
        if not math.isfinite(value):
            raise Fault(APPLICATION, "the result is not finite")
        # XRPC-026: repr() has the shortest digits that give the same 64 bits back.
        return f"<double>{Decimal(repr(value)):f}</double>"

    def write_string(self, value: str) -> str:
        return f"<string>{self.escape(value)}</string>"

    def write_date_time(self, value: DateTime) -> str:
        return f"<dateTime.iso8601>{value}</dateTime.iso8601>"

    def write_base64(self, value: bytes) -> str:
        return f"<base64>{base64.b64encode(value).decode()}</base64>"  # XRPC-029, XRPC-079

    def write_array(self, value: list[Value]) -> str:
        # XRPC-033: also an empty one has its data.
        return f"<array><data>{''.join(map(self.write_value, value))}</data></array>"

    def write_struct(self, value: dict[str, Value]) -> str:
        # XRPC-031: a name is text like any other, the empty one too.
        # XRPC-037: a member that is nil is a member.
        return f"<struct>{''.join(self.write_member(*member) for member in value.items())}</struct>"

    def write_member(self, name: str, value: Value) -> str:
        return f"<member><name>{self.escape(name)}</name>{self.write_value(value)}</member>"

    def escape(self, text: str) -> str:
        if NOT_XML.search(text):  # XRPC-036: XML has no way to say it, so nobody shall try.
            raise Fault(APPLICATION, "the result holds a character that XML cannot carry")
        # XRPC-034: once, and only here. XRPC-035: a raw CR would arrive as a line feed.
        return re.sub("[&<>\r]", lambda found: ESCAPES[found[0]], text)
