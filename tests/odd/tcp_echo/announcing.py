"""Echo servers that are unusual only in how they begin, what they print, and how they end.

python tests/odd/tcp_echo/announcing.py chatters --port 0
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time

from reference_impl._launch import options, serve, until_input_ends
from reference_impl.tcp_echo.threaded import EchoServer

IDLE_SECONDS = 1.5


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Talkative(EchoServer):
    """Prints about every client, to both sides, more than a pipe holds."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        say(f"client {client_address} " + "." * 500)
        sys.stderr.write("WARNING: a client!" + "!" * 500 + "\n")
        super().process_request(request, client_address)


def chatters(address: tuple[str, int]) -> None:
    """Talks before and after the line that counts, in JSON too, and pads that line."""
    say("Welcome to the echo server.\n" + json.dumps({"level": "info", "event": "starting"}))
    say("[1, 2, 3]\n\nlistening soon")
    server = Talkative(address, IDLE_SECONDS)
    host, port = server.socket.getsockname()
    where = {"backlog": server.request_queue_size, "port": port, "host": host}
    say(" " + json.dumps({"pid": os.getpid(), "listening": where}, separators=(" ,  ", " : ")))
    say(json.dumps({"listening": "still"}))
    serve_without_a_word(server)


def starts_slowly(address: tuple[str, int]) -> None:
    time.sleep(3)
    serve(EchoServer(address, IDLE_SECONDS))


def says_nothing(address: tuple[str, int]) -> None:
    """Is told its port, listens on it, and leaves it at that."""
    serve_without_a_word(EchoServer(address, IDLE_SECONDS))


def reads_its_port_from_the_environment(_: tuple[str, int]) -> None:
    serve(EchoServer(("127.0.0.1", int(os.environ["ECHO_PORT"])), IDLE_SECONDS))


class Mapped(EchoServer):
    """IPv4 through a socket of the other family."""

    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


def listens_on_a_mapped_address(address: tuple[str, int]) -> None:
    server = Mapped((f"::ffff:{address[0]}", address[1]), IDLE_SECONDS)
    say(json.dumps({"listening": {"host": address[0], "port": server.socket.getsockname()[1]}}))
    serve_without_a_word(server)


def ends_on_sigterm_only(address: tuple[str, int]) -> None:
    """Does not read its input, and takes its leave of nobody."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = EchoServer(address, IDLE_SECONDS)
    where = dict(zip(("host", "port"), server.socket.getsockname(), strict=True))
    say(json.dumps({"listening": where}))
    server.serve_forever()


def serve_without_a_word(server: EchoServer) -> None:
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    until_input_ends()


KINDS = {
    one.__name__: one
    for one in (
        chatters,
        starts_slowly,
        says_nothing,
        reads_its_port_from_the_environment,
        listens_on_a_mapped_address,
        ends_on_sigterm_only,
    )
}

if __name__ == "__main__":
    kind = KINDS[sys.argv.pop(1)]
    given = options(__doc__)
    kind((given.host, given.port))
