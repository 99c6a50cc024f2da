"""Our XML-RPC server keeps what clients send, and lies as it says it does."""

from __future__ import annotations

import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wireproof.errors import Violation
from wireproof.peers.xmlrpc import BOMBS, LIES, Reply, Script, Server, fault, result
from wireproof.peers.xmlrpc.bombs import UNPACKED, MiB
from wireproof.wire import http
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Patience
from wireproof.wire.xmlrpc import Fault, Result, String, decode_response, encode_call

CALL = http.request("POST", "/RPC2", host="a:1", body=encode_call("keys"))
PATIENCE = Patience(connect=1, reply=1, quiet=0.05, refuse=1)


class Client:
    """A bare socket, connected to the server."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.socket = self.connect()

    def connect(self) -> socket.socket:
        opened = socket.create_connection((self.listener.address.host, self.listener.address.port))
        opened.settimeout(2)
        return opened

    def ask(self, data: bytes = CALL) -> bytes:
        self.socket.sendall(data)
        return self.rest()

    def rest(self) -> bytes:
        return b"".join(iter(lambda: self.socket.recv(65_536), b""))


@contextmanager
def serving(script: Script) -> Iterator[tuple[Server, Client]]:
    with Listener(PATIENCE) as listener:
        client = Client(listener)
        first = listener.accept(1)
        assert first is not None
        with client.socket, Server(listener, first, script) as server:
            yield server, client


def response_of(data: bytes) -> http.Response:
    reader = http.ResponseReader("POST")
    reader.feed(data)
    reader.feed_eof()
    response = reader.next_response()
    assert response is not None
    return response


def test_answers_and_remembers() -> None:
    with serving(lambda _request: result("yes")) as (server, client):
        response = response_of(client.ask())
    assert decode_response(response.body) == Result(value=String("yes"))
    assert [one.target for one in server.requests] == ["/RPC2"]


def test_answers_as_the_request_deserves() -> None:
    with serving(lambda request: fault(len(request.body), request.method)) as (_server, client):
        answer = decode_response(response_of(client.ask()).body)
    assert isinstance(answer, Fault)
    assert (answer.code, answer.string) == (len(encode_call("keys")), "POST")


def test_counts_who_comes_again() -> None:
    with serving(lambda _request: Reply(data=b"")) as (server, client):
        assert client.ask() == b""
        client.socket.close()
        client.socket = client.connect()
        assert client.ask() == b""
        client.socket.close()
    assert len(server.requests) == 2


def test_takes_what_is_on_the_way_when_it_is_left() -> None:
    with Listener(PATIENCE) as listener:
        client, second = Client(listener), Client(listener)
        first = listener.accept(1)
        assert first is not None
        client.socket.sendall(CALL)
        second.socket.sendall(CALL)
        with Server(listener, first, lambda _request: Reply(data=b"", then="hold")) as server:
            pass
        client.socket.close()
        second.socket.close()
    assert len(server.requests) == 2


def test_tells_whoever_asks_to_go_on() -> None:
    head, _, body = CALL.replace(b"Host", b"Expect: 100-continue\r\nHost").partition(b"\r\n\r\n")
    with serving(lambda _request: result(1)) as (server, client):
        client.socket.sendall(head + b"\r\n\r\n")
        assert client.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert response_of(client.ask(body)).status == 200
    assert len(server.requests) == 1


def test_resets_and_holds() -> None:
    with (
        serving(lambda _request: Reply(data=b"", then="reset")) as (_server, client),
        pytest.raises(ConnectionResetError),
    ):
        client.ask()
    with serving(lambda _request: Reply(data=b"x", then="hold")) as (_server, client):
        client.socket.sendall(CALL)
        assert client.socket.recv(10) == b"x"
        client.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.socket.recv(10)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (CALL + b"more", "bytes follow the body"),
        (CALL[:-1], "ended within the body"),
        (b"POST /\r\n\r\n", "does not begin with a request line"),
    ],
)
def test_tells_what_is_no_request(data: bytes, told: str) -> None:
    with serving(lambda _request: result(1)) as (server, client):
        client.socket.sendall(data)
        client.socket.shutdown(socket.SHUT_WR)
        client.rest()
    with pytest.raises(Violation, match=told):
        _ = server.requests


def test_an_old_client_may_end_its_body_with_a_line() -> None:
    with serving(lambda _request: result(1)) as (server, client):
        client.ask(CALL.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n")
    assert len(server.requests) == 1


def test_a_client_may_leave_without_the_whole_answer() -> None:
    with serving(lambda _request: Reply(data=bytes(8 * MiB))) as (server, client):
        client.socket.sendall(CALL)
        assert client.socket.recv(10)
        client.socket.close()
    assert len(server.requests) == 1


def taken(data: bytes) -> object:
    response = response_of(data)
    return decode_response(response.body) if response.status == 200 else None


@pytest.mark.parametrize("which", LIES)
def test_every_lie_is_one(which: str) -> None:
    if "status" in which:
        assert response_of(LIES[which].data).status == int(which[-3:])
    if "status 500" not in which and "status 404" not in which:
        with pytest.raises(Violation):
            taken(LIES[which].data)


def test_every_bomb_goes_off_for_who_takes_it_whole() -> None:
    unpacker = zlib.decompressobj(wbits=31)
    data = response_of(BOMBS["a gzip bomb"]().data).body
    size, tail = 0, b""
    while piece := unpacker.decompress(data, MiB):
        size, tail, data = size + len(piece), piece[-200:], unpacker.unconsumed_tail
    assert unpacker.eof  # and so its checksum is right
    assert size > UNPACKED * MiB
    assert tail.endswith(b"</methodResponse>")
    for which in ("deep arrays", "deep structs"):
        body = response_of(BOMBS[which]().data).body
        answer = decode_response(body, max_depth=100_000, max_elements=10**6)
        assert isinstance(answer, Result)
    for which in ("entities in entities", "a long entity"):
        assert b"<!ENTITY" in BOMBS[which]().data
        assert len(BOMBS[which]().data) < MiB
