"""Pickle RPC over ``multiprocessing.connection``, double pickled as the classic recipe has it.

    python -m reference_impl.pickle_rpc.over_connection --authkey-file key

A client of the recipe works unchanged: ``send(pickle.dumps((name, args, kwargs)))`` and
``pickle.loads(recv())``. We use of the module what is safe: ``Connection.recv_bytes`` with a
limit, and the two halves of the handshake. Its ``recv`` unpickles whatever comes, and
its ``Listener`` with a key shakes hands inside ``accept``, where one silent client stops everybody.
"""

from __future__ import annotations

import os
import pickle
import socket
import socketserver
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge

from reference_impl._launch import options, serve
from reference_impl.pickle_rpc.calls import Calls
from reference_impl.pickle_rpc.house import LIMITS, TRANSFER_SECONDS, House
from reference_impl.pickle_rpc.plain import dumps

GONE = (AuthenticationError, AssertionError, EOFError, OSError)  # AssertionError: before 3.12


class DoublePickled(Calls):
    """Classic replies, and every frame a pickle of the bytes of a pickle."""

    def answer(self, data: bytes) -> bytes:
        protocol = self.protocol(data)
        try:
            body = self.open_frame(data)
        except Exception as error:  # noqa: BLE001 - PRPC-019: whatever is wrong with it
            return dumps(self.spell(self.failure(error), protocol), protocol)
        return dumps(super().answer(body), protocol)

    def open_frame(self, data: bytes) -> bytes:
        # PRPC-017: the outer pickle is a stranger's as much as the inner one.
        body = self.load(data)
        if not isinstance(body, bytes):
            raise pickle.UnpicklingError("a frame is a pickle of bytes")
        return body


class Handler(socketserver.BaseRequestHandler):
    """One client: a handshake, then calls until it leaves."""

    request: socket.socket
    server: House

    def handle(self) -> None:
        limits, within = self.server.limits, self.server.deadlines.within
        self.within = partial(within, connection=self.request)
        self.calls = DoublePickled(limits.max_depth, partial(self.within, limits.call_timeout))
        try:
            # The Connection gets a descriptor of its own, since it closes the one it has.
            with Connection(os.dup(self.request.fileno())) as connection:
                self.authenticate(connection)
                self.serve(connection)
        except GONE:
            pass  # PRPC-024: a client that vanishes is news about the client, not about us.

    def authenticate(self, connection: Connection) -> None:
        # PRPC-018: both halves exchange plain bytes; no pickle is read before both have passed.
        with self.within(self.server.limits.auth_timeout):
            deliver_challenge(connection, self.server.authkey)
            answer_challenge(connection, self.server.authkey)

    def serve(self, connection: Connection) -> None:
        # PRPC-003, PRPC-005: as many calls as come, and an error is a reply like any other.
        while connection.poll(None):
            self.reply(connection, self.calls.answer(self.receive(connection)))

    def receive(self, connection: Connection) -> bytes:
        # PRPC-025: a frame that is cut raises, so nothing of it is ever executed.
        # PRPC-021: a length above the limit raises before anything is read.
        with self.within(TRANSFER_SECONDS):
            return connection.recv_bytes(self.server.limits.max_frame)

    def reply(self, connection: Connection, data: bytes) -> None:
        with self.within(TRANSFER_SECONDS):
            connection.send_bytes(data)


def main() -> None:
    serve(House(Handler, options(__doc__, **LIMITS)))


if __name__ == "__main__":
    main()
