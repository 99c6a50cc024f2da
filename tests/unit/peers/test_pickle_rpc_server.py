"""The server hears what a client calls, in every form of the wire, and replies in the same."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from multiprocessing.connection import Client
from typing import Any

import pytest

from wireproof.errors import Violation
from wireproof.peers.pickle_rpc import Heard, failure, hear, success
from wireproof.wire import pickles
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Patience

KEY = b"peekaboo"
PATIENCE = Patience(connect=1, reply=1, quiet=0.05, refuse=1)
CALL = ("sub", (5,), {"y": 3})


def exchange(spell: Callable[[object], bytes], request: object, reply: object) -> tuple[Heard, Any]:
    """Have the stock client send a request on a thread, and give what each side heard."""
    said: list[bytes] = []

    def run() -> None:
        with Client((listener.address.host, listener.address.port), authkey=KEY) as connection:
            connection.send_bytes(spell(request))
            try:
                said.append(connection.recv_bytes())
            except (EOFError, OSError):
                said.append(b"")

    with Listener(PATIENCE) as listener:
        thread = threading.Thread(target=run)
        thread.start()
        try:
            server = listener.accept(1)
            assert server is not None
            with server:
                heard = hear(server, KEY)
                server.send(heard.framed(reply))
                server.receive_to_end()
        finally:
            thread.join()
    return heard, said[0]


def twice(request: object) -> bytes:
    return pickle.dumps(pickle.dumps(request, protocol=2))


def test_hears_and_replies_once_pickled() -> None:
    heard, data = exchange(pickle.dumps, CALL, ["a reply"])
    assert (heard.name, heard.args, heard.kwargs, heard.double) == (*CALL, False)
    assert pickles.load(data) == ["a reply"]


def test_hears_and_replies_twice_pickled_in_the_protocol_of_the_call() -> None:
    heard, data = exchange(twice, CALL, ["a reply"])
    assert (heard.name, heard.args, heard.kwargs, heard.double) == (*CALL, True)
    inner = pickles.load(data)
    assert isinstance(inner, bytes)
    assert inner[1] == 2
    assert pickles.load(inner) == ["a reply"]


@pytest.mark.parametrize("request_", [None, ["sub", (5,), {}], ("sub", [5], {}), (b"sub", (), {})])
def test_hears_nothing_but_calls(request_: object) -> None:
    with pytest.raises(Violation, match="is no call"):
        exchange(pickle.dumps, request_, None)


def test_replies_have_two_forms() -> None:
    error = ValueError("no")
    assert success(1, envelope=False) == 1
    assert success(1, envelope=True) == ("ok", 1)
    assert failure(error, envelope=False) is error
    assert failure(error, envelope=True) == ("error", "ValueError", "no", error)
    assert failure(error, envelope=True, travels=False) == ("error", "ValueError", "no", None)
