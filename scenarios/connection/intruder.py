"""The client that has no business there: what it pushes, and what must not come of it.

A refusal may look like anything - a verdict, an end, a reset - but it ends the connection, and
nothing that only a client with the key may have comes before the end.
"""

from __future__ import annotations

from collections.abc import Callable

from wireproof import StreamConnection, Target, Violation
from wireproof.wire import frames
from wireproof.wire.patience import Deadline
from wireproof.wire.rude import push

from .peer import answer_to, challenge_of, key_of, spelled

SECRET = "NOT FOR INTRUDERS"  # noqa: S105 - whoever hears it back was let in
AS_IF_WELCOME = b"".join(
    (
        frames.frame(frames.CHALLENGE + b"{sha256}" + bytes(40)),
        frames.frame(frames.WELCOME),
        spelled(SECRET),
    )
)
"""What a client sends that has been let in: its own challenge, its verdict, an object."""

Answer = Callable[[bytes, bytes], bytes]
"""What to answer, by the key and the message to be signed."""


def expect_refused(target: Target, client: StreamConnection, what: str) -> bytes:
    """Insist that the connection ends without a welcome or an echo; give what came before."""
    came = bytearray()
    deadline = client.deadline(patience_of(target))
    while piece := next_piece(client, deadline, what):
        came += piece
        for token in (frames.WELCOME, SECRET.encode()):
            if token in came:
                raise Violation(
                    f"{what} is let in", expected="a refusal", seen=repr(bytes(came[:64]))
                )
    return bytes(came)


def patience_of(target: Target) -> float:
    """Tell how long a refusal may take: whoever waits for the rest of a frame, waits so long."""
    declared = target.implementation.limits.get("auth_timeout", 0)
    waits = declared if isinstance(declared, int | float) else 0
    return max(target.patience.refuse, waits + target.patience.reply)


def next_piece(client: StreamConnection, deadline: Deadline, what: str) -> bytes:
    """Receive what comes next; nothing where the connection is over, by whatever end."""
    try:
        return client.receive_some(within=max(deadline.left(), 0.01))
    except Violation as trouble:
        if client.ends_within(0.01):  # so that was a reset
            return b""
        raise Violation(f"{what} is not refused: {trouble.message}") from trouble


def try_answer(target: Target, answer: Answer, what: str) -> None:
    """Answer the challenge with ``answer`` and go on as if it had been right."""
    with target.connect() as client:
        answered = answer(key_of(target), challenge_of(client))
        push(client, frames.frame(answered) + AS_IF_WELCOME)
        expect_refused(target, client, what)


def try_instead(target: Target, data: bytes, what: str) -> None:
    """Send ``data`` where an answer is due, with the right one behind it."""
    with target.connect() as client:
        message = challenge_of(client)
        right = answer_to(key_of(target), message)
        push(client, data + frames.frame(right) + AS_IF_WELCOME)
        expect_refused(target, client, what)


def flipped(data: bytes, at: int) -> bytes:
    """Change one bit of one byte."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
