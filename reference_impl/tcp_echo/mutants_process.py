"""The mistakes that show only with many clients, with time, or in the process itself.

    python -m reference_impl.tcp_echo.mutants_process rests_after_a_fault

See ``mutants.py`` beside this file for the mistakes about the octets of one connection.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import socket
import socketserver
import threading
import time
from typing import ClassVar

from reference_impl._mutants import start
from reference_impl.tcp_echo import asyncio_streams, evented, forking, pool, sequential, threaded

# One client at the cost of another.


class PaysOnTheSpot(evented.Client):
    """Send it all, even if that takes a while."""

    def pay(self) -> None:
        self.connection.settimeout(None)
        self.connection.sendall(self.owed)
        self.connection.settimeout(0)
        self.owed.clear()


class TakesTurnsToSend(threaded.EchoHandler):
    """One lock for all, so that replies do not get mixed up."""

    turn = threading.Lock()

    def reply(self, chunk: bytes) -> None:
        with self.turn:
            super().reply(chunk)


class CountsOnThirtyClients(threaded.EchoServer):
    """Thirty should be enough."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        if threading.active_count() > 32:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)


class ServesOneAtATime(threaded.EchoServer):
    """The mixin is there, the thread is not."""

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        self.process_request_thread(request, client_address)


class ForgetsWhatWaitingClientsSent(sequential.EchoServer):
    """What somebody said a while ago is no longer of interest."""

    def serve_forever(self) -> None:
        self.waiting: queue.SimpleQueue[tuple[socket.socket, float]] = queue.SimpleQueue()
        threading.Thread(target=self.accept_all, daemon=True).start()
        super().serve_forever()

    def accept_all(self) -> None:
        while True:
            self.waiting.put((super().next_client(), time.monotonic()))

    def next_client(self) -> socket.socket:
        client, since = self.waiting.get()
        if time.monotonic() > since + 0.2:
            with contextlib.suppress(OSError):
                client.recv(sequential.CHUNK_BYTES, socket.MSG_DONTWAIT)
        return client


class SeatsClientsInARing(evented.Client):
    """Eight seats will do; the ninth client sits on the first, and hears what is meant for it."""

    ring: ClassVar[dict[int, socket.socket]] = {}
    numbers: ClassVar = itertools.count()

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self.seat = next(self.numbers) % 8
        self.ring[self.seat] = connection

    def pay(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self.owed[: self.ring[self.seat].send(self.owed)]


class RestsAfterAFault(pool.EchoPool):
    """Something is wrong, so better wait a little; half of the workers may do so at once."""

    resting = threading.Semaphore(8)

    def work(self) -> None:
        while True:
            try:
                self.serve(self.listener.accept()[0])
            except OSError:
                if self.resting.acquire(blocking=False):
                    time.sleep(2.6)
                    self.resting.release()


# What stays behind.


class BuriesInBatches(forking.EchoParent):
    """One wait for each child is a system call too many."""

    def reap(self) -> None:
        if len(self.children) >= 16:
            super().reap()


class KeepsTheFallen(evented.EchoLoop):
    """A client that was cut off may tell us why, later."""

    def dismiss(self, client: evented.Client) -> None:
        if client.ended:
            super().dismiss(client)
            return
        self.selector.unregister(client.connection)
        self.clients.discard(client)
        self.__dict__.setdefault("fallen", []).append(client)


class AsksWithoutAPause(evented.EchoLoop):
    """A timeout of zero is the quickest."""

    def turn(self) -> None:
        for key, ready in self.selector.select(0 if self.clients else None):
            self.attend(key.data, ready) if key.data else self.welcome()


class BindsWithoutReuse(threaded.EchoServer):
    """The port was free when it was tried."""

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)


# Time, signals, families.


class NeverTires(threaded.EchoHandler):
    """The limit is in the documentation."""

    def receive(self) -> bytes:
        self.request.settimeout(None)
        return self.request.recv(threaded.CHUNK_BYTES)


class HangsUpOnEverybody(evented.EchoLoop):
    """Somebody's time is up, so the table is cleared."""

    def sweep(self, now: float) -> None:
        if any(now > client.active + self.idle_seconds for client in self.clients):
            for client in tuple(self.clients):
                self.dismiss(client)


class WaitsForTheLastClient(forking.EchoParent):
    """A polite server does not leave before its guests."""

    def stop(self) -> None:
        for child in tuple(self.children):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)


class SpeaksIpv4Only(asyncio_streams.EchoServer):
    """An address is an address."""

    def listen(self, address: tuple[str, int]) -> list[socket.socket]:
        return [socket.create_server(address)]


if __name__ == "__main__":
    start(globals())
