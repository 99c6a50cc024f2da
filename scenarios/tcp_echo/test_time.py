"""The idle timeout: for the client that is idle, and for no other."""

from __future__ import annotations

from wireproof import Target, Violation, requirement

from .polite import expect_served, greet, party, seats


@requirement("ECHO-021")
def test_ends_the_idle_connection_and_no_other(target: Target) -> None:
    """Another client, where there may be one, talks all the time and notices nothing."""
    timeout = target.limit("idle_timeout")
    with target.connect() as idle, party(target, seats(target, 2) - 1) as talkers:
        greet(idle)
        clock = idle.deadline(1.5 * timeout + 1)
        while not idle.ends_within(timeout / 4):
            if not clock.left():
                raise Violation(f"an idle connection is still open after {clock.spent:.1f} s")
            for talker in talkers:
                greet(talker)
        if clock.spent < timeout / 2:
            raise Violation(f"an idle connection ended after only {clock.spent:.1f} s")
        for talker in talkers:
            greet(talker)
    expect_served(target, after="an idle timeout")
