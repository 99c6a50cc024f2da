"""Read and write ordinary values quickly; what is not ordinary is left to the strict modules."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable
from typing import Any

from reference_impl.xmlrpc.extensions import Long
from reference_impl.xmlrpc.scalars import DOUBLE
from reference_impl.xmlrpc.values import Value

ORDINARY_INT = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII).fullmatch
ORDINARY_DOUBLE = re.compile(DOUBLE, re.ASCII).fullmatch


class UnusualError(Exception):
    """Not for us to read."""


def read_int(text: str) -> int:
    """Read an int or an i4."""
    if len(text) < 10 and text.isascii() and text.isdigit():
        return int(text)
    if not ORDINARY_INT(text) or not -(2**31) <= (number := int(text)) < 2**31:
        raise UnusualError
    return number


def read_i8(text: str) -> Long:
    """Read an i8."""
    if not ORDINARY_INT(text) or not -(2**63) <= (number := Long(text)) < 2**63:
        raise UnusualError
    return number


def read_double(text: str) -> float:
    """Read a finite double."""
    if not ORDINARY_DOUBLE(text) or not math.isfinite(number := float(text)):
        raise UnusualError
    return number


def read_base64(text: str) -> bytes:
    """Read base64 in one line."""
    return binascii.a2b_base64(text, strict_mode=True)


SCALARS: dict[str, Callable[[str], Value]] = {
    "int": read_int,
    "i4": read_int,
    "i8": read_i8,
    "string": str,
    "boolean": {"0": False, "1": True}.__getitem__,
    "double": read_double,
    "base64": read_base64,
}


def escaped(text: str) -> str:
    """Give text that needs no escape."""
    if not text.isprintable() or "<" in text or "&" in text or ">" in text:
        raise UnusualError
    return text


def write_int(value: int) -> str:
    """Write an int."""
    if not -(2**31) <= value < 2**31:
        raise UnusualError
    return f"<value><int>{value}</int></value>"


def write_double(value: float) -> str:
    """Write a double whose shortest digits have no exponent."""
    digits = repr(value)
    if "e" in digits or "n" in digits:
        raise UnusualError
    return f"<value><double>{digits}</double></value>"


def write_struct(value: dict[str, Value]) -> str:
    """Write a struct of ordinary members."""
    members = [
        f"<member><name>{escaped(name)}</name>{WRITERS[type(item)](item)}</member>"
        for name, item in value.items()
    ]
    return f"<value><struct>{''.join(members)}</struct></value>"


def write_array(value: list[Value]) -> str:
    """Write an array of ordinary items."""
    items = [WRITERS[type(item)](item) for item in value]
    return f"<value><array><data>{''.join(items)}</data></array></value>"


WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda text: f"<value><string>{escaped(text)}</string></value>",
    int: write_int,
    bool: lambda value: f"<value><boolean>{value:d}</boolean></value>",
    float: write_double,
    bytes: lambda data: f"<value><base64>{base64.b64encode(data).decode()}</base64></value>",
    dict: write_struct,
    list: write_array,
}
