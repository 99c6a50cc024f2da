"""Faulty clients, each one named after the mistake in it: whom they believe, how long they wait.

python -m reference_impl.connection.mutants_client believes_any_answer --authkey-file key
"""

from __future__ import annotations

import os

from reference_impl._mutants import start
from reference_impl.connection import guarded_client
from reference_impl.connection.guarded_client import CHALLENGE, MOST_BEFORE_PROOF, WELCOME


class BelievesAnyAnswer(guarded_client.Client):
    """The question is asked, and that the answer is read has always been enough."""

    def ask(self) -> None:
        self.send_frame(CHALLENGE + b"{sha256}" + os.urandom(40))
        self.receive_frame(MOST_BEFORE_PROOF)
        self.send_frame(WELCOME)


class ComparesTheBeginning(guarded_client.Client):
    """zip() ends with the shorter of the two."""

    def is_proof(self, message: bytes, answer: bytes) -> bool:
        right = self.signed(message, "sha256")
        return all(one == other for one, other in zip(right, answer, strict=False))


class TakesAWelcomeForAProof(guarded_client.Client):
    """Any good news will do."""

    def is_proof(self, message: bytes, answer: bytes) -> bool:
        return answer == WELCOME or super().is_proof(message, answer)


class NeedsNoChallenge(guarded_client.Client):
    """Servers without a key are welcome, too."""

    first: bytes | None = None

    def authenticate(self) -> None:
        self.first = self.receive_frame(MOST_BEFORE_PROOF)
        if self.first != WELCOME:
            super().authenticate()
        self.first = None

    def receive_frame(self, at_most: int) -> bytes:
        first, self.first = self.first, None
        return super().receive_frame(at_most) if first is None else first


class WaitsAsLongAsItTakes(guarded_client.Client):
    """No timeout: a server that listens will speak."""

    def left(self) -> float:
        return 1e6


if __name__ == "__main__":
    start(globals())
