"""Several clients at once: nobody waits for another's call, and nobody gets another's reply."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from wireproof import Target, Violation, requirement
from wireproof.model.features import Standing
from wireproof.wire import frames
from wireproof.wire.patience import Deadline
from wireproof.wire.stream import KiB, MiB

from .caller import Caller, calling, expect_served, key_of, require_equal

SLOW_MS = 1000
CLIENTS = 32
ROUNDS = 50
BIG_BYTES = 16 * MiB  # the kernel alone holds up to 10 MB
BIG_CALLS = 4


def slow_ms(target: Target) -> int:
    """Tell how long a call may take at most; a target may end longer ones."""
    declared = target.implementation.limits.get("call_timeout", 0)
    allowed = float(declared) * 1000 if isinstance(declared, int | float) else 0
    return min(SLOW_MS, int(allowed * 0.75)) if allowed else SLOW_MS


@requirement("PRPC-022", measures=True, needs=("PRPC-001",))
def test_serves_others_during_a_slow_call(target: Target) -> None:
    """What counts is the order of the replies, and no clock."""
    with calling(target) as slow, calling(target) as other:
        slow.greet()
        other.greet()
        slow.client.send(slow.spelled("slow", slow_ms(target), "token"))
        for _ in range(5):  # the first may have overtaken the slow one on its way
            other.greet()
            other.client.stay_away(0.01)
        _require_unanswered(slow)
        require_equal("token", slow.reply(within=SLOW_MS / 1000 * 2).value, "the slow call's token")


def _require_unanswered(slow: Caller) -> None:
    try:
        slow.client.expect_silence(0.01)
    except Violation as trouble:
        raise Violation(
            "a call was not answered before a slow one on another connection", seen=trouble.seen
        ) from None


@contextmanager
def party(target: Target, size: int) -> Iterator[list[Caller]]:
    """Bring ``size`` clients, or as many as there is room for."""
    alone = target.features.standing("concurrent") is Standing.ABSENT
    with ExitStack() as stack:
        yield [stack.enter_context(calling(target)) for _ in range(1 if alone else size)]


def words(number: int, turn: int) -> str:
    """Say who asks and when, always at the same length."""
    return f"client {number:02}, round {turn:02} ".ljust(200, ".")


@requirement("PRPC-023")
def test_replies_go_to_whoever_asked(target: Target) -> None:
    with party(target, CLIENTS) as callers:
        deadline = Deadline(target.patience.long)
        for turn in range(ROUNDS):
            for number, caller in enumerate(callers):
                caller.client.send(caller.spelled("add", words(number, turn), ""))
            for number, caller in enumerate(callers):
                require_equal(words(number, turn), caller.reply().value, "a reply")
            if not deadline.left():
                return  # a slow server is not a wrong one


@requirement("PRPC-026")
def test_serves_others_beside_a_client_that_does_not_read(target: Target) -> None:
    """The first bytes of a large reply show that it is on its way when the other client comes."""
    size = min(BIG_BYTES, int(target.implementation.limits.get("max_frame", BIG_BYTES)) // 2)
    with target.connect(receive_buffer=64 * KiB) as client:
        frames.converse(frames.client_handshake(key_of(target)), client)
        greedy = Caller(client, target)
        greedy.greet()
        client.send(greedy.spelled("big", size) * BIG_CALLS)
        client.receive_exactly(1, within=target.patience.long)
        expect_served(target, after="one that asks for much and does not read it")
        client.reset()
    expect_served(target)
