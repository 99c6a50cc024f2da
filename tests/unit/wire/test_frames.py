"""Frames and the handshake, against byte strings written out by hand and against CPython."""

from __future__ import annotations

import hashlib
import hmac
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge

import pytest

from wireproof.errors import Violation
from wireproof.wire import frames

KEY = b"peeka\0boo\n"


class Tape:
    """A link with the other side's bytes already on it."""

    def __init__(self, *pieces: bytes) -> None:
        self.coming = b"".join(pieces)
        self.sent = b""

    def send(self, data: bytes, /) -> None:
        self.sent += data

    def receive_exactly(self, size: int, /) -> bytes:
        piece, self.coming = self.coming[:size], self.coming[size:]
        if len(piece) < size:
            raise EOFError
        return piece


class SocketLink:
    """A link over a socket: what a recorded connection is in the harness."""

    def __init__(self, opened: socket.socket) -> None:
        self.opened = opened

    def send(self, data: bytes, /) -> None:
        self.opened.sendall(data)

    def receive_exactly(self, size: int, /) -> bytes:
        return self.opened.recv(size, socket.MSG_WAITALL)


# -- Frames ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "wide", "expected"),
    [
        (b"", False, b"\0\0\0\0"),
        (b"abc", False, b"\0\0\0\3abc"),
        (b"abc", True, b"\xff\xff\xff\xff\0\0\0\0\0\0\0\3abc"),
    ],
    ids=["empty", "short", "wide"],
)
def test_frame_is_spelled_as_cpython_does(payload: bytes, wide: bool, expected: bytes) -> None:  # noqa: FBT001
    assert frames.frame(payload, wide=wide) == expected


def test_header_takes_the_wide_form_only_when_it_must() -> None:
    assert frames.header(2**31 - 1) == b"\x7f\xff\xff\xff"
    assert frames.header(2**31) == b"\xff\xff\xff\xff" + struct.pack("!Q", 2**31)
    assert frames.header(-5) == b"\xff\xff\xff\xfb"


@pytest.mark.parametrize("wide", [False, True], ids=["short", "wide"])
@pytest.mark.parametrize("size", [0, 1, 16_384, 16_385, 65_536], ids="{}-bytes".format)
def test_frame_reads_back(size: int, wide: bool) -> None:  # noqa: FBT001
    tape = Tape(frames.frame(os.urandom(size), wide=wide), b"tail")
    assert len(frames.converse(frames.read_frame(), tape)) == size
    assert tape.coming == b"tail"


@pytest.mark.parametrize("length", [-2, -5, -(2**31)], ids=str)
def test_negative_length_is_a_violation(length: int) -> None:
    with pytest.raises(Violation, match="negative"):
        frames.converse(frames.read_frame(), Tape(frames.header(length)))


def test_too_long_a_frame_is_refused_before_it_is_read() -> None:
    tape = Tape(frames.header(257), bytes(257))
    with pytest.raises(Violation, match="too long"):
        frames.converse(frames.read_frame(256), tape)
    assert len(tape.coming) == 257


def test_split_gives_whole_frames_and_the_rest() -> None:
    stream = frames.frame(b"one") + frames.frame(b"", wide=True) + frames.frame(b"three")
    assert frames.split(stream) == frames.Frames((b"one", b"", b"three"), b"")
    assert frames.split(stream[:-1]).payloads == (b"one", b"")
    assert frames.split(stream[:-1]).rest == frames.frame(b"three")[:-1]


def test_split_is_the_same_wherever_the_stream_is_cut() -> None:
    stream = b"".join(map(frames.frame, [b"one", b"", b"three"]))
    for at in range(len(stream) + 1):
        cut = frames.split(stream[:at])
        assert b"".join(map(frames.frame, cut.payloads)) + cut.rest == stream[:at]


# -- Proofs ----------------------------------------------------------------------------------


def test_legacy_response_is_a_bare_md5_code() -> None:
    message = bytes(range(20))
    assert frames.response(KEY, message) == hmac.new(KEY, message, hashlib.md5).digest()


def test_modern_response_signs_the_name_too() -> None:
    message = b"{sha256}" + bytes(40)
    code = hmac.new(KEY, message, hashlib.sha256).digest()
    assert frames.response(KEY, message) == b"{sha256}" + code


@pytest.mark.parametrize("digest", list(frames.DIGEST_BYTES))
def test_challenge_says_its_digest_and_never_repeats(digest: str) -> None:
    messages = {frames.challenge(digest) for _ in range(50)}
    assert len(messages) == 50
    assert {frames.digest_of(message) for message in messages} == {digest}


