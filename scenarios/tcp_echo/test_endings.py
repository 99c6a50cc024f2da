"""How connections end: in order after everything is paid, or without a word to anybody's harm."""

from __future__ import annotations

from wireproof import StreamConnection, Target, requirement
from wireproof.targets.unprompted import before_it_times_out
from wireproof.wire.compare import require_same
from wireproof.wire.stream import MiB

from .polite import expect_served, greet, pattern, visit, whole_lines
from .rude import come_and_go, reset_in_transfer, reset_when_served

DEBT = pattern(4 * MiB)  # more than can have been sent to a client that does not read


def half_close_unread(client: StreamConnection) -> bytes:
    """Send what the target takes without reading, end our direction, and tell what we are owed."""
    taken = client.send_until_stalled(DEBT, quiet_seconds=0.3)
    client.half_close()
    return whole_lines(DEBT[:taken])


def soon(target: Target) -> float:
    """Tell the seconds for an end that comes by itself, not by a declared idle timeout."""
    idle_timeout = target.implementation.limits.get("idle_timeout")
    reply = target.patience.reply
    return min(reply, float(idle_timeout) / 2) if idle_timeout else reply


@requirement("ECHO-006")
def test_pays_its_debts_after_half_close(target: Target) -> None:
    """Whoever stops sending, and comes back late, still gets everything owed."""
    with target.connect() as client:
        owed = half_close_unread(client)
        client.stay_away(seconds=0.7)
        client.expect(owed)


@requirement("ECHO-006")
def test_pays_a_client_that_reads_late(target: Target) -> None:
    """It sends while it can, reads half of what it is owed when it cannot, and ends in debt."""
    data, sent, came = pattern(8 * MiB), 0, b""
    with target.connect() as client:
        while sent < len(data):
            sent += client.send_until_stalled(data[sent:], quiet_seconds=0.05)
            came += client.receive_exactly((sent - len(came)) // 2)
        client.half_close()
        came += client.receive_exactly(len(data) - len(came))
    require_same(data, came)


@requirement("ECHO-007")
def test_hangs_up_when_the_client_has_ended(target: Target) -> None:
    with target.connect() as client:
        greet(client)
        client.half_close()
        with before_it_times_out(target):
            client.expect_gone(within=soon(target))


@requirement("ECHO-007", needs=("ECHO-006",))
def test_hangs_up_when_its_debts_are_paid(target: Target) -> None:
    with target.connect() as client:
        client.expect(half_close_unread(client))
        with before_it_times_out(target):
            client.expect_gone(within=soon(target))


@requirement("ECHO-008", needs=("ECHO-007",))
def test_ends_with_fin(target: Target) -> None:
    """What comes before the end is not looked at: that is another requirement."""
    with target.connect() as client:
        greet(client)
        half_close_unread(client)
        client.receive_to_end(within=target.patience.bulk(len(DEBT)))


@requirement("ECHO-009", fresh=True)
def test_survives_clients_that_reset(target: Target) -> None:
    """One half while it waits for input, the other in the middle of its reply."""
    visit(target)
    come_and_go(target, 10, leave=reset_when_served)
    come_and_go(target, 10, leave=reset_in_transfer)
    expect_served(target, after="20 resets")


@requirement("ECHO-010")
def test_survives_clients_that_leave_at_once(target: Target) -> None:
    visit(target)
    come_and_go(target, 200, leave=StreamConnection.close)
    expect_served(target, after="200 connections without data")


@requirement("ECHO-010", needs=("ECHO-009",))
def test_survives_clients_that_reset_at_once(target: Target) -> None:
    visit(target)
    come_and_go(target, 20, leave=StreamConnection.reset)
    expect_served(target, after="20 connections reset without data")
