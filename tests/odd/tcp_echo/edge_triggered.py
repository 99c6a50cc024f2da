"""Echo as a C programmer writes it: epoll, edge-triggered, descriptors, one buffer for each client.

    python tests/odd/tcp_echo/edge_triggered.py --port 0

An edge comes once, so whoever is told "readable" has to read until EAGAIN, and whoever stops
earlier, since too much is owed, has to remember that nobody will tell him again.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
from dataclasses import dataclass, field

from reference_impl._launch import announce, options

MOST_OWED_BYTES = 100_000
EDGES = select.EPOLLIN | select.EPOLLOUT | select.EPOLLET


@dataclass
class Client:
    connection: socket.socket
    owed: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def work(self) -> bool:
        """Read and write until neither goes on; tell whether this client stays."""
        while True:
            emptied = self.read()
            try:
                self.pay()
            except BlockingIOError:
                return True  # there will be an edge when there is room
            if self.ended or emptied:
                return not self.ended

    def read(self) -> bool:
        """Read until EAGAIN or until too much is owed; tell whether it was EAGAIN."""
        while not self.ended and len(self.owed) < MOST_OWED_BYTES:
            try:
                chunk = self.connection.recv(4096)
            except BlockingIOError:
                return True
            self.owed += chunk
            self.ended = not chunk
        return False

    def pay(self) -> None:
        while self.owed:
            del self.owed[: self.connection.send(self.owed)]


class Loop:
    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.epoll = select.epoll()
        self.epoll.register(listener, select.EPOLLIN)
        self.epoll.register(sys.stdin, select.EPOLLIN)
        self.clients: dict[int, Client] = {}

    def run(self) -> None:
        while True:
            for number, _ in self.epoll.poll():
                if number == sys.stdin.fileno():
                    if not os.read(number, 4096):
                        return
                elif number == self.listener.fileno():
                    self.welcome()
                else:
                    self.attend(number)

    def welcome(self) -> None:
        with contextlib.suppress(BlockingIOError):
            connection, _ = self.listener.accept()
            connection.settimeout(0)
            self.clients[connection.fileno()] = Client(connection)
            self.epoll.register(connection, EDGES)

    def attend(self, number: int) -> None:
        stays = False
        with contextlib.suppress(OSError):
            stays = self.clients[number].work()
        if not stays:
            self.clients.pop(number).connection.close()


if __name__ == "__main__":
    given = options(__doc__)
    door = socket.create_server((given.host, given.port), backlog=1024)
    door.settimeout(0)
    announce(door)
    Loop(door).run()
