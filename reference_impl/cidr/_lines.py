"""Lines of JSON in, lines of JSON out: what is the same however one calculates.

The rule of this file: no line ends the loop, and none is left without its one answer.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from reference_impl.cidr._orders import ORDERS, Refused, members

LONGEST_LINE = 4 << 20  # bytes; ten thousand networks take a tenth of it
MOST_ITEMS = 1000
CHUNK = 65_536


class Tool:
    """Answer orders. A subclass has a method for each op."""

    registry = "2025-10"
    caps: tuple[str, ...] = ()
    max_limit = MOST_ITEMS

    def hello(self) -> dict[str, Any]:
        # CIDR-047: what is named here is the table that orders are looked up in.
        about = {"contract": "cidr/1", "ops": list(ORDERS), "caps": list(self.caps)}
        return {**about, "registry": self.registry, "max_limit": self.max_limit}

    def answer(self, order: object) -> dict[str, Any]:
        """Answer one order, as it comes out of JSON."""
        # CIDR-045: a wrong order is an answer like any other; its id is given back even so.
        identifier = order.get("id") if isinstance(order, dict) else None
        try:
            op, found = members(order)
            return {"id": identifier, "ok": True, "result": getattr(self, op)(**found)}
        except Refused as trouble:
            error = {"kind": trouble.kind, "message": trouble.why}
            return {"id": identifier, "ok": False, "error": error}

    def at_most(self, limit: int) -> int:
        # CIDR-046: no list is longer than we say in hello, whatever is asked for.
        return min(limit, self.max_limit)

    # -- Lines -------------------------------------------------------------------------------

    def serve(self) -> None:
        """Answer until the input ends."""
        # CIDR-044: one answer a line, in the order of the lines, before the next line is read.
        # CIDR-045: whatever the line; whoever counts lines would be lost if one were skipped.
        for line in self.lines():
            self.reply(self.answer(self.read(line)))

    def lines(self) -> Iterator[bytes]:
        # CIDR-044: os.read gives what is there; a buffered reader may wait to fill its buffer.
        # CIDR-046: of a line that is too long, nothing is kept but the fact.
        rest = b""
        while chunk := os.read(sys.stdin.fileno(), CHUNK):
            *whole, last = chunk.split(b"\n")
            for piece in whole:
                yield rest + piece
                rest = b""
            rest = (rest + last)[: LONGEST_LINE + 1]

    def read(self, line: bytes) -> object:
        # CIDR-045: what is no JSON is no order; a name that stands twice is none that we would
        # guess at (RFC 8259 section 4). Python's own reader takes NaN, and recurses.
        if len(line) > LONGEST_LINE:
            return None
        try:
            return json.loads(line, parse_constant=_refuse, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            return None

    def reply(self, answer: dict[str, Any]) -> None:
        # CIDR-044: whoever waits for this answer before it gives the next order would wait for
        # ever, were it left in a buffer.
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _refuse(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found
