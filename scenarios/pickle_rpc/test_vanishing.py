"""Clients that vanish: what they asked for happens once or never, and nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.leftovers import require_nothing_left
from wireproof.wire import frames, pickles

from .caller import Caller, calling, count_of_bumps, expect_served, neighbour

APART = ("PRPC-023",)  # else we cannot tell whose calls were made
VANISHING = 20
BUSY_MS = 50  # the server is still in the call when the client leaves
LEAVE = pytest.mark.parametrize(
    "leave", [StreamConnection.close, StreamConnection.reset], ids=["close", "reset"]
)


def vanish(target: Target, times: int, leave: Callable[[StreamConnection], None]) -> None:
    """Ask for something slow and for a bump, and ``leave`` while the first is being done."""
    for _ in range(times):
        with calling(target) as caller:
            caller.greet()
            caller.client.send(caller.spelled("slow", BUSY_MS, 0) + caller.spelled("bump"))
            leave(caller.client)


def wait_for_the_last(target: Target) -> None:
    """Have the target do something slower than all that was asked of it before."""
    with calling(target) as caller:
        caller.value("slow", 4 * BUSY_MS, 0)


@requirement("PRPC-024", needs=APART)
@LEAVE
def test_calls_of_a_client_that_vanished_are_made_once(
    target: Target, leave: Callable[[StreamConnection], None]
) -> None:
    """A reply that cannot be delivered is no reason to make the call again."""
    with neighbour(target) as greet_beside:
        before = count_of_bumps(target)
        vanish(target, VANISHING, leave)
        wait_for_the_last(target)
        made = count_of_bumps(target) - before - 1
        greet_beside()
    if made > VANISHING:
        raise Violation(
            "a call was made again after its client had vanished",
            expected=f"at most {VANISHING} calls",
            seen=f"{made} calls",
            timeless=True,
        )
    expect_served(target, after="clients that vanished")


@requirement("PRPC-024", fresh=True, observes="process", needs=APART)
@LEAVE
def test_keeps_nothing_of_clients_that_vanished(
    target: Target, leave: Callable[[StreamConnection], None]
) -> None:
    def batch() -> None:
        vanish(target, VANISHING, leave)
        wait_for_the_last(target)

    require_nothing_left(target, batch, after=f"{VANISHING} clients that vanished")


# -- Cut requests ----------------------------------------------------------------------------

BEYOND = (1, 8, 1 << 20)  # bytes announced and never sent


def cut_frames(caller: Caller) -> list[bytes]:
    """Cut a bump's frame everywhere, and announce more than all of it."""
    whole = caller.spelled("bump")
    payload = caller.payload(pickles.dump(("bump", (), {})))
    longer = [frames.header(len(payload) + more) + payload for more in BEYOND]
    return [whole[:at] for at in range(1, len(whole))] + longer


@requirement("PRPC-025")
def test_executes_no_request_that_is_cut(target: Target) -> None:
    """We end our direction, so that whoever executes what came still could answer."""
    with calling(target) as caller:
        caller.value("bump")
        cut = cut_frames(caller)
    before = count_of_bumps(target)
    for piece in cut:
        with calling(target) as caller:
            caller.client.send(piece)
            caller.client.half_close()
            caller.client.ends_within(target.patience.quiet)
    made = count_of_bumps(target) - before - 1
    if made:
        raise Violation(
            "a request was executed though it was cut",
            expected="no call",
            seen=f"{made} of {len(cut)} cut requests were executed",
            timeless=True,
        )


# -- Any order -------------------------------------------------------------------------------


def ask(caller: Caller) -> int:
    caller.value("bump")
    return 0


def fail(caller: Caller) -> int:
    caller.error("fail", "value")
    return 0


def cut(caller: Caller) -> int:
    caller.client.send(caller.spelled("bump")[:-1])
    caller.client.close()
    return 0


def close(caller: Caller) -> int:
    caller.client.send(caller.spelled("bump"))
    caller.client.close()
    return 1


def reset(caller: Caller) -> int:
    caller.client.send(caller.spelled("bump") * 3)
    caller.client.reset()
    return 3


@requirement("PRPC-024", needs=APART)
@given(steps=st.lists(st.sampled_from([ask, fail, cut, close, reset]), max_size=12))
def test_counts_every_call_at_most_once(
    target: Target, steps: list[Callable[[Caller], int]]
) -> None:
    """Each bump that was answered counts once, each that was abandoned at most once.

    Each step is a client, and tells how many bumps it abandons.
    """
    before = count_of_bumps(target)
    abandoned = 0
    for step in steps:
        with calling(target) as caller:
            abandoned += step(caller)
    due = 1 + steps.count(ask)
    made = count_of_bumps(target) - before
    if not due <= made <= due + abandoned:
        raise Violation(
            f"{made} calls were made where {due} were answered and {abandoned} abandoned",
            timeless=True,
        )
