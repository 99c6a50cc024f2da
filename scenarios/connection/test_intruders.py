"""Those without the key: whatever they send instead of it, they get nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire import frames
from wireproof.wire.rude import push
from wireproof.wire.stream import MiB

from .intruder import SECRET, Answer, expect_refused, flipped, try_answer, try_instead
from .peer import (
    answer_to,
    challenge_of,
    expect_served,
    key_of,
    often,
    prove,
    shake_hands,
    spelled,
    visit,
)

CONNECTIONS = 500
BESIDES = 25  # connections to each of two other processes
MOST_KEPT = 32 * MiB
FLOOD = 64 * MiB

Spoil = Callable[[bytes], bytes]
SPOILT: dict[str, Spoil] = {
    "nothing": lambda _: b"",
    "its first byte": lambda answer: answer[:1],
    "its first half": lambda answer: answer[: len(answer) // 2],
    "all but its last byte": lambda answer: answer[:-1],
    "one byte more": lambda answer: answer + b"\0",
    "its name alone": lambda answer: answer[: answer.find(b"}") + 1],
    "as many zeros": lambda answer: bytes(len(answer)),
}


def with_key(wrong: bytes) -> Answer:
    return lambda _, message: answer_to(wrong, message)


def with_wrong_bit(at: int) -> Answer:
    return lambda key, message: flipped(answer_to(key, message), at)


@requirement("CONN-004", needs=("CONN-003",))
def test_refuses_a_wrong_key(target: Target) -> None:
    visit(target)
    key = key_of(target)
    for wrong in (b"", key + b"!", flipped(key, 0), flipped(key, len(key) - 1)):
        try_answer(target, with_key(wrong), "a digest made with a wrong key")
    expect_served(target, after="wrong keys")


@requirement("CONN-004", needs=("CONN-003",))
def test_compares_every_byte_of_a_digest(target: Target) -> None:
    with target.connect() as client:
        size = len(answer_to(key_of(target), prove(client, key_of(target))))
    for at in often(target, size):
        try_answer(target, with_wrong_bit(at), f"a digest with a wrong bit in byte {at}")
    expect_served(target, after="wrong digests")


@requirement("CONN-004", needs=("CONN-003",))
@pytest.mark.parametrize("what", SPOILT)
def test_refuses_a_part_of_a_digest(target: Target, what: str) -> None:
    visit(target)
    try_answer(
        target,
        lambda key, message: SPOILT[what](answer_to(key, message)),
        f"a digest of which is sent {what}",
    )
    expect_served(target, after="a spoilt digest")


@requirement("CONN-004", needs=("CONN-003",))
@given(
    prefix=st.sampled_from([b"", b"{sha256}", b"{md5}", b"{sha384}", b"{", frames.CHALLENGE]),
    rest=st.one_of(st.binary(max_size=64), st.sampled_from([frames.WELCOME, frames.FAILURE])),
)
def test_is_talked_into_nothing(target: Target, prefix: bytes, rest: bytes) -> None:
    with target.connect() as client:
        message = challenge_of(client)
        assume(not frames.proves(key_of(target), message, prefix + rest))
        push(client, frames.frame(prefix + rest))
        expect_refused(target, client, f"the answer {prefix + rest!r}"[:80])
    visit(target)


@requirement("CONN-008", needs=("CONN-003",))
def test_never_asks_the_same_again(target: Target) -> None:
    """Two more processes are started at once: a clock would give them the same seed."""
    seen = [*asked(target, CONNECTIONS)]
    with ExitStack() as others:
        if not target.description.running:
            twins = [others.enter_context(target.variant()) for _ in range(2)]
            seen += [message for twin in twins for message in asked(twin, BESIDES)]
    if again := len(seen) - len(set(seen)):
        raise Violation(
            f"{again} of {len(seen)} challenges had been asked before",
            expected="each once",
            timeless=True,
        )
    expect_served(target, after="many connections")


def asked(target: Target, times: int) -> list[bytes]:
    """Collect challenges."""
    messages = []
    for _ in often(target, times):
        with target.connect() as client:
            messages.append(challenge_of(client))
    return messages


@requirement("CONN-009", needs=("CONN-003",))
def test_takes_no_digest_twice(target: Target) -> None:
    with target.connect() as client:
        message = shake_hands(client, key_of(target))
    for _ in range(2):
        try_answer(
            target, lambda key, _: answer_to(key, message), "a digest from another connection"
        )
    expect_served(target, after="a replay")


HEADERS = {
    "257 bytes": frames.header(257),
    "257 bytes in 8": frames.header(257, wide=True),
    "2 GiB": frames.header(frames.MOST_SHORT),
    "1 TiB": frames.header(2**40, wide=True),
}


@requirement("CONN-010", needs=("CONN-003",))
@pytest.mark.parametrize("what", HEADERS)
def test_refuses_long_frames_at_the_door(target: Target, what: str) -> None:
    visit(target)
    with target.connect() as client:
        challenge_of(client)
        push(client, HEADERS[what])
        expect_refused(target, client, f"an answer of {what}")
    expect_served(target, after="a long answer")


@requirement("CONN-010", measures=True, needs=("CONN-003",))
def test_keeps_nothing_of_a_flood_at_the_door(target: Target) -> None:
    visit(target)
    with target.connect() as client:
        challenge_of(client)
        growth = Growth(target)  # with whatever serves this client
        push(client, HEADERS["2 GiB"])
        pour(client)
        growth.require_below(MOST_KEPT, "for a client without the key")
    expect_served(target, after="a flood")


def pour(client: StreamConnection) -> None:
    """Send as much as the target takes, and not after it has hung up."""
    with suppress(Violation):
        client.send_until_stalled(bytes(FLOOD), quiet_seconds=0.5)


NEGATIVE = [-2, -5, -(2**31)]


@requirement("CONN-012", needs=("CONN-003",))
@pytest.mark.parametrize("length", NEGATIVE)
def test_refuses_a_negative_length_at_the_door(target: Target, length: int) -> None:
    visit(target)
    try_instead(target, frames.header(length), f"an answer of {length} bytes")
    expect_served(target, after="a negative length")


@requirement("CONN-012", needs=("CONN-003",))
@pytest.mark.parametrize("length", NEGATIVE)
def test_ends_with_a_negative_length(target: Target, length: int) -> None:
    with target.connect() as client:
        shake_hands(client, key_of(target))
        push(client, frames.header(length) + spelled(SECRET))
        expect_refused(target, client, f"an object of {length} bytes")
    expect_served(target, after="a negative length")
