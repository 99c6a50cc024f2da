"""Admission: who asks first, and how the right answer opens the service."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, requirement
from wireproof.wire.compare import require_same

from .peer import answer_to, challenge_of, expect_proof, greet, visit, visiting

PAYLOADS = [b"\0", b"hello\r\n", bytes(range(256)) * 16]


@requirement("HMAC-001")
def test_challenges_at_once(target: Target) -> None:
    with target.connect() as client:
        challenge_of(client)
        client.expect_silence(0.5)


@requirement("HMAC-002")
def test_opens_to_the_right_code(target: Target) -> None:
    with visiting(target) as client:
        for payload in PAYLOADS:
            client.expect_exchange(payload, payload)


KEYS = {
    "one-byte": b"\xff",
    "a-newline-at-the-end": b"sixteen letters\n",
    "a-nul-inside": b"before\0behind" + bytes(3),
    "no-text": bytes(range(255, 223, -1)),
    "one-block": b"B" * 64,
    "more-than-a-block": b"C" * 65,
    "two-hundred-bytes": bytes(range(200)),
}


@requirement("HMAC-003", needs=("HMAC-002",))
@pytest.mark.parametrize("kind", KEYS)
def test_takes_any_key(target: Target, kind: str) -> None:
    with target.variant(WIREPROOF_AUTHKEY_HEX=KEYS[kind].hex()) as other:
        visit(other)


@requirement("HMAC-007", needs=("HMAC-002",))
def test_puts_an_answer_together(target: Target) -> None:
    for pieces in (1, 5, 31):
        with target.connect() as client:
            challenge = challenge_of(client)
            answer = answer_to(target, challenge)
            client.send_in_pieces(answer.data, pieces, apart=len(answer.data))
            expect_proof(target, client, challenge, answer)
            greet(client)


@requirement("HMAC-008", needs=("HMAC-002",))
@pytest.mark.parametrize("size", [1, 5, 4096], ids="{}-bytes".format)
def test_echoes_what_follows_the_answer(target: Target, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    with target.connect() as client:
        challenge = challenge_of(client)
        answer = answer_to(target, challenge)
        client.send(answer.data + data)
        expect_proof(target, client, challenge, answer)
        require_same(data, client.receive_exactly(size), "the echo")
        greet(client)


@requirement("HMAC-007", needs=("HMAC-002",))
@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_any_segmentation_is_the_answer(target: Target, sizes: list[int]) -> None:
    with target.connect() as client:
        challenge = challenge_of(client)
        answer = answer_to(target, challenge)
        rest = answer.data
        for size in sizes:
            client.send(rest[:size])
            rest = rest[size:]
        client.send(rest)
        expect_proof(target, client, challenge, answer)
        greet(client)
