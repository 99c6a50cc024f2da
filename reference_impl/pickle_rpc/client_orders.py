"""How a client is told what to call: one JSON line in, one JSON line out.

    {"name": "sub", "args": [5], "kwargs": {"y": 3}}
    {"ok": true, "result": 2}
    {"ok": false, "fault": {"type": "ValueError", "message": "out of funds"}}
    {"ok": false, "stage": "call"}

A fault is what the function raised. All else that fails has a stage: ``connect``, ``auth``,
``call`` or ``reply``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

REPORTED = 3  # the exit code of a client that reports a failure in good order


class RaisedError(Exception):
    """What the function raised, in words: its class may be one that only the server has."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class FailedError(Exception):
    """A call of which nobody knows what came."""

    def __init__(self, stage: str, trouble: object) -> None:
        super().__init__(f"{stage}: {trouble!r}")
        self.stage = stage


def carry_out(call: Callable[[str, tuple[Any, ...], dict[str, Any]], object]) -> None:
    """Read an order, make the call, and end with what came of it."""
    order = json.loads(sys.stdin.readline())
    answer: dict[str, Any]
    try:
        answer = {"ok": True, "result": call(order["name"], tuple(order["args"]), order["kwargs"])}
    except RaisedError as raised:
        # PRPC-029: the function's failure is no result, and not one of the way to it.
        answer = {"ok": False, "fault": {"type": raised.kind, "message": raised.message}}
    except FailedError as failure:
        print(failure, file=sys.stderr)
        answer = {"ok": False, "stage": failure.stage}
    print(json.dumps(answer, default=repr), flush=True)
    sys.exit(0 if answer["ok"] else REPORTED)
