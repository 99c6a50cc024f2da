"""What a call carries: Python's own values, a date that stays text, and the fault."""

from __future__ import annotations

from typing import TypeAlias


class DateTime(str):
    """A dateTime.iso8601 as it was written: XML-RPC says nothing of its zone, so neither do we."""

    __slots__ = ()


Value: TypeAlias = (
    "bool | int | float | str | DateTime | bytes | list[Value] | dict[str, Value] | None"
)


class Fault(Exception):
    """A call that failed: what the caller is told, and nothing about our insides."""

    def __init__(self, code: int, string: str) -> None:
        super().__init__(code, string)
        self.code = code
        self.string = string


# The codes on which XML-RPC implementations agreed in 2001 (the "faults_interop" extension).
MALFORMED = -32700
BAD_ENCODING = -32701
BAD_CHARACTER = -32702
NOT_XMLRPC = -32600
NO_METHOD = -32601
BAD_PARAMS = -32602
INTERNAL = -32603
APPLICATION = -32500
