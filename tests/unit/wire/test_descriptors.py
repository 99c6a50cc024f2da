"""Descriptors go over a UNIX socket with the bytes, and none is left behind."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from wireproof.errors import Violation
from wireproof.wire.descriptors import closing, receive_with, send_with
from wireproof.wire.patience import Patience
from wireproof.wire.stream import StreamConnection
from wireproof.wire.transcript import Transcript

SOON = Patience(reply=0.2)


@pytest.fixture
def theirs_and_ours() -> Iterator[tuple[socket.socket, StreamConnection]]:
    theirs, ours = socket.socketpair()
    with theirs, StreamConnection(ours, Transcript("target"), SOON) as client:
        yield theirs, client


Both = tuple[socket.socket, StreamConnection]


def test_go_with_the_first_byte(theirs_and_ours: Both) -> None:
    theirs, ours = theirs_and_ours
    with closing() as held:
        held.extend(os.pipe())
        send_with(ours, b"two ends", held)
        data, came, _, _ = socket.recv_fds(theirs, 1, 4)
        with closing() as theirs_now:
            theirs_now.extend(came)
            assert (data, len(came)) == (b"t", 2)
            os.write(came[1], b"through")
            assert os.read(held[0], 100) == b"through"
    assert theirs.recv(100) == b"wo ends"


def test_come_with_whatever_byte(theirs_and_ours: Both) -> None:
    theirs, ours = theirs_and_ours
    with closing() as held, closing() as came:
        held.extend(os.pipe())
        theirs.sendall(b"a")
        socket.send_fds(theirs, [b"bcd"], held[:1])
        assert receive_with(ours, 3, came) == b"abc"
        assert len(came) == 1
        assert not os.get_inheritable(came[0])
        assert receive_with(ours, 1, came) == b"d"


def test_nothing_comes(theirs_and_ours: Both) -> None:
    theirs, ours = theirs_and_ours
    with pytest.raises(Violation, match="no reply: 0 of 1 bytes came"):
        receive_with(ours, 1, [])
    theirs.close()
    with pytest.raises(Violation, match="ended the connection when 0 bytes came"):
        receive_with(ours, 1, [])
    with pytest.raises(Violation, match="takes no descriptor"):
        send_with(ours, b"x", [0])


def test_all_are_closed_in_the_end() -> None:
    with closing() as held:
        held.extend(os.pipe())
    for descriptor in held:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)