UNANSWERABLE = {
    "empty": b"",
    "19-bytes": bytes(19),
    "21-bytes": bytes(21),
    "weak-name": b"{sha1}" + bytes(40),
    "capitals": b"{SHA256}" + bytes(40),
    "no-digest": b"{none}" + bytes(40),
    "short-nonce": b"{sha256}" + bytes(19),
}


@pytest.mark.parametrize("message", UNANSWERABLE.values(), ids=UNANSWERABLE.keys())
def test_unanswerable_challenge_is_a_violation(message: bytes) -> None:
    with pytest.raises(Violation, match="none that a client can answer"):
        frames.digest_of(message)


@pytest.mark.parametrize("digest", list(frames.DIGEST_BYTES))
def test_proof_depends_on_every_bit(digest: str) -> None:
    message = frames.challenge("sha256")
    right = frames.response(KEY, message, digest)
    assert frames.proves(KEY, message, right)
    assert not frames.proves(b"other", message, right)
    assert not frames.proves(KEY, message + b"x", right)
    for at in range(len(right)):
        wrong = right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :]
        assert not frames.proves(KEY, message, wrong)


def test_proof_in_a_digest_that_is_not_accepted_is_none() -> None:
    message = frames.challenge("sha256")
    assert not frames.proves(KEY, message, frames.response(KEY, message, "md5"), {"sha256"})


# -- The handshake ---------------------------------------------------------------------------


def test_failure_where_welcome_was_due_is_a_violation() -> None:
    tape = Tape(frames.frame(frames.CHALLENGE + frames.challenge()), frames.frame(frames.FAILURE))
    with pytest.raises(Violation, match="not welcome"):
        frames.converse(frames.client_handshake(KEY), tape)


def test_unframed_or_missing_challenge_is_a_violation() -> None:
    with pytest.raises(Violation, match="no challenge"):
        frames.converse(frames.client_handshake(KEY), Tape(frames.frame(b"hello")))
    with pytest.raises(Violation, match="too long"):
        frames.converse(frames.client_handshake(KEY), Tape(frames.frame(bytes(257))))


def test_server_that_proves_nothing_is_a_violation_and_is_told_so() -> None:
    tape = Tape(
        frames.frame(frames.CHALLENGE + frames.challenge()),
        frames.frame(frames.WELCOME),
        frames.frame(b"{sha256}" + bytes(32)),
    )
    with pytest.raises(Violation, match="does not prove"):
        frames.converse(frames.client_handshake(KEY), tape)
    assert frames.split(tape.sent).payloads[-1] == frames.FAILURE


@contextmanager
def cpython(act: Callable[[Connection], None]) -> Iterator[SocketLink]:
    """Let CPython's own code ``act`` at the other end of a socket pair."""
    ours, theirs = socket.socketpair()
    other = Connection(theirs.detach())
    thread = threading.Thread(target=act, args=(other,))
    thread.start()
    with ours, other:
        ours.settimeout(5)
        yield SocketLink(ours)
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize("answer_with", ["", "md5"], ids=["as-asked", "md5"])
def test_client_is_welcome_to_cpython(answer_with: str) -> None:
    """Python before 3.12 asks for md5 and after it takes md5 for an answer."""

    def serve(connection: Connection) -> None:
        deliver_challenge(connection, KEY)
        answer_challenge(connection, KEY)
        connection.send_bytes(connection.recv_bytes())

    with cpython(serve) as link:
        frames.converse(frames.client_handshake(KEY, digest=answer_with), link)
        link.send(frames.frame(b"echo", wide=True))
        assert frames.converse(frames.read_frame(), link) == b"echo"


def test_server_serves_cpython() -> None:
    def ask(connection: Connection) -> None:
        answer_challenge(connection, KEY)
        deliver_challenge(connection, KEY)
        connection.send_bytes(bytes(16_385))

    # A prefixed challenge is signed whole by old and new alike, so this needs no version.
    with cpython(ask) as link:
        frames.converse(frames.server_handshake(KEY), link)
        assert frames.converse(frames.read_frame(), link) == bytes(16_385)


def test_cpython_refuses_the_wrong_key_and_we_say_so() -> None:
    refused: list[BaseException] = []

    def serve(connection: Connection) -> None:
        try:
            deliver_challenge(connection, KEY)
        except AuthenticationError as error:
            refused.append(error)

    with cpython(serve) as link, pytest.raises(Violation, match="not welcome"):
        frames.converse(frames.client_handshake(b"wrong"), link)
    assert len(refused) == 1
