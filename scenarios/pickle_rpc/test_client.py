"""The other side: whoever calls is told what came of it, and trusts a reply no more than needed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.peers.pickle_rpc import Heard, failure
from wireproof.wire import frames
from wireproof.wire.hostile_pickles import HostilePickle, against

from .clients import Play, enveloped, replying, require_failure, require_result, told
from .test_hostile import sentinels

FAULTS = [ValueError("out of funds: gr\xf6\xdfer als 5"), LookupError(""), RuntimeError("no: no")]


@requirement("PRPC-029")
@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_raises_what_the_function_raised(target: Target, error: Exception) -> None:
    """With its type and its message, also where an envelope holds these words alone."""
    envelope = enveloped(target)
    require_result(target)
    for travels in (True, False)[: 1 + envelope]:
        answer = told(target, replying(failure(error, envelope=envelope, travels=travels)))
        due = {"type": type(error).__name__, "message": str(error)}
        if answer["ok"]:
            raise Violation("an exception is reported as a result", seen=repr(answer)[:200])
        if answer.get("fault") != due:
            raise Violation(
                "an exception is not reported as that exception",
                expected=repr(due),
                seen=repr(answer)[:200],
            )


@requirement("PRPC-029")
@pytest.mark.parametrize("result", ["ValueError: no", ["error", "ValueError", "no", None], None])
def test_returns_what_only_looks_like_an_error(target: Target, result: object) -> None:
    """What is an error is told by the form of the reply, and by nothing in the result."""
    require_result(target, result)


# -- What it makes of an end -------------------------------------------------------------------

HEADER_BYTES = 4


def _cut(heard: Heard, at: int) -> bytes:
    return heard.framed(["never", "whole", {"result": "x" * 100}])[:at]


ENDINGS: dict[str, Play] = {
    "before-the-reply": lambda server, _: server.close(),
    "with-a-reset": lambda server, _: server.reset(),
    "inside-a-header": lambda server, heard: _leave(server, _cut(heard, HEADER_BYTES // 2)),
    "behind-a-header": lambda server, heard: _leave(server, _cut(heard, HEADER_BYTES)),
    "inside-a-reply": lambda server, heard: _leave(server, _cut(heard, -9)),
}


def _leave(server: StreamConnection, last: bytes) -> None:
    server.send(last)
    server.close()


@requirement("PRPC-029")
@pytest.mark.parametrize("ending", ENDINGS)
def test_reports_an_end_amid_a_call(target: Target, ending: str) -> None:
    """In time, and as a lost connection: nobody knows what came of the call."""
    require_result(target)
    what = f"an end {ending.replace('-', ' ')}"
    stage = require_failure(told(target, ENDINGS[ending]), what)
    if stage != "call":
        raise Violation(
            f"{what} is not reported as a lost connection",
            expected="the stage call",
            seen=f"the stage {stage[:40]}",
        )


# -- What it makes of a hostile reply ----------------------------------------------------------

# A client is started for each, so these are few: one of them for every way to a call.
SOME = {"PRPC-015": against("PRPC-015")[::5], "PRPC-016": against("PRPC-016")[::3]}

Wrap = Callable[[Heard, bytes], bytes]
LAYERS: tuple[Wrap, ...] = (
    lambda heard, body: heard.around(body),
    lambda _, body: frames.frame(body),
)


@requirement("PRPC-034")
@pytest.mark.parametrize("which", SOME)
def test_executes_nothing_that_a_reply_names(target: Target, which: str) -> None:
    """As the reply and, in turn, as the frame around it, which is a pickle where there are two."""
    require_result(target)
    with sentinels(target) as folder:
        for attempt, wrap in zip(SOME[which], cycle(LAYERS), strict=False):
            answer = told(target, _hostile(attempt, wrap, folder))
            require_failure(answer, f"the reply {attempt.name}")


def _hostile(attempt: HostilePickle, wrap: Wrap, folder: Path) -> Play:
    body = attempt.alone(folder / attempt.name)
    return lambda server, heard: server.send(wrap(heard, body))
