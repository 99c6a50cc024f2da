"""Codes: which answers open the service, and which do not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.wire.rude import finish, push

from .intruder import MARKER, expect_refused
from .peer import (
    Answer,
    answer_to,
    challenge_of,
    digest_of,
    expect_served,
    greet,
    key_of,
    prove,
    visit,
)

Change = Callable[[Answer, bytes], bytes]
"""Makes something else of the right answer to a challenge."""


def refuse(target: Target, change: Change, what: str) -> None:
    """Answer with something else than the right thing, and go on as if it had been right."""
    with target.connect() as client:
        challenge = challenge_of(client)
        push(client, change(answer_to(target, challenge), challenge), MARKER * 8)
        finish(client)
        expect_refused(target, client, what)


@requirement("HMAC-004", needs=("HMAC-002",))
def test_refuses_another_key(target: Target) -> None:
    """A NUL behind a short key would be the same key (RFC 2104 section 2)."""
    visit(target)
    key = key_of(target)
    others = {
        "another key": secrets.token_bytes(len(key)),
        "the key and a newline": key + b"\n",
        "half of the key": key[: len(key) // 2],
        "the key in hex": key.hex().encode(),
    }
    for what, other in others.items():
        refuse(target, _signing_with(target, other), what)
        expect_served(target, after=what)


def _signing_with(target: Target, key: bytes) -> Change:
    return lambda _, challenge: answer_to(target, challenge, key=key).data


@requirement("HMAC-005", needs=("HMAC-002",))
def test_refuses_a_change_of_any_byte(target: Target) -> None:
    visit(target)
    size = hashlib.new(digest_of(target)).digest_size
    for at in range(size):
        refuse(target, _flipping(at), f"a code that differs in byte {at}")
    expect_served(target, after="codes that differ in one byte")


def _flipped(right: Answer, at: int) -> bytes:
    changed = bytearray(right.code)
    changed[at] ^= 1 << at % 8
    return right.nonce + bytes(changed)


def _flipping(at: int) -> Change:
    return lambda right, _: _flipped(right, at)


Made = Callable[[bytes, bytes, bytes, str], bytes]
"""Makes something of the key, the challenge, the right code and the name of the digest."""

NO_CODES: dict[str, Made] = {
    "half of the code": lambda _key, _asked, code, _: code[: len(code) // 2],
    "all but one byte of the code": lambda _key, _asked, code, _: code[:-1],
    "no code": lambda *_: b"",
    "the code in hex": lambda _key, _asked, code, _: code.hex().encode(),
    "the code in capital hex": lambda _key, _asked, code, _: code.hex().upper().encode(),
    "the code in base64": lambda _key, _asked, code, _: base64.b64encode(code),
    "a code in another digest": lambda key, asked, code, name: hmac.digest(
        key, asked, "sha512" if name == "sha256" else "sha256"
    )[: len(code)].ljust(len(code), b"\0"),
    "a digest of key and challenge": lambda key, asked, _, name: hashlib.new(
        name, key + asked
    ).digest(),
    "a digest of challenge and key": lambda key, asked, _, name: hashlib.new(
        name, asked + key
    ).digest(),
    "the challenge itself": lambda _key, asked, code, _: (asked * 2)[: len(code)],
    "the key itself": lambda key, _asked, code, _: (key * 2)[: len(code)],
}


@requirement("HMAC-006", needs=("HMAC-002",))
@pytest.mark.parametrize("apart", [False, True], ids=["at-once", "in-two-segments"])
def test_refuses_what_is_no_code(target: Target, apart: bool) -> None:  # noqa: FBT001
    """Data follows in the same segment or in a later one: whoever is let in, echoes it."""
    visit(target)
    for what, make in NO_CODES.items():
        with target.connect() as client:
            challenge = challenge_of(client)
            right = answer_to(target, challenge)
            made = make(key_of(target), challenge, right.code, digest_of(target))
            data = data_behind(made, right.code)
            sent = right.nonce + made
            push(client, *((sent, data) if apart else (sent + data,)))
            finish(client)
            expect_refused(target, client, what)
    expect_served(target, after="things that are no code")


def data_behind(made: bytes, code: bytes) -> bytes:
    """Choose data that does not happen to make a cut code whole, as one byte in 256 would."""
    whole = (made + MARKER).startswith(code)
    return (b"-" if whole else b"") + MARKER * 8


@requirement("HMAC-009", needs=("HMAC-002",))
@pytest.mark.parametrize("pieces", [0, 7], ids=["at-once", "in-pieces"])
def test_echoes_nothing_before_the_answer(target: Target, pieces: int) -> None:
    visit(target)
    text = MARKER * 4096
    with target.connect() as client:
        challenge_of(client)
        small = [text[at : at + pieces] for at in range(0, 512, pieces)] if pieces else [text]
        push(client, *small)
        finish(client)
        expect_refused(target, client, "text instead of an answer")
    expect_served(target, after="text instead of an answer")


@requirement("HMAC-012", needs=("HMAC-002",))
def test_refuses_the_answer_to_another_challenge(target: Target) -> None:
    with target.connect() as client:
        _, old = prove(target, client)
        greet(client)
        client.expect_exchange(old.data, old.data)  # by now it is data like any other
    refuse(target, lambda _right, _asked: old.data, "an answer that was right before")
    expect_served(target, after="an answer that was right before")


@requirement("HMAC-013", needs=("HMAC-002",))
def test_gives_no_second_try(target: Target) -> None:
    visit(target)
    with target.connect() as client:
        right = answer_to(target, challenge_of(client))
        push(client, _flipped(right, 0), right.data, MARKER * 8)
        finish(client)
        expect_refused(target, client, "a second try on one connection")
    expect_served(target, after="a second try")


WRONG: dict[str, Change] = {
    "a wrong first byte": _flipping(0),
    "a wrong last byte": _flipping(-1),
    "half of the code": lambda right, _: right.data[: -(len(right.code) // 2)],
    "no code": lambda _right, _asked: b"",
    "text": lambda _right, _asked: b"hello\r\n" * 40,
}


@requirement("HMAC-019", needs=("HMAC-002",))
def test_does_not_tell_what_was_wrong(target: Target) -> None:
    visit(target)
    came = {}
    for what, change in WRONG.items():
        with target.connect() as client:
            challenge = challenge_of(client)
            push(client, change(answer_to(target, challenge), challenge))
            finish(client)
            came[what] = expect_refused(target, client, what)
    if len(set(came.values())) > 1:
        told = "; ".join(f"{what}: {said[:40]!r}" for what, said in came.items())
        raise Violation(f"refusals differ: {told}", timeless=True)


# -- Whatever one sends ----------------------------------------------------------------------

CHANGES = st.one_of(
    st.binary(max_size=80).map(lambda data: lambda _: data),
    st.integers(0, 31).map(lambda at: lambda code: code[:at]),
    st.tuples(st.integers(0, 255), st.binary(min_size=1, max_size=2)).map(
        lambda how: lambda code: code[: how[0] % len(code)] + how[1] + code[how[0] % len(code) :]
    ),
    st.randoms(use_true_random=False).map(
        lambda chance: lambda code: bytes(chance.sample(list(code), len(code)))
    ),
)


@requirement("HMAC-006", needs=("HMAC-002",))
@given(change=CHANGES)
def test_refuses_everything_else(target: Target, change: Callable[[bytes], bytes]) -> None:
    """Bytes of any kind, and near misses: cut, grown, shuffled."""
    with target.connect() as client:
        right = answer_to(target, challenge_of(client))
        sent = change(right.code)
        if sent.startswith(right.code):
            return  # the right one, and what follows it
        push(client, right.nonce + sent, data_behind(sent, right.code))
        finish(client)
        expect_refused(target, client, "something else than the code")
