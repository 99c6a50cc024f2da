"""What the target says of its own comparison."""

from __future__ import annotations

from pathlib import Path

from wireproof import Target, Violation, requirement
from wireproof.wire.rude import finish, push

from .peer import answer_to, challenge_of, visit


@requirement("HMAC-018", needs=("HMAC-002",))
def test_compares_in_constant_time(target: Target) -> None:
    """Whether the first byte is wrong or the last, all are compared, once."""
    visit(target)
    size = len(answer_to(target, bytes(32)).code)
    for at in (0, size - 1):
        before = _compared(target)
        with target.connect() as client:
            right = answer_to(target, challenge_of(client))
            wrong = bytearray(right.data)
            wrong[at - size] ^= 1
            push(client, bytes(wrong))
            finish(client)
            client.expect_gone()
        new = _compared(target)[len(before) :]
        if new != [f"{size} {size}"]:
            raise Violation(
                f"a code with a wrong byte {at} is not compared in constant time",
                expected=f"one comparison of {size} with {size} bytes",
                seen=repr(new[:4]),
                timeless=True,
            )
    visit(target)


def _compared(target: Target) -> list[str]:
    path = Path(target.value("events"))
    return path.read_text("utf-8", "replace").splitlines() if path.exists() else []
