"""The mutual form: a code is good for one role in one session."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from wireproof import Target, requirement
from wireproof.wire.rude import finish, push

from .intruder import MARKER, expect_refused
from .peer import CLIENT, SERVER, Answer, challenge_of, coded, expect_served, prove, visit

Made = Callable[[Target, bytes, bytes], bytes]

FORGED: dict[str, Made] = {
    "a code without a role": coded,
    "the server's own code": lambda one, asked, nonce: coded(one, SERVER, asked, nonce),
    "a code of the nonces in turn": lambda one, asked, nonce: coded(one, CLIENT, nonce, asked),
    "a code of the challenge only": lambda one, asked, _: coded(one, CLIENT, asked),
    "the bare code of the challenge": lambda one, asked, _: coded(one, asked),
    "a code of the client's nonce only": lambda one, _, nonce: coded(one, CLIENT, nonce),
    "a code of one nonce twice": lambda one, _, nonce: coded(one, CLIENT, nonce, nonce),
}


@requirement("HMAC-020", role="server", needs=("HMAC-002",))
@pytest.mark.parametrize("what", FORGED)
def test_refuses_what_is_not_bound(target: Target, what: str) -> None:
    """Each would be right for a server that signs less than role and both nonces."""
    visit(target)
    with target.connect() as client:
        challenge, nonce = challenge_of(client), secrets.token_bytes(32)
        answer = Answer(nonce, FORGED[what](target, challenge, nonce))
        push(client, answer.data, MARKER * 8)
        finish(client)
        expect_refused(target, client, what)
    expect_served(target, after=what)


@requirement("HMAC-020", role="server", needs=("HMAC-002",))
def test_refuses_its_own_challenge_back(target: Target) -> None:
    """With the challenge as our nonce, and a code that it made for somebody else."""
    with target.connect() as first:
        old, answer = prove(target, first)
    theirs = coded(target, SERVER, old, answer.nonce)
    with target.connect() as client:
        challenge = challenge_of(client)
        push(client, challenge, theirs, MARKER * 8)
        finish(client)
        expect_refused(target, client, "a reflected challenge")
    expect_served(target, after="a reflected challenge")
