"""Open a connection, without blocking past a deadline."""

from __future__ import annotations

import errno
import select
import socket
import time

from wireproof.errors import Violation
from wireproof.wire.patience import Deadline


def establish(opened: socket.socket, where: str | tuple[str, int], deadline: Deadline) -> None:
    """Connect to ``where``, which is a host and a port or a path."""
    opened.settimeout(0)
    result = opened.connect_ex(where)
    while result in {errno.EINPROGRESS, errno.EAGAIN}:
        left = deadline.left()
        if not left:
            raise Violation(f"no connection within {deadline.seconds:g} s")
        if result == errno.EAGAIN:  # a UNIX listener's backlog is full: nothing to poll on
            time.sleep(0.01)
            result = opened.connect_ex(where)
        elif _writable(opened, left):
            result = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if result in {errno.ECONNREFUSED, errno.ENOENT}:
        raise Violation("connection refused: nothing listens any more")
    if result in {errno.ECONNRESET, errno.EPIPE}:
        raise Violation("the target reset the connection while it was made")
    if result:
        raise OSError(result, f"cannot connect: {errno.errorcode.get(result, result)}")


def _writable(opened: socket.socket, seconds: float) -> bool:
    poll = select.poll()  # select() cannot take descriptors above 1023
    poll.register(opened, select.POLLOUT)
    return bool(poll.poll(seconds * 1000))
