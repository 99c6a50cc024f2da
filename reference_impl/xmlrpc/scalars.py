"""Read the text of one value: one method a type, and what is not exactly right is a fault."""

from __future__ import annotations

import binascii
import math
import re
from datetime import datetime

from reference_impl.xmlrpc.trees import SPACE, Node, Trees
from reference_impl.xmlrpc.values import BAD_PARAMS, NOT_XMLRPC, DateTime, Fault, Value

DOUBLE = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?"
DATE_TIME = r"[0-9]{8}T[0-9]{2}:[0-9]{2}:[0-9]{2}"


class Scalars(Trees):
    """The types that hold no other values."""

    def read_string(self, node: Node) -> Value:
        return self.leaf(node)  # XRPC-021: also where the element is empty.

    def read_int(self, node: Node) -> Value:
        text = self.leaf(node)
        # XRPC-024, XRPC-049: ASCII digits, and so few that int() stays quick.
        if not re.fullmatch(r"[+-]?[0-9]{1,1000}", text):
            raise Fault(BAD_PARAMS, "an int is no number")
        number = int(text)  # XRPC-022: decimal, with leading zeros or without.
        if not -(2**31) <= number < 2**31:  # XRPC-023: refused, never wrapped
            raise Fault(BAD_PARAMS, "an int does not fit 32 bits")
        return number

    def read_boolean(self, node: Node) -> Value:
        text = self.leaf(node)
        if text not in {"0", "1"}:  # XRPC-025: exactly these
            raise Fault(BAD_PARAMS, "a boolean is neither 0 nor 1")
        return text == "1"

    def read_double(self, node: Node) -> Value:
        text = self.leaf(node)
        # XRPC-027: what is not finite is no double, whatever float() thinks of it.
        if not re.fullmatch(DOUBLE, text) or not math.isfinite(number := float(text)):
            raise Fault(BAD_PARAMS, "a double is no finite number")
        return number

    def read_date_time(self, node: Node) -> Value:
        text = self.leaf(node)
        try:
            if re.fullmatch(DATE_TIME, text):
                datetime.strptime(text, "%Y%m%dT%H:%M:%S")  # noqa: DTZ007 - it has no zone
                return DateTime(text)  # XRPC-028: a possible date, and as it came.
        except ValueError:
            pass  # the form of a date, and none in the calendar
        raise Fault(BAD_PARAMS, "a dateTime is no date")

    def read_base64(self, node: Node) -> Value:
        # XRPC-029: white space is no part of it, wherever it stands.
        packed = self.leaf(node).translate(dict.fromkeys(map(ord, SPACE)))
        try:
            return binascii.a2b_base64(packed, strict_mode=True)
        except ValueError:  # XRPC-030
            raise Fault(BAD_PARAMS, "base64 is malformed") from None

    def read_nil(self, node: Node) -> Value:
        if self.leaf(node).strip(SPACE):
            raise Fault(NOT_XMLRPC, "a nil holds text")
        return None  # XRPC-037: nil stays nil, and is not the empty string.
