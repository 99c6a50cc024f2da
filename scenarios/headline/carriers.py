"""The ways to carry a payload to a target and back, each with the plain client of its protocol.

The clients are CPython's own where it has one, so that what differs between two rows is the
protocol and the implementation, and not how clever we are on this side.
"""

from __future__ import annotations

import io
import os
import pickle
import socket
import struct
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Client, Connection
from typing import Any, NamedTuple, NoReturn

from wireproof import Target
from wireproof.wire.address import Address

Echo = Callable[[bytes], bytes | bytearray | memoryview]

BUFFERS = b"#BUFFERS#"  # announces what travels beside a pickle: see the contract of pickle-rpc


class Carrier(NamedTuple):
    """A contract's way to echo a payload: the role that can, and how to talk to it.

    Who declares the feature ``without`` carries payloads in a way that this client does not know.
    """

    contract: str
    role: str
    open: Callable[[Target, int], AbstractContextManager[Echo]]
    without: str = ""
    shaped: bool = False  # its targets are told the payload's size when they start


def _connected(address: Address) -> socket.socket:
    if address.scheme == "unix":
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(address.path)
        return stream
    stream = socket.create_connection((address.host, address.port))
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return stream


@contextmanager
def over_memoryview(target: Target, size: int) -> Iterator[Echo]:
    """Send from, and receive into, one buffer each; nothing is copied.

    The raw form frames nothing; the announced one has a header before the array, both ways.
    """
    header = _header(size) if target.has("header") else b""
    received = bytearray(len(header) + size)
    with _connected(target.address) as stream:

        def echo(payload: bytes) -> memoryview:
            if header:
                stream.sendall(header)
            stream.sendall(payload)
            missing = memoryview(received)
            while missing:
                count = stream.recv_into(missing)
                if not count:
                    raise EOFError("the array is cut")
                missing = missing[count:]
            return memoryview(received)[len(header) :]

        yield echo


def _header(size: int) -> bytes:
    """Announce so many bytes: type ``|u1``, one axis."""
    return struct.pack("!4s4B3s2Q", b"PLAR", 1, 0, 3, 1, b"|u1", size, size)


@contextmanager
def over_pickle(target: Target, size: int) -> Iterator[Echo]:
    """Call ``echo`` over multiprocessing.connection, framed as declared."""
    with _pickling(target) as connection:
        beside = target.has("out_of_band")
        call = _beside_a_pickle if beside else _in_a_pickle
        yield call(connection, target.has("framing:double"), size)


@contextmanager
def adding_over_pickle(target: Target) -> Iterator[Callable[[], object]]:
    """Add two and three over multiprocessing.connection."""
    double, enveloped = target.has("framing:double"), target.has("envelope")
    with _pickling(target) as connection:

        def add() -> object:
            answer = _converse(connection, double, "add", 2, 3)
            match answer:
                case ("ok", value) if enveloped:
                    return value
            return answer

        yield add


@contextmanager
def _pickling(target: Target) -> Iterator[Connection]:
    where = target.address
    address = where.path if where.scheme == "unix" else (where.host, where.port)
    with Client(address, authkey=target.authkey) as connection:
        _without_delay(connection)
        yield connection


def _without_delay(connection: Connection) -> None:
    """A message of several frames must not wait for the acknowledgement of the first."""
    with socket.socket(fileno=os.dup(connection.fileno())) as same:
        if same.family != socket.AF_UNIX:
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _in_a_pickle(connection: Connection, double: bool, _: int) -> Echo:  # noqa: FBT001
    return lambda payload: bytes(_echoed(_converse(connection, double, "echo", payload)))


def _converse(connection: Connection, double: bool, name: str, *arguments: object) -> object:  # noqa: FBT001
    """Call a function; the answer may be in an envelope."""
    request = pickle.dumps((name, arguments, {}))
    connection.send_bytes(pickle.dumps(request) if double else request)
    value: object = connection.recv_bytes()
    for _ in range(2 if double else 1):
        if not isinstance(value, bytes):
            raise pickle.UnpicklingError("a frame that holds no bytes")
        value = _PlainUnpickler(io.BytesIO(value)).load()
    return value


def _beside_a_pickle(connection: Connection, _: bool, size: int) -> Echo:  # noqa: FBT001
    """The payload is a buffer of its own, read into one place and written from one."""
    received = bytearray(size)

    def echo(payload: bytes) -> memoryview:
        request: tuple[object, ...] = ("echo", (pickle.PickleBuffer(payload),), {})
        # The buffer is the one that we have: no need to collect it.
        pickled = pickle.dumps(request, protocol=5, buffer_callback=lambda _: None)
        connection.send_bytes(BUFFERS + struct.pack("!Q", len(payload)))
        connection.send_bytes(pickled)
        connection.send_bytes(payload)
        if not connection.recv_bytes().startswith(BUFFERS):
            raise pickle.UnpicklingError("a reply without a buffer")
        reply = connection.recv_bytes()
        connection.recv_bytes_into(received)
        value = _PlainUnpickler(io.BytesIO(reply), buffers=[received]).load()
        return memoryview(_echoed(value))

    return echo


class _PlainUnpickler(pickle.Unpickler):
    """Plain data only, at the speed of C: a payload echo needs no class."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} in an echo of bytes")


def _echoed(reply: object) -> bytes | bytearray | memoryview:
    """Find the payload in ``(args, kwargs)``, in an envelope or not."""
    match reply:
        case ("ok", ((payload,), _)) | ((payload,), _):
            if isinstance(payload, bytes | bytearray | memoryview):
                return payload
    raise ValueError(f"echo answered {str(reply)[:80]}")


@contextmanager
def over_xmlrpc(target: Target, size: int) -> Iterator[Echo]:
    """Call ``wireproof.echo`` with a base64 value through the stock ServerProxy."""
    del size
    with _proxy(target) as proxy:

        def echo(payload: bytes) -> bytes:
            answer: Any = proxy.wireproof.echo(xmlrpc.client.Binary(payload))
            return bytes(answer[0].data)

        yield echo


@contextmanager
def adding_over_xmlrpc(target: Target) -> Iterator[Callable[[], object]]:
    """Add two and three through the stock ServerProxy."""
    with _proxy(target) as proxy:
        yield lambda: proxy.add(2, 3)


def _proxy(target: Target) -> xmlrpc.client.ServerProxy:
    where = f"http://{target.address.host}:{target.address.port}/RPC2"
    return xmlrpc.client.ServerProxy(where, allow_none=True)


CALLERS: dict[str, Callable[[Target], AbstractContextManager[Callable[[], object]]]] = {
    "xmlrpc": adding_over_xmlrpc,
    "pickle-rpc": adding_over_pickle,
}

CARRIERS = (
    Carrier("xmlrpc", "server", over_xmlrpc),
    Carrier("pickle-rpc", "server", over_pickle),
    Carrier("array-transfer", "bounce", over_memoryview, without="shared", shaped=True),
)


@contextmanager
def opened(carrier: Carrier, payload: bytes, target: Target) -> Iterator[Callable[[], object]]:
    """Connect, and give the call that carries one payload there and back."""
    with carrier.open(target, len(payload)) as echo:
        yield lambda: echo(payload)
