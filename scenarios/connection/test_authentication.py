"""The handshake: who speaks first, what is signed, and what neither side may be talked into."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import suppress

import pytest

from wireproof import Inapplicable, StreamConnection, Target, Violation, requirement
from wireproof.wire import frames
from wireproof.wire.rude import push

from .intruder import expect_refused, try_answer
from .peer import (
    Guest,
    answer_to,
    challenge_of,
    dialect,
    expect_served,
    is_old,
    key_of,
    prove,
    shake_hands,
    visit,
)

NAMED = ["sha256", "sha384", "sha3_256"]
UNKNOWN = ["sha1", "none", "SHA256", "md5sum"]
TELLING = ["md5", "sha1", "sha256", "sha384", "sha512", "sha3_256"]  # digests a code may be in


@requirement("CONN-002")
def test_speaks_first(target: Target) -> None:
    with target.connect() as client:
        message = challenge_of(client)
        frames.digest_of(message)
        client.expect_silence()
    with target.connect() as client:
        prove(client, key_of(target))


@requirement("CONN-003")
def test_welcomes_the_right_key_and_proves_its_own(target: Target) -> None:
    with target.connect() as client:
        shake_hands(client, key_of(target))
        Guest(client).greet()


@requirement("CONN-005", needs=("CONN-003",))
def test_names_the_digest_of_its_challenge(target: Target) -> None:
    with target.connect() as client:
        message = challenge_of(client)
        if dialect(message) == frames.LEGACY:
            raise Violation("the challenge names no digest", seen=repr(message[:64]))
        client.send(frames.frame(answer_to(key_of(target), message)))
        require_welcome(client, f"an answer in {dialect(message)}")


@requirement("CONN-005", needs=("CONN-003",))
def test_has_the_name_of_the_digest_signed(target: Target) -> None:
    """Else whoever sits in between can put a weaker name before the same bytes."""

    def without_its_name(key: bytes, message: bytes) -> bytes:
        name, _, rest = message.removeprefix(b"{").partition(b"}")
        digest = name.decode("ascii", "replace")
        code = hmac.digest(key, rest, digest if digest in frames.DIGEST_BYTES else "sha256")
        return b"{%b}%b" % (name, code)

    visit(target)
    try_answer(target, without_its_name, "an answer that leaves out the name of the digest")
    expect_served(target, after="an answer that was refused")


def bare_md5(key: bytes, message: bytes) -> bytes:
    """Answer as Python before 3.12 does, whatever was asked."""
    return frames.response(key, message, frames.LEGACY)


@requirement("CONN-006", features=("legacy-md5",), needs=("CONN-003",))
def test_lets_old_peers_in(target: Target) -> None:
    with target.connect() as client:
        answer = bare_md5(key_of(target), challenge_of(client))
        client.send(frames.frame(answer))
        require_welcome(client, "bare HMAC-MD5")


@requirement("CONN-006", features=("!legacy-md5",), needs=("CONN-003",))
def test_keeps_old_peers_out(target: Target) -> None:
    visit(target)
    try_answer(target, bare_md5, "bare HMAC-MD5")
    expect_served(target, after="an old peer")


@requirement("CONN-007", needs=("CONN-003",))
def test_answers_an_old_challenge_in_the_old_way_or_not_at_all(target: Target) -> None:
    """Where there is no MD5, CPython answers in sha256, and leaves it to us what we do with it."""
    message = frames.challenge(frames.LEGACY)
    with target.connect() as client:
        prove(client, key_of(target))
        said = ask(target, client, message)
    allowed = [frames.response(key_of(target), message, name) for name in (frames.LEGACY, "sha256")]
    require_no_code([one for one in said if one not in allowed], key_of(target), message)
    expect_served(target, after="an old challenge")


@requirement("CONN-007", needs=("CONN-003",))
@pytest.mark.parametrize("name", NAMED)
def test_answers_in_the_digest_that_is_named(target: Target, name: str) -> None:
    message = frames.challenge(name)
    with target.connect() as client:
        require_new(prove(client, key_of(target)))
        said = ask(target, client, message)
    right = frames.response(key_of(target), message)
    may_refuse = name != "sha256" and not target.strict
    if right not in said and not may_refuse:
        raise Violation(f"a challenge in {name} is not answered in it", seen=repr(said)[:200])
    require_no_code([one for one in said if one != right], key_of(target), message)
    expect_served(target, after=f"a challenge in {name}")


@requirement("CONN-007", needs=("CONN-003",))
@pytest.mark.parametrize("name", UNKNOWN)
def test_signs_in_no_other_digest(target: Target, name: str) -> None:
    message = b"{%b}%b" % (name.encode(), frames.challenge()[-frames.MODERN_NONCE_BYTES :])
    visit(target)
    with target.connect() as client:
        require_new(prove(client, key_of(target)))
        said = ask(target, client, message)
    require_no_code(said, key_of(target), message)
    expect_served(target, after=f"a challenge in {name}")


# -- Asking ----------------------------------------------------------------------------------


def require_welcome(client: StreamConnection, what: str) -> None:
    verdict = frames.converse(frames.read_frame(frames.MOST_BEFORE_AUTH), client)
    if verdict != frames.WELCOME:
        raise Violation(
            f"{what} was not welcome", expected=repr(frames.WELCOME), seen=repr(verdict[:64])
        )


def require_new(message: bytes) -> None:
    """Leave out servers from before Python 3.12: they sign whatever comes, and know no names."""
    if is_old(message):
        raise Inapplicable("it challenges in the old dialect, which knows no names")


def ask(target: Target, client: StreamConnection, message: bytes) -> tuple[bytes, ...]:
    """Challenge, turn the answer down and leave; give all that is said until the end."""
    push(client, frames.frame(frames.CHALLENGE + message) + frames.frame(frames.FAILURE))
    with suppress(Violation):  # it may have hung up already
        client.half_close()
    came = expect_refused(target, client, "a client that does not believe it")
    return frames.split(came, frames.MOST_BEFORE_AUTH).payloads


def require_no_code(said: Sequence[bytes], key: bytes, message: bytes) -> None:
    """Insist that nothing was said that is signed with the key."""
    for digest in TELLING:
        code = hmac.digest(key, message, digest)
        if any(code in one for one in said):
            raise Violation(
                f"a challenge of {message[:9]!r}... is answered with a code in {digest}",
                expected="a refusal",
                seen=repr(said)[:200],
                timeless=True,
            )
