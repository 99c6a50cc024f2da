"""Odd but right: a server for one client at a time; whoever comes meanwhile has to wait.

python tests/odd/pickle_rpc/one_at_a_time.py --authkey-file key
"""

from __future__ import annotations

import socket
import socketserver

from reference_impl._launch import options, serve
from reference_impl.pickle_rpc.framed import Handler
from reference_impl.pickle_rpc.house import LIMITS, House


class OneAtATime(House):
    """The thread that accepts is the one that serves."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        socketserver.TCPServer.process_request(self, request, client_address)


if __name__ == "__main__":
    serve(OneAtATime(Handler, options(__doc__, **LIMITS)))
