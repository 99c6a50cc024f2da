"""The server that knows the key serves; impostors are told from it by whom a client believes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client

import pytest

from wireproof.errors import Violation
from wireproof.peers.connection import IMPOSTORS, deceive, serve
from wireproof.wire import frames
from wireproof.wire.address import Address
from wireproof.wire.frames import WELCOME, Dialogue, Send, frame, read_frame
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Patience
from wireproof.wire.stream import StreamConnection, connect
from wireproof.wire.transcript import Transcript

KEY = b"peekaboo"
PATIENCE = Patience(connect=1, reply=1, quiet=0.05, refuse=1)
REFUSALS = (AuthenticationError, AssertionError, EOFError, OSError, ValueError)


@contextmanager
def called_by(client: Callable[[Address], None]) -> Iterator[StreamConnection]:
    """Give the server's side of a connection that ``client`` makes on a thread of its own."""
    with Listener(PATIENCE) as listener:
        thread = threading.Thread(target=client, args=(listener.address,))
        thread.start()
        try:
            accepted = listener.accept(1)
            assert accepted is not None
            with accepted:
                yield accepted
        finally:
            thread.join()


def stock_client(said: list[object]) -> Callable[[Address], None]:
    def run(address: Address) -> None:
        try:
            with Client((address.host, address.port), authkey=KEY) as connection:
                connection.send(["hello"])
                said.append(connection.recv())
        except REFUSALS as refusal:
            said.append(type(refusal))  # whose traceback would keep the connection open

    return run


def test_serves_the_stock_client() -> None:
    said: list[object] = []
    with called_by(stock_client(said)) as server:
        serve(server, KEY)
    assert said == [["hello"]]


@pytest.mark.parametrize("which", IMPOSTORS)
def test_the_stock_client_is_not_deceived(which: str) -> None:
    said: list[object] = []
    with called_by(stock_client(said)) as server:
        deceive(server, IMPOSTORS[which], KEY)
    assert [isinstance(one, type) and issubclass(one, REFUSALS) for one in said] == [True]


def believing(address: Address) -> None:
    """Answer, ask, and send a payload whatever came."""

    def gullible() -> Dialogue[None]:
        first = yield from read_frame()
        if first != WELCOME:
            yield Send(frame(b"x" * 16))
            yield from read_frame()
            yield Send(frame(frames.CHALLENGE + frames.challenge()))
            yield from read_frame()
            yield Send(frame(WELCOME))
        yield Send(frame(b"the payload"))

    with connect(address, PATIENCE, Transcript("")) as connection:
        frames.converse(gullible(), connection)


@pytest.mark.parametrize("which", IMPOSTORS)
def test_whoever_believes_an_impostor_is_found(which: str) -> None:
    with (
        pytest.raises(Violation, match="a payload came before"),
        called_by(believing) as server,
    ):
        deceive(server, IMPOSTORS[which], KEY)
