"""The client without the key: what it tries, and what must not come of it.

A refusal may look like anything - a message, an end, a reset - but it ends the connection, and
nothing that only a client with the key may have comes before the end.
"""

from __future__ import annotations

from wireproof import StreamConnection, Target, Violation
from wireproof.wire.rude import finish, push

from .peer import expect_served, visit

MARKER = b"NOT FOR INTRUDERS"  # whoever hears it back was let in


def time_for_refusal(target: Target) -> float:
    """Tell how long a refusal may take: whoever waits for the rest of a code, waits so long."""
    declared = float(target.implementation.limits.get("auth_timeout") or 0)
    return max(target.patience.refuse, declared + target.patience.reply)


def expect_refused(target: Target, client: StreamConnection, what: str) -> bytes:
    """Insist that the connection ends without an echo; give what came before."""
    try:
        came = client.expect_gone(within=time_for_refusal(target))
    except Violation as trouble:
        raise Violation(f"{what} is not refused: {trouble.message}") from trouble
    if MARKER[:8] in came:
        raise Violation(
            f"{what} is let in", expected="a refusal", seen=repr(came[:64]), timeless=True
        )
    return came


def try_answers(target: Target, answers: dict[str, tuple[bytes, ...]]) -> None:
    """Try things that need no look at the challenge; each is refused, and others are served."""
    visit(target)
    for what, parts in answers.items():
        with target.connect() as client:
            client.receive_exactly(32)
            push(client, *parts)
            finish(client)
            expect_refused(target, client, what)
        expect_served(target, after=what)
