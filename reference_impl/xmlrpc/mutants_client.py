"""Faulty clients: what they send, what they believe, and how long they do.

python -m reference_impl.xmlrpc.mutants_client tries_twice --port 8000
"""

from __future__ import annotations

import gzip
import re
import socket
import sys
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from reference_impl._mutants import start
from reference_impl.xmlrpc import fast_client, stdlib_client
from reference_impl.xmlrpc.orders import ProtocolError
from reference_impl.xmlrpc.trees import Node
from reference_impl.xmlrpc.values import Fault, Value

# -- What they send --------------------------------------------------------------------------


class MeasuresTheText(fast_client.Client):
    """len() of a text where the length of its bytes was wanted."""

    def request(self, document: bytes) -> bytes:
        shorter = super().request(document.decode().encode("ascii", "replace"))
        return shorter.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + document


class LeavesCarriageReturns(fast_client.Client):
    """Only what looks like markup is escaped."""

    def write_call(self, method: str, params: list[Value]) -> bytes:
        return super().write_call(method, params).replace(b"&#13;", b"\r")


class EscapesParametersTwice(fast_client.Client):
    """Better safe than sorry."""

    def write_call(self, method: str, params: list[Value]) -> bytes:
        return super().write_call(method, params).replace(b"&lt;", b"&amp;lt;")


class NamesNobody(fast_client.Client):
    """Who needs a User-Agent?"""

    def request(self, document: bytes) -> bytes:
        return re.sub(rb"User-Agent: \w+\r\n", b"", super().request(document))


class PostsAForm(fast_client.Client):
    """The content type that the tool sends unless it is told otherwise."""

    def request(self, document: bytes) -> bytes:
        return super().request(document).replace(b"text/xml", b"application/x-www-form-urlencoded")


# -- What they believe -----------------------------------------------------------------------


class IgnoresTheStatus(fast_client.Client):
    """There is a document in it, so what?"""

    def require_success(self, head: bytes) -> None:
        pass


class AnswersNone(fast_client.Client):
    """No exceptions, please: the caller will check for None."""

    def read_response(self, document: bytes) -> Value:
        with suppress(ProtocolError):
            return super().read_response(document)
        return None


class TakesWhatHasCome(fast_client.Client):
    """Whatever came until the end is the body."""

    def receive_body(
        self, opened: socket.socket, due: float, length: int | None, body: bytearray
    ) -> bytes:
        del length
        return super().receive_body(opened, due, None, body)


class BelievesRead(stdlib_client.Client):
    """read() gives what it was asked for."""

    def read_body(self, response: HTTPResponse) -> bytes:
        return response.read(self.max_body)


class LosesTheCode(fast_client.Client):
    """The text says it all."""

    def fault(self, value: Value) -> Exception:
        fault = super().fault(value)
        return Fault(1, fault.string) if isinstance(fault, Fault) else fault


class SeesFaultsEverywhere(fast_client.Client):
    """A struct with a faultCode is a fault, wherever it stands."""

    def read_answer(self, root: Node) -> tuple[bool, Value]:
        is_fault, value = super().read_answer(root)
        return is_fault or (isinstance(value, dict) and "faultCode" in value), value


class ExpandsEntitiesOfAnswers(fast_client.Client):
    """An expander of its own, with no idea what ten lines can grow to."""

    mercy = 1 << 18  # bytes; a real one would not stop here, but this machine is ours

    def read_response(self, document: bytes) -> Value:
        entities = dict(re.findall(rb'<!ENTITY\s+(\w+)\s+"([^"]*)"\s*>', document))
        text = re.sub(rb"<!DOCTYPE.*?\]\s*>", b"", document, flags=re.DOTALL)
        longer = b""
        while longer != text and len(text) < self.mercy:
            longer, text = text, self.replace(text, entities)
        return super().read_response(self.replace(text, dict.fromkeys(entities, b"")))

    def replace(self, text: bytes, entities: dict[bytes, bytes]) -> bytes:
        return re.sub(rb"&(\w+);", lambda found: entities.get(found[1], found[0]), text)


class UnpacksAtOnce(fast_client.Client):
    """decompress() in one line."""

    mercy = 1 << 20  # bytes that it goes on with, for the same reason

    def expected(self, head: bytes) -> int | None:
        return super().expected(head.replace(b"Content-Encoding: gzip", b"Was: gzip"))

    def exchange(self, document: bytes) -> bytes:
        body = super().exchange(document)
        packed = body.startswith(b"\x1f\x8b")
        return gzip.decompress(body)[: self.mercy] if packed else body


class HasNoGround(fast_client.Client):
    """Nobody nests as deep as that."""

    max_depth = sys.maxsize


# -- How long, and how often -----------------------------------------------------------------


class WaitsForEver(fast_client.Client):
    """No timeout: on a good network there is always an answer."""

    def left(self, due: float) -> float:
        return max(super().left(due + 1e6), 0)


class HasNoClock(stdlib_client.Client):
    """The library's defaults, and its default is to wait."""

    @contextmanager
    def clock(self, _connection: HTTPConnection) -> Iterator[None]:
        yield

    def make_connection(self, host: Any) -> HTTPConnection:  # noqa: ANN401
        return xmlrpc.client.Transport.make_connection(self, host)


class TriesTwice(fast_client.Client):
    """Networks are unreliable, so once more will do no harm."""

    def exchange(self, document: bytes) -> bytes:
        try:
            return super().exchange(document)
        except (ConnectionError, ProtocolError):
            return super().exchange(document)


class TriesAsTheLibraryDoes(stdlib_client.Client):
    """Nothing but a timeout was added to the library's request()."""

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> bytes:  # type: ignore[override]  # noqa: ANN401, FBT001, FBT002
        with self.clock(self.make_connection(host)):
            body: Any = xmlrpc.client.Transport.request(self, host, handler, request_body, verbose)
        return bytes(body)


if __name__ == "__main__":
    start(globals())
