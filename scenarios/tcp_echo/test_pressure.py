"""A client that sends and does not read: it is made to wait, and nobody else is."""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire.stream import KiB, MiB

from .polite import expect_served, greet, pattern
from .rude import flood

ENOUGH = 64 * MiB  # the kernel alone holds up to 10 MB


@requirement("ECHO-012", needs=("ECHO-009",))
def test_stops_reading_when_the_client_does(target: Target) -> None:
    with target.connect() as client:
        greet(client)
        growth = Growth(target)
        taken = flood(client, at_most=ENOUGH, quiet_seconds=1.0)
        growth.require_below(ENOUGH, "for a client that does not read")
    if taken >= ENOUGH:
        raise Violation(f"it took {taken // MiB} MiB from a client that does not read")
    expect_served(target, after="a client that did not read")


@requirement("ECHO-013", needs=("ECHO-009",))
def test_serves_others_beside_a_stalled_client(target: Target) -> None:
    sent = pattern(KiB)
    with target.connect() as stalled:
        greet(stalled)
        flood(stalled, at_most=16 * MiB, quiet_seconds=0.3)
        with target.connect() as other:
            other.expect_exchange(sent, sent)
