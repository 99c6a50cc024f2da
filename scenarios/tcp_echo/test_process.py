"""The process behind the port: what it keeps, what it burns, how it ends and begins again."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.observe import Vitals
from wireproof.wire.patience import Deadline

from .polite import expect_served, greet, often, visit
from .rude import come_and_go, reset_in_transfer

SPARED = {"descriptors": 5, "threads": 2}  # a runtime may open a few for itself
MOST_CPU = 0.10  # of one processor


def leftovers(before: Vitals, now: Vitals) -> str:
    """Say what is there now and was not before; zombies are too many at any time."""
    grown = {name: getattr(now, name) - getattr(before, name) for name in SPARED}
    found = [f"{grown[name]} {name}" for name in SPARED if grown[name] > SPARED[name]]
    return ", ".join(found + [f"{now.zombies} zombies"] * bool(now.zombies))


def expect_nothing_left(target: Target, before: Vitals, after: str) -> None:
    """Give the target a second, and our patience, to clear away."""
    deadline = Deadline(1 + target.patience.reply, target.starved_seconds)
    while left := leftovers(before, target.vitals()):
        if not deadline.left():
            raise Violation(f"left behind after {after}: {left}")
        time.sleep(0.02)  # between two looks; reading /proc is not free


@requirement("ECHO-018", fresh=True)
def test_keeps_nothing_of_clients_that_left(target: Target) -> None:
    """The first clients let the server start what it starts once, as a pool that grows."""
    for _ in often(target, 50):
        visit(target)
    before = target.vitals()
    for _ in often(target, 500):
        visit(target)
    expect_nothing_left(target, before, after="many clients")


@requirement("ECHO-018", fresh=True, needs=("ECHO-009",))
def test_keeps_nothing_of_clients_that_reset(target: Target) -> None:
    come_and_go(target, 10, leave=reset_in_transfer)
    before = target.vitals()
    come_and_go(target, 100, leave=reset_in_transfer)
    expect_nothing_left(target, before, after="many resets")


def cpu_share(target: Target, client: StreamConnection) -> float:
    """Tell which part of a second it ran, out of the time in which the machine let it run."""
    began, before, starved = time.monotonic(), target.vitals(), target.starved_seconds()
    client.stay_away(seconds=1.0)
    burnt = target.vitals().cpu_seconds - before.cpu_seconds
    starved = target.starved_seconds() - starved
    return burnt / max(time.monotonic() - began - starved, burnt, 0.01)


def stay(_: StreamConnection) -> None:
    """Do nothing, and stay."""


@requirement("ECHO-019", measures=True)
@pytest.mark.parametrize(
    ("become", "kind"),
    [(stay, "idle"), (StreamConnection.half_close, "half-closed")],
    ids=["idle", "half-closed"],
)
def test_sleeps_while_nothing_happens(
    target: Target, become: Callable[[StreamConnection], None], kind: str
) -> None:
    with target.connect() as client:
        greet(client)
        become(client)
        share = cpu_share(target, client)
    if share >= MOST_CPU:
        raise Violation(f"a client that is {kind} costs {share:.0%} of a processor")


@requirement("ECHO-020", fresh=True)
def test_starts_again_where_it_was(target: Target) -> None:
    """The client stays, so it is the killed server that closed first and keeps the port busy."""
    with target.connect() as client:
        greet(client)
        target.start_again_on_the_same_port()
    expect_served(target, after="a restart")


@requirement("ECHO-022", fresh=True)
def test_ends_on_sigterm_though_a_client_is_there(target: Target) -> None:
    with target.connect() as client:
        greet(client)
        target.send_sigterm(within=5)
