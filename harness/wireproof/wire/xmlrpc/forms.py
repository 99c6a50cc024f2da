"""What a document can get wrong without becoming unreadable."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Form(StrEnum):
    """A part of the grammar that a row can insist on."""

    FRAME = "frame"  # exactly one of params and fault, one param, one value in it
    FAULT = "fault"  # a struct of exactly faultCode (int) and faultString (string)
    NAME = "name"  # a methodName of letters, digits and _ . : /
    ONE_TYPE = "one type"  # one type element in a value, and no text beside it
    ARRAY = "array"  # exactly one data, which holds nothing but values
    MEMBER = "member"  # a name and then a value, no name twice
    INTEGER = "integer"  # an optional sign, digits, and a number that fits the type
    BOOLEAN = "boolean"  # 0 or 1
    DOUBLE = "double"  # an optional sign, digits and a point; finite
    DATE_TIME = "dateTime"  # 19980717T14:08:55
    BASE64 = "base64"  # the alphabet, white space, and its padding
    STRAY = "stray"  # attributes, text or elements where the grammar has none


EVERY_FORM = frozenset(Form)


class Oddity(Struct, frozen=True, kw_only=True):
    """One departure from the grammar: of which kind, what it is, and the bytes where it is."""

    form: Form
    message: str
    seen: str
