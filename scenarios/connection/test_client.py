"""The other side: a client has as much reason to ask for proof, and none to wait for ever."""

from __future__ import annotations

from typing import Any

import pytest

from wireproof import Target, Untested, Violation, requirement
from wireproof.errors import BrokenAdapter
from wireproof.peers.connection import IMPOSTORS, SILENCES, deceive, serve
from wireproof.targets.calling import Call

PAYLOAD = {"greeting": "STILL THERE?", "numbers": [0, -1, 1.5, True, None], "": ["\xe9", {}]}
ORDER = {"payload": PAYLOAD}


def key_of(call: Call) -> bytes:
    """Tell the key that was given to the client."""
    if not call.process.authkey:
        raise Untested("its key is not known: its command must take {authkey_file}")
    return call.process.authkey


def require_failure(answer: dict[str, Any], what: str) -> None:
    """Insist that the client reports no success."""
    if answer["ok"]:
        raise Violation(f"the client reports a success with {what}", seen=repr(answer)[:200])
    if not isinstance(answer.get("stage"), str):
        raise BrokenAdapter("the answer does not tell the stage of the failure")


def require_served(target: Target, *, after: float = 0) -> None:
    """Prove that this client talks to a server that knows the key, also to one that is late."""
    with target.call(ORDER) as call, call.accept() as server:
        if after:
            server.stay_away(after)
        serve(server, key_of(call))
        answer = call.answer(within=target.patience.refuse)
    if answer != {"ok": True, "result": PAYLOAD}:
        raise Violation(
            "a good server's echo is not reported", expected=repr(PAYLOAD), seen=repr(answer)[:200]
        )


@requirement("CONN-024")
@pytest.mark.parametrize("which", IMPOSTORS)
def test_sends_nothing_to_who_does_not_know_the_key(target: Target, which: str) -> None:
    """Neither the object nor a part of it, whatever stands where the proof should be."""
    require_served(target)
    with target.call(ORDER) as call, call.accept() as server:
        deceive(server, IMPOSTORS[which], key_of(call))
        server.close()
        answer = call.answer(within=target.patience.refuse)
    require_failure(answer, "an impostor")


@requirement("CONN-025")
@pytest.mark.parametrize("which", SILENCES)
def test_gives_up_on_a_server_that_does_not_begin(target: Target, which: str) -> None:
    """It waits for a server that is late, and not for one that never comes."""
    limit = target.limit("connect_timeout")
    require_served(target, after=limit / 3)
    with target.call(ORDER) as call, call.accept() as server:
        server.send(SILENCES[which])
        answer = call.answer(within=limit + target.patience.reply)
    require_failure(answer, "a silent server")
