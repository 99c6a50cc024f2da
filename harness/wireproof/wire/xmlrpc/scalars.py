"""Read the text of one scalar: its value, and what is odd about how it is written.

A reader takes what has only one sensible meaning and complains about the way it is written; it
raises `ValueError` where there is none.
"""

from __future__ import annotations

import binascii
import math
import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from wireproof.wire.xml import WHITE_SPACE
from wireproof.wire.xmlrpc.forms import Form
from wireproof.wire.xmlrpc.values import (
    I8,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    Nil,
    String,
    Value,
)

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", re.ASCII)  # linear: no part overlaps
_DATE_TIME = re.compile(r"[0-9]{8}T[0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_TRUTHS = {"0": False, "1": True, "false": False, "true": True}
MOST_DIGITS = 400  # far above 64 bits, far below where int() turns slow

Reading: TypeAlias = tuple[Value, str]


def _number(text: str, bits: int) -> tuple[int, str]:
    bare = text.strip(WHITE_SPACE)
    if not _INTEGER.fullmatch(bare) or len(bare) > MOST_DIGITS:
        raise ValueError("no integer")
    number = int(bare)
    if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        return number, f"an integer that does not fit {bits} bits"
    return number, "" if bare == text else "an integer with white space"


def _int(spelling: Literal["int", "i4"]) -> Callable[[str], Reading]:
    def read(text: str) -> Reading:
        number, odd = _number(text, 32)
        return Int(number, spelling), odd

    return read


def _i8(text: str) -> Reading:
    number, odd = _number(text, 64)
    return I8(number), odd


def _boolean(text: str) -> Reading:
    truth = _TRUTHS.get(text.strip(WHITE_SPACE).lower())
    if truth is None:
        raise ValueError("no boolean")
    return Boolean(truth), "" if text in {"0", "1"} else "a boolean that is neither 0 nor 1"


def _string(text: str) -> Reading:
    return String(text), ""


def _double(text: str) -> Reading:
    if "_" in text:
        raise ValueError("no double")
    number = float(text)
    if not math.isfinite(number):
        return Double(number), "a double that is not finite"
    regular = _DOUBLE.fullmatch(text)
    return Double(number), "" if regular else "a double not of sign, digits and point alone"


def _date_time(text: str) -> Reading:
    regular = _DATE_TIME.fullmatch(text)
    return DateTime(text), "" if regular else "a dateTime not of the form 19980717T14:08:55"


def _base64(text: str) -> Reading:
    packed = text.translate(dict.fromkeys(map(ord, WHITE_SPACE)))
    try:
        return Base64(binascii.a2b_base64(packed, strict_mode=True)), ""
    except ValueError:
        return Base64(binascii.a2b_base64(packed)), "base64 beyond the alphabet or badly padded"


def _nil(text: str) -> Reading:
    return Nil(), "text in a nil" if text.strip(WHITE_SPACE) else ""


SCALARS: dict[str, tuple[Form, Callable[[str], Reading]]] = {
    "int": (Form.INTEGER, _int("int")),
    "i4": (Form.INTEGER, _int("i4")),
    "i8": (Form.INTEGER, _i8),
    "boolean": (Form.BOOLEAN, _boolean),
    "string": (Form.STRAY, _string),
    "double": (Form.DOUBLE, _double),
    "dateTime.iso8601": (Form.DATE_TIME, _date_time),
    "base64": (Form.BASE64, _base64),
    "nil": (Form.STRAY, _nil),
}
