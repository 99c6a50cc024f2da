"""Ask a tool and read its answers: what an answer has to look like, whatever it says.

The lines themselves are part of this contract, so an answer that is no JSON object, has another
order's id, or lacks ``ok`` is the target's failure and not an adapter's trouble.
A batch is small enough that no tool has to take a new order before we take its answers, except
where that is the question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from wireproof import Target, Violation
from wireproof.errors import BrokenAdapter

from .examples import Order, said

BATCH = 100
KINDS = frozenset(
    ["address", "network", "host-bits", "range", "version", "argument", "unsupported", "json"]
)
SHOWN = 200  # characters of an answer


class Answer(NamedTuple):
    """What a tool says: a result, or the kind of an error and its words."""

    ok: bool
    result: Any = None
    kind: str = ""
    message: str = ""

    def __str__(self) -> str:
        """Show it in short."""
        if self.ok:
            return shown(self.result)
        return f"refused ({self.kind}: {shown(self.message)})"


def ask(target: Target, op: str, *, within: float = 0, **members: object) -> Answer:
    """Give one order."""
    return next(ask_all(target, [{"op": op, **members}], within=within))


def ask_all(target: Target, orders: Iterable[Order], *, within: float = 0) -> Iterator[Answer]:
    """Give orders, some at a time, and give their answers in order."""
    rest = iter(orders)
    while batch := list(islice(rest, BATCH)):
        yield from ask_at_once(target, batch, within=within)


def ask_at_once(target: Target, orders: Sequence[Order], *, within: float = 0) -> list[Answer]:
    """Give all orders before the first answer is read."""
    lines = [spell({"id": place, **order}) for place, order in enumerate(orders, start=1)]
    found = tell(target, *lines, within=within)
    return [
        read(line, identifier=place, about=said(order))
        for place, (line, order) in enumerate(zip(found, orders, strict=True), start=1)
    ]


def spell(order: Order) -> bytes:
    """Write an order as a line."""
    return json.dumps(order, ensure_ascii=False).encode()


def tell(target: Target, *lines: bytes, within: float = 0) -> list[bytes]:
    """Give lines as they are, and take as many."""
    try:
        return target.tell(*lines, within=within)
    except BrokenAdapter as trouble:
        raise Violation(str(trouble), timeless=True) from trouble


def read(line: bytes, *, identifier: int | None, about: str) -> Answer:
    """Read an answer; raises `Violation` where it is none, or another order's."""
    answer = _members(line, about)
    if "id" not in answer or not _same_id(answer["id"], identifier):
        wrong = answer.get("id", "none")
        raise _wrong(f"the answer to {about} has the id {shown(wrong)}, not {identifier}", line)
    if answer.get("ok") is True and "result" in answer:
        return Answer(ok=True, result=answer["result"])
    error = answer.get("error")
    if answer.get("ok") is False and isinstance(error, dict) and error.get("kind") in KINDS:
        return Answer(ok=False, kind=error["kind"], message=str(error.get("message", "")))
    raise _wrong(f"the answer to {about} is neither a result nor an error of a known kind", line)


def _members(line: bytes, about: str) -> dict[str, Any]:
    try:
        answer = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as trouble:
        raise _wrong(f"the answer to {about} is no JSON", line) from trouble
    if not isinstance(answer, dict):
        raise _wrong(f"the answer to {about} is no JSON object", line)
    return answer


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _same_id(seen: object, due: int | None) -> bool:
    return seen is None if due is None else not isinstance(seen, bool) and seen == due


def _wrong(what: str, line: bytes) -> Violation:
    seen = shown(line.decode("utf-8", "backslashreplace"))
    return Violation(what, seen=seen, timeless=True)


def shown(value: object) -> str:
    """Show a value in short."""
    text = ascii(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
