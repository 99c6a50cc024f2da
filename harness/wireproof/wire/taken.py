"""Whether the other side has read what we sent (Linux: its receive queue, by sock_diag(7)).

Pieces sent one after the other often arrive as one, for the reader may be late. Whoever wants to
be sure that a piece was read alone waits until the reader's queue is empty. We ask the kernel for
the one socket: ``/proc/net/tcp`` would be read whole, which took 70 ms with 13 000 connections
in TIME_WAIT, where a question took 12 us.
"""

from __future__ import annotations

import socket
import struct
import time

LOOK_SECONDS = 0.0002

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_NLM_F_REQUEST = 1
_ANY_STATE = 0xFFFFFFFF
_HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
_QUESTION = struct.Struct("=BBBxI")  # inet_diag_req_v2: family, protocol, extensions, states
_SOCKET = struct.Struct("!HH16s16s")  # inet_diag_sockid: ports and addresses
_NO_COOKIE = struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)  # any interface, any cookie
_RECEIVE_QUEUE = _HEADER.size + 4 + 48 + 4  # inet_diag_msg: idiag_rqueue after states, id, expires


def wait_until_taken(sent: socket.socket, seconds: float) -> bool:
    """Wait until the peer's queue on this machine is empty; tell whether that came to pass.

    Where it cannot be known (another system, a UNIX socket) the answer is no, at once.
    """
    question = _question(sent)
    if not question:
        return False
    deadline = time.monotonic() + seconds
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as kernel:
            while (unread := _unread(kernel, question)) is not None:
                if not unread:
                    return True
                if time.monotonic() > deadline:
                    return False
                time.sleep(LOOK_SECONDS)
    except OSError:
        return False
    return False


def _question(sent: socket.socket) -> bytes:
    """Ask for the peer's end of a connection: its addresses are ours, the other way round."""
    if sent.family not in {socket.AF_INET, socket.AF_INET6} or not hasattr(socket, "AF_NETLINK"):
        return b""
    try:
        theirs, ours = sent.getpeername(), sent.getsockname()
    except OSError:
        return b""
    packed = [socket.inet_pton(sent.family, end[0]).ljust(16, b"\0") for end in (theirs, ours)]
    body = _QUESTION.pack(sent.family, socket.IPPROTO_TCP, 0, _ANY_STATE)
    body += _SOCKET.pack(theirs[1], ours[1], *packed) + _NO_COOKIE
    size = _HEADER.size + len(body)
    return _HEADER.pack(size, _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 1, 0) + body


def _unread(kernel: socket.socket, question: bytes) -> int | None:
    """Tell the bytes that wait to be read; ``None`` where the kernel knows no such socket."""
    kernel.send(question)
    answer = kernel.recv(4096)
    kind = _HEADER.unpack_from(answer)[1]
    if kind != _SOCK_DIAG_BY_FAMILY:
        return None
    return int(struct.unpack_from("=I", answer, _RECEIVE_QUEUE)[0])
