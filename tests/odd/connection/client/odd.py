"""Connection clients that look unusual and keep the contract.

    python tests/odd/connection/client/odd.py old_dialect --port 8000 --authkey-file key

Each class takes the place of the reference's, as a mutant does, but breaks nothing.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import pickle
import socket
import struct
import subprocess
import sys
import time

from reference_impl.connection import guarded_client as guarded
from reference_impl.connection.client_framing import Refused
from reference_impl.connection.guarded_client import CHALLENGE, MOST_BEFORE_PROOF, WELCOME
from reference_impl.pickle_rpc.restricted import Restricted

SLOW_SECONDS = 0.4
STAYING_SECONDS = 0.6


class OneByteSegments(guarded.Client):
    """Slow to start, noisy, and in segments of one byte."""

    def authenticate(self) -> None:
        sys.stderr.write("calling, and telling everybody\n" * 20)
        time.sleep(SLOW_SECONDS)
        self.opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().authenticate()

    def send_frame(self, data: bytes) -> None:
        for byte in struct.pack("!i", len(data)) + data:
            self.opened.send(bytes([byte]))


class OldDialect(guarded.Client):
    """Python before 3.12: bare MD5, whatever is asked, and challenges of 20 bytes."""

    def digest_asked(self, _message: bytes) -> str:
        return "md5"

    def ask(self) -> None:
        message = os.urandom(20)
        self.send_frame(CHALLENGE + message)
        code = hmac.digest(self.key, message, "md5")
        if not hmac.compare_digest(code, self.receive_frame(MOST_BEFORE_PROOF)):
            raise Refused("somebody else")  # without a word
        self.send_frame(WELCOME)


class LongForms(guarded.Client):
    """Headers of twelve bytes, the longest challenge, the oldest pickles, a reset at the end."""

    def send_frame(self, data: bytes) -> None:
        self.opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.opened.sendall(struct.pack("!iQ", -1, len(data)) + data)

    def ask(self) -> None:
        name = b"{sha384}"
        message = name + os.urandom(256 - len(CHALLENGE) - len(name))
        self.send_frame(CHALLENGE + message)
        code = hmac.digest(self.key, message, "sha384")
        if self.receive_frame(MOST_BEFORE_PROOF) != name + code:
            raise Refused("somebody else")
        self.send_frame(WELCOME)

    def echo(self, payload: object, max_frame: int) -> object:
        self.send_frame(pickle.dumps(payload, protocol=0))
        return Restricted(guarded.MOST_LEVELS).load(self.receive_frame(max_frame))


class Lingers(guarded.Client):
    """Does not leave at once when it has been deceived, and says one thing more."""

    def authenticate(self) -> None:
        try:
            super().authenticate()
        except Refused:
            with contextlib.suppress(OSError):
                self.send_frame(guarded.FAILURE)
            time.sleep(STAYING_SECONDS)
            raise


def ask_somebody_else() -> None:
    """Leave all of it to a child, whose end is ours."""
    words = [sys.executable, "-m", "reference_impl.connection.guarded_client", *sys.argv[1:]]
    sys.exit(subprocess.run(words, check=False).returncode)


def main() -> None:
    """Run the reference with one class in place of its own."""
    name = "".join(word.capitalize() for word in sys.argv.pop(1).split("_"))
    if name == "Forks":
        ask_somebody_else()
    guarded.Client = globals()[name]  # type: ignore[misc]
    guarded.main()


if __name__ == "__main__":
    main()
