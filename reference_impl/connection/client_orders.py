"""How a client is told what to send: one JSON line in, one JSON line out.

    {"payload": ["any", {"JSON": 1}]}
    {"ok": true, "result": ["any", {"JSON": 1}]}
    {"ok": false, "stage": "auth"}

The stage of a failure is ``connect``, ``auth`` or ``echo``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

REPORTED = 3  # the exit code of a client that reports a failure in good order


class Failed(Exception):
    """An exchange that came to no good end."""

    def __init__(self, stage: str, trouble: object) -> None:
        super().__init__(f"{stage}: {trouble!r}")
        self.stage = stage


def carry_out(exchange: Callable[[object], object]) -> None:
    """Read an order, make the exchange, and end with what came of it."""
    order = json.loads(sys.stdin.readline())
    try:
        answer = {"ok": True, "result": exchange(order["payload"])}
    except Failed as failure:
        print(failure, file=sys.stderr)
        answer = {"ok": False, "stage": failure.stage}
    print(json.dumps(answer), flush=True)
    sys.exit(0 if answer["ok"] else REPORTED)
