"""XML-RPC as the harness speaks it: our own codec, since the standard library's is a target.

Values keep apart what the wire keeps apart. Writing can spell one value in every legal way;
reading is lenient about form and keeps a list of what was odd, so that a row about values is not
failed by a fault of spelling, and a row about form can insist on it.
"""

from wireproof.wire.xmlrpc.comparing import difference, require_same_value, show
from wireproof.wire.xmlrpc.forms import EVERY_FORM, Form, Oddity
from wireproof.wire.xmlrpc.reading import (
    Answer,
    Call,
    Fault,
    Result,
    decode_call,
    decode_response,
    insist,
)
from wireproof.wire.xmlrpc.values import (
    I8,
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    Nil,
    String,
    Struct,
    Value,
    value_of,
)
from wireproof.wire.xmlrpc.writing import (
    PLAIN,
    Spelling,
    Verbatim,
    encode_call,
    encode_fault,
    encode_result,
    nested,
)

__all__ = [
    "EVERY_FORM",
    "I8",
    "PLAIN",
    "Answer",
    "Array",
    "Base64",
    "Boolean",
    "Call",
    "DateTime",
    "Double",
    "Fault",
    "Form",
    "Int",
    "Nil",
    "Oddity",
    "Result",
    "Spelling",
    "String",
    "Struct",
    "Value",
    "Verbatim",
    "decode_call",
    "decode_response",
    "difference",
    "encode_call",
    "encode_fault",
    "encode_result",
    "insist",
    "nested",
    "require_same_value",
    "show",
    "value_of",
]
