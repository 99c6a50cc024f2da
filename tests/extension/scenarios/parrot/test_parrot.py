"""The parrot: it says again what it hears."""

from __future__ import annotations

from wireproof import Target, requirement


@requirement("PRT-001")
def test_says_again_what_it_hears(target: Target) -> None:
    """Whoever speaks twice is answered twice."""
    with target.connect() as client:
        for line in (b"Pieces of eight!\n", b"Polly!\n"):
            client.expect_exchange(line, line)


@requirement("PRT-002")
def test_answers_the_next_caller_too(target: Target) -> None:
    """In whatever words: that they are the right ones is the other requirement."""
    for line in (b"one\n", b"two\n"):
        with target.connect() as client:
            client.send(line)
            client.receive_until(b"\n")
