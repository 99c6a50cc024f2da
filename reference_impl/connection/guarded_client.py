"""A client of message connections that neither waits for ever nor believes what it is sent.

    echo '{"payload": 1}' | python -m reference_impl.connection.guarded_client --authkey-file key

It speaks to any Python's ``Listener``. One clock runs for the handshake and one for the echo,
frames have limits, the server has to prove that it knows the key before it is sent anything, and
the echo is read by a loader for plain data.
"""

from __future__ import annotations

import hmac
import os
import pickle
import socket
from pathlib import Path
from typing import Any

from reference_impl._launch import options
from reference_impl.connection.client_framing import Framed, Refused
from reference_impl.connection.client_orders import Failed, carry_out
from reference_impl.pickle_rpc.restricted import Restricted

CHALLENGE, WELCOME, FAILURE = b"#CHALLENGE#", b"#WELCOME#", b"#FAILURE#"
MOST_BEFORE_PROOF = 256  # bytes of a frame
OLD, OLD_BYTES = "md5", 20  # Python before 3.12 challenges with 20 bytes and knows no other digest
DIGESTS = ("sha256", "sha384", "sha3_256", OLD)
MOST_LEVELS = 100  # of containers in containers
LIMITS: dict[str, Any] = {
    "authkey_file": "",  # the path of a file; a key itself never goes by argv
    "connect_timeout": 10.0,
    "echo_timeout": 30.0,
    "max_frame": 64 << 20,
}


class Client(Framed):
    """One connection, its key, and both halves of the handshake."""

    def __init__(self, opened: socket.socket, key: bytes) -> None:
        super().__init__(opened)
        self.key = key

    def authenticate(self) -> None:
        # CONN-024: both halves. That we were welcome says nothing of who welcomed us.
        self.answer()
        self.ask()

    def answer(self) -> None:
        message = self.receive_frame(MOST_BEFORE_PROOF)
        if not message.startswith(CHALLENGE):
            raise Refused("no challenge where one was due")
        message = message.removeprefix(CHALLENGE)
        self.send_frame(self.signed(message, self.digest_asked(message)))
        if self.receive_frame(MOST_BEFORE_PROOF) != WELCOME:
            raise Refused("the server does not know our key")

    def digest_asked(self, message: bytes) -> str:
        if len(message) == OLD_BYTES:
            return OLD
        for name in DIGESTS:
            if message.startswith(b"{%b}" % name.encode()) and name != OLD:
                return name
        raise Refused("a challenge in no digest that we answer in")

    def signed(self, message: bytes, digest: str) -> bytes:
        code = hmac.digest(self.key, message, digest)
        return code if digest == OLD else b"{%b}%b" % (digest.encode(), code)

    def ask(self) -> None:
        message = b"{sha256}" + os.urandom(40)
        self.send_frame(CHALLENGE + message)
        # CONN-024: nothing of the payload is sent before this.
        if not self.is_proof(message, self.receive_frame(MOST_BEFORE_PROOF)):
            self.send_frame(FAILURE)
            raise Refused("the server does not prove that it knows the key")
        self.send_frame(WELCOME)

    def is_proof(self, message: bytes, answer: bytes) -> bool:
        # CONN-024: all of it, over all of a message that nobody has seen before. Old servers answer
        # any challenge with bare MD5, and as an HMAC that is still no less than the key.
        return any(hmac.compare_digest(answer, self.signed(message, name)) for name in DIGESTS)

    def echo(self, payload: object, max_frame: int) -> object:
        self.send_frame(pickle.dumps(payload))
        return Restricted(MOST_LEVELS).load(self.receive_frame(max_frame))


def main() -> None:
    given = options(__doc__, **LIMITS)
    key = Path(given.authkey_file).read_bytes()

    def exchange(payload: object) -> object:
        stage = "connect"
        try:
            where = (given.host, given.port)
            with socket.create_connection(where, given.connect_timeout) as opened:
                client, stage = Client(opened, key), "auth"
                client.allow(given.connect_timeout)
                client.authenticate()
                stage = "echo"
                client.allow(given.echo_timeout)
                return client.echo(payload, given.max_frame)
        except (Refused, EOFError, OSError, pickle.UnpicklingError) as trouble:
            raise Failed(stage, trouble) from trouble

    carry_out(exchange)


if __name__ == "__main__":
    main()
