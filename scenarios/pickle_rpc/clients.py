"""Have a client make one call of our server, and judge what it says of the reply.

The rule: everything bad stands beside a good call of the same client, so that a client which is
content with nothing, or with everything, cannot be right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wireproof import StreamConnection, Target, Untested, Violation
from wireproof.errors import BrokenAdapter
from wireproof.model.features import Standing
from wireproof.peers.pickle_rpc import Heard, hear, success
from wireproof.targets.calling import Call

from .caller import require_equal

NAME, ARGS, KWARGS = "transfer", (5, "gr\xfc\xdfe", [None, True, 0.5]), {"to": {"": -1}}
ORDER = {"name": NAME, "args": list(ARGS), "kwargs": KWARGS}
RESULT = {"balance": [2, 0.5, "\xe9", None, True], "": {}}

Play = Callable[[StreamConnection, Heard], None]
"""What our server does once it has heard the call."""


def key_of(call: Call) -> bytes:
    """Tell the key that was given to the client."""
    if not call.process.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return call.process.authkey


def enveloped(target: Target) -> bool:
    """Tell which form of reply the client takes: a request says nothing of it."""
    standing = target.features.standing("envelope")
    if standing is Standing.UNDECLARED:
        raise Untested("declare `envelope` or `!envelope`, the replies that it takes")
    return standing is Standing.DECLARED


def told(target: Target, play: Play) -> dict[str, Any]:
    """Have the client call once, ``play`` what comes of it, and give what the client says."""
    with target.call(ORDER) as call, call.accept() as server:
        heard = hear(server, key_of(call))
        require_equal((NAME, ARGS, KWARGS), (heard.name, heard.args, heard.kwargs), "the call")
        play(server, heard)
        return call.answer(within=target.patience.reply)


def replying(reply: object) -> Play:
    """Reply, and leave the end of the connection to the client."""
    return lambda server, heard: server.send(heard.framed(reply))


def require_result(target: Target, result: object = RESULT) -> None:
    """Prove that this client takes a good reply."""
    answer = told(target, replying(success(result, envelope=enveloped(target))))
    if answer != {"ok": True, "result": result}:
        raise Violation(
            "a good reply is not reported as its result",
            expected=repr(result),
            seen=repr(answer)[:200],
        )


def require_failure(answer: dict[str, Any], what: str) -> str:
    """Insist that neither a result nor an exception is reported; give the stage of the failure."""
    if answer["ok"]:
        raise Violation(f"{what} is reported as a result", seen=repr(answer)[:200])
    if "fault" in answer:
        raise Violation(f"{what} is reported as an exception", seen=repr(answer)[:200])
    stage = answer.get("stage")
    if not isinstance(stage, str):
        raise BrokenAdapter("the answer holds neither a result nor a fault nor a stage")
    return stage
