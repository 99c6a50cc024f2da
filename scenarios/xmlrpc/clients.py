"""Call a client against our server, and judge what it sent and what it says of the answer.

The rule: every lie of the server stands beside a good answer that the same client takes, so that a
client which is content with nothing, or with everything, cannot be right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from wireproof import Target, Violation
from wireproof.errors import BrokenAdapter
from wireproof.peers.xmlrpc import Reply, Script, Server, result, tagged, value_from
from wireproof.wire import http
from wireproof.wire.xmlrpc import require_same_value

METHOD = "wireproof.echo"
GOOD = "a good answer"


class Told(Struct, frozen=True):
    """One call: what the client says of it, what it sent, and the memory it needed."""

    answer: dict[str, Any]
    requests: list[http.Request]
    peak_bytes: int


def order(method: str = METHOD, params: Sequence[object] = ("a", "b")) -> dict[str, Any]:
    """Write an order."""
    return {"method": method, "params": [tagged(one) for one in params]}


def call(
    target: Target,
    script: Script | Reply,
    given: dict[str, Any] | None = None,
    *,
    within: float = 0,
    most_bytes: int = 0,
) -> Told:
    """Have the client call once; ``most_bytes`` bounds its memory."""
    answers = script if callable(script) else lambda _request: script
    with target.call(given or order()) as called:
        with Server(called.listener, called.accept(), answers) as server:
            within = within or target.patience.refuse
            answer = called.answer(within=within, most_bytes=most_bytes)
        return Told(answer, server.requests, called.peak_bytes)


# -- What it says of the answer ----------------------------------------------------------------


def require_value(told: Told, due: object) -> None:
    """Insist that the client reports a value, and this one."""
    if not told.answer["ok"]:
        what = "a fault" if "fault" in told.answer else "an error"
        raise Violation(f"a good answer is reported as {what}", seen=repr(told.answer)[:200])
    require_same_value(due, value_from(told.answer.get("result")), "what the client reports")


def require_fault(told: Told, code: int, string: str) -> None:
    """Insist that the client reports a fault, with both its members."""
    due = {"code": code, "string": string}
    if told.answer["ok"] or told.answer.get("fault") != due:
        raise Violation(
            "a fault is not reported as that fault",
            expected=repr(due),
            seen=repr(told.answer)[:200],
        )


def require_error(told: Told, what: str) -> None:
    """Insist that the client reports neither a value nor a fault."""
    if told.answer["ok"]:
        raise Violation(f"{what} is taken for a value", seen=repr(told.answer)[:200])
    if "fault" in told.answer:
        raise Violation(f"{what} is taken for a fault", seen=repr(told.answer)[:200])
    if not isinstance(told.answer.get("error"), str):
        raise BrokenAdapter("the answer holds neither a result nor a fault nor an error")


def require_good_answer_taken(target: Target, *, after: float = 0) -> Told:
    """Prove that this client takes a good answer, also one that comes late."""
    told = call(target, result(GOOD, after=after), within=after + target.patience.refuse)
    require_value(told, GOOD)
    return told
