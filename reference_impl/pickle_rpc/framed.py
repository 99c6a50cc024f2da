"""Pickle RPC over frames that we read ourselves, single pickled, with replies in an envelope.

    python -m reference_impl.pickle_rpc.framed --authkey-file key

The frames and the handshake are those of ``multiprocessing.connection``: whoever uses its
``Client`` with ``send_bytes`` and ``recv_bytes`` will not notice that we do not. One layer of
pickle is one less to restrict, and ``("ok", value)`` tells a returned exception from a raised one.
"""

from __future__ import annotations

import contextlib
import socket
from functools import partial

from reference_impl._launch import options, serve
from reference_impl.pickle_rpc import authentication as auth
from reference_impl.pickle_rpc.calls import Calls, InTime
from reference_impl.pickle_rpc.frames import Frames
from reference_impl.pickle_rpc.house import LIMITS, TRANSFER_SECONDS, House


class Enveloped(Calls):
    """Replies that say what they are."""

    def result(self, value: object) -> object:
        # PRPC-011: an exception that was returned is a value.
        return "ok", value

    def failure(self, error: BaseException) -> object:
        # PRPC-004, PRPC-009: type and message in words, whether or not the exception can travel.
        # PRPC-010, PRPC-027: what comes along is made anew of a class that everybody has.
        exception = super().failure(error)
        same = exception if type(exception) is type(error) else None
        return "error", type(error).__name__, str(error), same


class Handler(Frames):
    """One client: a handshake, then calls until it leaves."""

    server: House

    def handle(self) -> None:
        limits, within = self.server.limits, self.server.deadlines.within
        self.within = partial(within, connection=self.request)
        self.calls = self.new_calls(limits.max_depth, partial(self.within, limits.call_timeout))
        # PRPC-024: a client that vanishes is news about the client; our base class closes.
        with contextlib.suppress(auth.Refused, EOFError, OSError):
            with self.within(limits.auth_timeout):
                # PRPC-018: plain bytes both ways; no pickle is read before both have passed.
                self.ask_for_proof(self.server.authkey)
                self.prove(self.server.authkey)
            self.serve()

    def new_calls(self, max_depth: int, in_time: InTime) -> Enveloped:
        return Enveloped(max_depth, in_time)

    def ask_for_proof(self, key: bytes) -> None:
        message = auth.new_challenge()
        self.send_frame(auth.CHALLENGE + message)
        # PRPC-018: an answer is compared, never read as anything else.
        if not auth.is_right(key, message, self.receive_frame(auth.MOST_BYTES)):
            self.send_frame(auth.FAILURE)
            raise auth.Refused("the client does not know the key")
        self.send_frame(auth.WELCOME)

    def prove(self, key: bytes) -> None:
        message = self.receive_frame(auth.MOST_BYTES)
        if not message.startswith(auth.CHALLENGE):
            raise auth.Refused("no challenge where one was due")
        message = message.removeprefix(auth.CHALLENGE)
        self.send_frame(auth.answer(key, message, auth.digest_asked(message)))
        if self.receive_frame(auth.MOST_BYTES) != auth.WELCOME:
            raise auth.Refused("the client does not believe us")

    def serve(self) -> None:
        # PRPC-003, PRPC-005: as many calls as come, and an error is a reply like any other.
        while self.request.recv(1, socket.MSG_PEEK):
            with self.within(TRANSFER_SECONDS):
                data = self.receive_frame(self.server.limits.max_frame)
            reply = self.calls.answer(data)
            # PRPC-024: a reply that nobody takes is lost, and the call is not made again.
            with self.within(TRANSFER_SECONDS):
                self.send_frame(reply)


def main() -> None:
    serve(House(Handler, options(__doc__, **LIMITS)))


if __name__ == "__main__":
    main()
