"""A client that sends and does not read: it is made to wait, and nobody else is."""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.wire.stream import KiB, MiB

from .polite import expect_served, greet, pattern
from .rude import flood

ENOUGH = 64 * MiB  # the kernel alone holds up to 10 MB


def forget_peak_memory(target: Target) -> None:
    if target.observable:
        target.observed.forget_peak()


def peak_memory(target: Target) -> int:
    """Tell peak memory in bytes; nothing where we cannot look."""
    return target.vitals().peak_bytes if target.observable else 0


@requirement("ECHO-012", needs=("ECHO-009",))
def test_stops_reading_when_the_client_does(target: Target) -> None:
    with target.connect() as client:
        greet(client)
        forget_peak_memory(target)
        before = peak_memory(target)
        taken = flood(client, at_most=ENOUGH, quiet_seconds=1.0)
        grown = peak_memory(target) - before
    if taken >= ENOUGH:
        raise Violation(f"it took {taken // MiB} MiB from a client that does not read")
    if grown >= ENOUGH:
        raise Violation(
            f"it grew by {grown // MiB} MiB for a client that does not read", timeless=True
        )
    expect_served(target, after="a client that did not read")


@requirement("ECHO-013", needs=("ECHO-009",))
def test_serves_others_beside_a_stalled_client(target: Target) -> None:
    sent = pattern(KiB)
    with target.connect() as stalled:
        greet(stalled)
        flood(stalled, at_most=16 * MiB, quiet_seconds=0.3)
        with target.connect() as other:
            other.expect_exchange(sent, sent)
