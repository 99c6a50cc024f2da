"""How a client is told what to call: one JSON line in, one JSON line out.

    {"method": "echo", "params": [{"t": "i4", "v": "7"}]}
    {"ok": true, "result": {"t": "i4", "v": "7"}}
    {"ok": false, "fault": {"code": 4, "string": "Too many parameters."}}
    {"ok": false, "error": "protocol"}

A value is a tag and the text that stands in its element; an array holds such values, a struct
pairs of a name and such a value, and nil nothing.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from reference_impl.xmlrpc.values import DateTime, Fault, Value

REPORTED = 3  # the exit code of a client that reports a failure in good order

SCALARS: dict[str, Callable[[str], Value]] = {
    "i4": int,
    "boolean": lambda text: text == "1",
    "double": float,
    "string": str,
    "dateTime": DateTime,
    "base64": base64.b64decode,
}
NAMES = {
    bool: "boolean",
    int: "i4",
    float: "double",
    DateTime: "dateTime",
    str: "string",
    bytes: "base64",
}


class ProtocolError(Exception):
    """What came is no answer to the call, or nothing came."""


def value(tagged: dict[str, Any]) -> Value:
    kind = tagged["t"]
    if kind == "array":
        return [value(item) for item in tagged["v"]]
    if kind == "struct":
        return {name: value(item) for name, item in tagged["v"]}
    return None if kind == "nil" else SCALARS[kind](tagged["v"])


def tagged(value: Value) -> dict[str, Any]:
    match value:
        case None:
            return {"t": "nil"}
        case list():
            return {"t": "array", "v": [tagged(item) for item in value]}
        case dict():
            return {"t": "struct", "v": [[name, tagged(item)] for name, item in value.items()]}
    kind, text = NAMES[type(value)], str(value)
    match value:
        case bool():
            text = str(int(value))
        case float():
            text = format(Decimal(repr(value)), "f")
        case bytes():
            text = base64.b64encode(value).decode()
    return {"t": kind, "v": text}


def carry_out(call: Callable[[str, list[Value]], Value]) -> None:
    """Read an order, make the call, and end with what came of it."""
    order = json.loads(sys.stdin.readline())
    answer = outcome(call, order["method"], [value(one) for one in order["params"]])
    print(json.dumps(answer), flush=True)
    sys.exit(0 if answer["ok"] else REPORTED)


def outcome(
    call: Callable[[str, list[Value]], Value], method: str, params: list[Value]
) -> dict[str, Any]:
    # XRPC-071: three ways to end, and none of them looks like another.
    try:
        return {"ok": True, "result": tagged(call(method, params))}
    except Fault as fault:
        return {"ok": False, "fault": {"code": fault.code, "string": fault.string}}
    except (ProtocolError, OSError) as trouble:
        print(f"{type(trouble).__name__}: {trouble}", file=sys.stderr)
        return {"ok": False, "error": "protocol"}
