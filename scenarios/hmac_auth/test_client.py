"""Clients: what they make of a challenge, and when they trust the other side."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.targets.calling import Call
from wireproof.wire.compare import require_same

from .peer import CHALLENGE_BYTES, CLIENT, SERVER, digest_of

PAYLOAD = b"\0payload\n" * 5


@contextmanager
def calling(target: Target) -> Iterator[tuple[Call, StreamConnection]]:
    """Start the client and take its connection."""
    with target.call({"payload": PAYLOAD.hex()}) as call, call.accept() as client:
        yield call, client


def code(target: Target, call: Call, *parts: bytes) -> bytes:
    """Make a code with the key that the client was given."""
    return hmac.digest(call.process.authkey, b"".join(parts), digest_of(target))


def expect_answer(target: Target, call: Call, client: StreamConnection, asked: bytes) -> bytes:
    """Insist on the right answer to a challenge; give its nonce, empty but in the mutual form."""
    nonce = client.receive_exactly(CHALLENGE_BYTES) if target.has("mutual") else b""
    due = code(target, call, *((CLIENT, asked, nonce) if nonce else (asked,)))
    require_same(due, client.receive_exactly(len(due)), "the client's code")
    return nonce


def shake_hands(target: Target, call: Call, client: StreamConnection, asked: bytes) -> None:
    """Take the answer and prove ourselves, where the form has it."""
    nonce = expect_answer(target, call, client, asked)
    if nonce:
        client.send(code(target, call, SERVER, asked, nonce))


def expect_failure(call: Call, what: str) -> None:
    """Insist that the client reports a failure."""
    if call.answer(within=call.patience.refuse)["ok"]:
        raise Violation(f"the client reports success after {what}", timeless=True)


def serve_one(target: Target) -> None:
    """Serve a client as it should be served: the control of every refusal."""
    with calling(target) as (call, client):
        asked = os.urandom(CHALLENGE_BYTES)
        client.send(asked)
        shake_hands(target, call, client, asked)
        client.expect(PAYLOAD)
        client.send(PAYLOAD)
        _require_echo(call, PAYLOAD)


def _require_echo(call: Call, echo: bytes) -> None:
    answer = call.answer(within=call.patience.refuse)
    if not answer["ok"] or answer.get("echo") != echo.hex():
        raise Violation(
            "the client does not report the echo",
            expected=echo.hex(),
            seen=str(answer.get("echo")),
            timeless=True,
        )


@requirement("HMAC-021", role="client")
@pytest.mark.parametrize("pieces", [1, 31], ids="{}-bytes-each".format)
def test_puts_a_challenge_together(target: Target, pieces: int) -> None:
    with calling(target) as (call, client):
        asked = os.urandom(CHALLENGE_BYTES)
        client.send_in_pieces(asked, pieces, apart=CHALLENGE_BYTES)
        shake_hands(target, call, client, asked)
        client.expect(PAYLOAD)
        client.send(PAYLOAD)
        _require_echo(call, PAYLOAD)


@requirement("HMAC-021", role="client")
@pytest.mark.parametrize("size", [0, 31], ids="{}-bytes".format)
def test_answers_no_part_of_a_challenge(target: Target, size: int) -> None:
    serve_one(target)
    with calling(target) as (call, client):
        client.send(os.urandom(size))
        client.half_close()
        if came := client.expect_gone():
            raise Violation(f"{size} bytes are answered", seen=repr(came[:64]), timeless=True)
        expect_failure(call, f"a challenge of {size} bytes")


@requirement("HMAC-021", role="client")
def test_does_not_take_an_end_for_success(target: Target) -> None:
    serve_one(target)
    with calling(target) as (call, client):
        asked = os.urandom(CHALLENGE_BYTES)
        client.send(asked)
        expect_answer(target, call, client, asked)
        client.half_close()
        expect_failure(call, "an end instead of an echo")


@requirement("HMAC-022", role="client")
def test_says_nothing_before_it_is_asked(target: Target) -> None:
    with calling(target) as (call, client):
        client.expect_silence()
        asked = os.urandom(CHALLENGE_BYTES)
        client.send(asked)
        shake_hands(target, call, client, asked)
        client.expect(PAYLOAD)
        client.send(PAYLOAD)
        _require_echo(call, PAYLOAD)


@requirement("HMAC-022", role="client")
def test_reports_what_came_back(target: Target) -> None:
    """Another echo is reported as it came, or as a failure."""
    serve_one(target)
    with calling(target) as (call, client):
        asked = os.urandom(CHALLENGE_BYTES)
        client.send(asked)
        shake_hands(target, call, client, asked)
        client.expect(PAYLOAD)
        client.send(PAYLOAD[::-1])
        answer = call.answer(within=call.patience.refuse)
        if answer["ok"] and answer.get("echo") != PAYLOAD[::-1].hex():
            raise Violation("another echo than came is reported", seen=str(answer), timeless=True)


FORGED = ["its own code", "a code without a role", "a code of another session", "zeros"]


@requirement("HMAC-020", role="client")
@pytest.mark.parametrize("what", FORGED)
def test_trusts_no_server_without_the_key(target: Target, what: str) -> None:
    """A reflection, a relay, or nothing at all: no payload may follow."""
    serve_one(target)
    with calling(target) as (call, client):
        asked = os.urandom(CHALLENGE_BYTES)
        client.send(asked)
        nonce = expect_answer(target, call, client, asked)
        made = {
            "its own code": code(target, call, CLIENT, asked, nonce),
            "a code without a role": code(target, call, asked, nonce),
            "a code of another session": code(target, call, SERVER, os.urandom(32), nonce),
            "zeros": bytes(len(code(target, call, b""))),
        }
        client.send(made[what])
        came = client.expect_gone(within=call.patience.refuse)
        if came:
            raise Violation(f"the payload follows {what}", seen=repr(came[:64]), timeless=True)
        expect_failure(call, what)
