"""Descriptors over a UNIX socket (SCM_RIGHTS), beside the bytes of a stream connection."""

from __future__ import annotations

import os
import select
import socket
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from wireproof.errors import Violation
from wireproof.wire.stream import StreamConnection

MOST = 16  # descriptors of one message that we look at; the kernel closes the others


def send_with(client: StreamConnection, data: bytes, descriptors: Sequence[int]) -> None:
    """Send ``data`` with descriptors on its first byte."""
    try:
        sent = socket.send_fds(client.socket, [data], descriptors)
    except (ConnectionError, BlockingIOError):
        raise Violation("the target takes no descriptor") from None
    client.transcript.sent(data[:sent])
    client.transcript.happened(f"with {len(descriptors)} descriptor(s)")
    client.send(data[sent:])


def receive_with(client: StreamConnection, size: int, into: list[int]) -> bytes:
    """Receive ``size`` bytes; descriptors that come with them are appended to ``into``."""
    deadline, received = client.deadline(client.patience.reply), b""
    poll = select.poll()
    poll.register(client.socket, select.POLLIN)
    while len(received) < size:
        if not poll.poll(deadline.left() * 1000):
            raise Violation(f"no reply: {len(received)} of {size} bytes came")
        try:
            piece = _receive_some(client.socket, size - len(received), into)
        except ConnectionError:
            piece = b""
        if not piece:
            raise Violation(f"the target ended the connection when {len(received)} bytes came")
        client.transcript.received(piece)
        received += piece
    return received


def _receive_some(stream: socket.socket, at_most: int, into: list[int]) -> bytes:
    """Receive once. `socket.recv_fds` would leave out the flag, so that targets inherited them."""
    room = socket.CMSG_LEN(MOST * array("i").itemsize)
    piece, ancillary, _, _ = stream.recvmsg(at_most, room, socket.MSG_CMSG_CLOEXEC)
    for level, kind, octets in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            came = array("i")
            came.frombytes(octets[: len(octets) - len(octets) % came.itemsize])
            into.extend(came)
    return piece


@contextmanager
def closing() -> Iterator[list[int]]:
    """Give a list of descriptors, all of which are closed in the end."""
    held: list[int] = []
    try:
        yield held
    finally:
        for descriptor in held:
            os.close(descriptor)
