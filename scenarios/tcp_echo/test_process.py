"""The process behind the port: what it keeps, what it burns, how it ends and begins again."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.leftovers import require_nothing_left

from .polite import expect_served, greet, often, visit
from .rude import come_and_go, reset_in_transfer

MOST_CPU = 0.10  # of one processor


@requirement("ECHO-018", fresh=True)
def test_keeps_nothing_of_clients_that_left(target: Target) -> None:
    def come() -> None:
        for _ in often(target, 500):
            visit(target)

    require_nothing_left(target, come, after="many clients")


@requirement("ECHO-018", fresh=True, needs=("ECHO-009",))
def test_keeps_nothing_of_clients_that_reset(target: Target) -> None:
    def come() -> None:
        come_and_go(target, 100, leave=reset_in_transfer)

    require_nothing_left(target, come, after="many resets")


def cpu_share(target: Target, client: StreamConnection) -> float:
    """Tell which part of a second it ran, out of the time in which the machine let it run."""
    began, before, starved = time.monotonic(), target.vitals(), target.starved_seconds()
    client.stay_away(seconds=1.0)
    burnt = target.vitals().cpu_seconds - before.cpu_seconds
    starved = target.starved_seconds() - starved
    return burnt / max(time.monotonic() - began - starved, burnt, 0.01)


def stay(_: StreamConnection) -> None:
    """Do nothing, and stay."""


@requirement("ECHO-019")
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
