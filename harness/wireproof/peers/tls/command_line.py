"""``openssl s_client``: a client of somebody else, for what Python's ``ssl`` cannot ask for.

Nothing of what it prints becomes evidence, for it prints secrets of its sessions.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from types import TracebackType
from typing import Self

from wireproof.errors import Untested, Violation
from wireproof.wire.address import Address

PROGRAM = "openssl"
MOST_PRINTED = 1024 * 1024
RENEGOTIATE, UPDATE_KEY = b"R", b"K"  # at the beginning of a line


class CommandLine:
    """One run of it; what is typed in is sent, a line each. Use it in a ``with``."""

    def __init__(self, address: Address, *words: str) -> None:
        if not shutil.which(PROGRAM):
            raise Untested(f"`{PROGRAM}` is not installed, and nothing else can ask for that")
        where = f"{address.host}:{address.port}"
        self._process = subprocess.Popen(
            [PROGRAM, "s_client", "-connect", where, "-servername", "localhost", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        self._printed = b""
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def connected(self, *, within: float) -> None:
        """Wait until its handshake is over; one that never is, is a `Violation`."""
        if not self.prints(b"Verify return code:", within=within):
            raise Violation(f"{PROGRAM} s_client has no handshake within {within:g} s")

    def types(self, line: bytes) -> None:
        """Type a line; who has ended does not read it."""
        if self._process.stdin is None:
            raise AssertionError("its input was asked for")
        try:
            self._process.stdin.write(line + b"\n")
        except BrokenPipeError:
            self._ended = True

    def prints(self, mark: bytes, *, times: int = 1, within: float) -> bool:
        """Wait until it has printed something so often; tell whether it did, or ended before."""
        deadline = time.monotonic() + within
        while self._printed.count(mark) < times:
            left = deadline - time.monotonic()
            if self._ended or left <= 0 or len(self._printed) > MOST_PRINTED:
                return False
            self._hear(left)
        return True

    def _hear(self, seconds: float) -> None:
        if self._process.stdout is None:
            raise AssertionError("its output was asked for")
        output = self._process.stdout.fileno()
        if select.select([output], [], [], seconds)[0]:
            piece = os.read(output, 65_536)
            self._printed += piece
            self._ended = not piece
