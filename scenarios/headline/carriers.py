"""The ways to carry a payload to a target and back, each with the plain client of its protocol.

The clients are CPython's own where it has one, so that what differs between two rows is the
protocol and the implementation, and not how clever we are on this side.
"""

from __future__ import annotations

import io
import pickle
import socket
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Client, Connection
from typing import Any, NamedTuple, NoReturn

from wireproof import Target

Echo = Callable[[bytes], bytes | bytearray]


class Carrier(NamedTuple):
    """A contract's way to echo a payload: the role that can, and how to talk to it."""

    contract: str
    role: str
    open: Callable[[Target, int], AbstractContextManager[Echo]]


@contextmanager
def over_memoryview(target: Target, size: int) -> Iterator[Echo]:
    """Send from, and receive into, one buffer each; nothing is framed and nothing copied."""
    received = bytearray(size)
    with socket.create_connection((target.address.host, target.address.port)) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def echo(payload: bytes) -> bytearray:
            stream.sendall(payload)
            missing = memoryview(received)
            while missing:
                missing = missing[stream.recv_into(missing) :]
            return received

        yield echo


@contextmanager
def over_pickle(target: Target, size: int) -> Iterator[Echo]:
    """Call ``echo`` over multiprocessing.connection, framed once or twice as declared."""
    del size
    double = target.has("framing:double")
    address = (target.address.host, target.address.port)
    with Client(address, authkey=target.authkey) as connection:

        def echo(payload: bytes) -> bytes:
            request = pickle.dumps(("echo", (payload,), {}))
            connection.send_bytes(pickle.dumps(request) if double else request)
            reply = _plain(connection, times=2 if double else 1)
            return _echoed(reply)

        yield echo


class _PlainUnpickler(pickle.Unpickler):
    """Plain data only, at the speed of C: a payload echo needs no class."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} in an echo of bytes")


def _plain(connection: Connection, *, times: int) -> object:
    value: object = connection.recv_bytes()
    for _ in range(times):
        if not isinstance(value, bytes):
            raise pickle.UnpicklingError("a frame that holds no bytes")
        value = _PlainUnpickler(io.BytesIO(value)).load()
    return value


def _echoed(reply: object) -> bytes:
    """Find the payload in ``(args, kwargs)``, in an envelope or not."""
    match reply:
        case ("ok", ((bytes(payload),), _)) | ((bytes(payload),), _):
            return payload
        case _:
            raise ValueError(f"echo answered {str(reply)[:80]}")


@contextmanager
def over_xmlrpc(target: Target, size: int) -> Iterator[Echo]:
    """Call ``wireproof.echo`` with a base64 value through the stock ServerProxy."""
    del size
    where = f"http://{target.address.host}:{target.address.port}/RPC2"
    with xmlrpc.client.ServerProxy(where, allow_none=True) as proxy:

        def echo(payload: bytes) -> bytes:
            answer: Any = proxy.wireproof.echo(xmlrpc.client.Binary(payload))
            return bytes(answer[0].data)

        yield echo


CARRIERS = (
    Carrier("xmlrpc", "server", over_xmlrpc),
    Carrier("pickle-rpc", "server", over_pickle),
    Carrier("array-transfer", "bounce", over_memoryview),
)
