"""The polite client: calls over recorded connections, answers by our own strict codec.

One connection a call, asked to be closed after it, so that HTTP/1.0 and 1.1 are treated alike.
"""

from __future__ import annotations

import itertools
import os

from wireproof import Target, Violation
from wireproof.wire import http
from wireproof.wire.stream import StreamConnection
from wireproof.wire.xmlrpc import (
    Answer,
    Fault,
    Result,
    Value,
    Verbatim,
    decode_response,
    encode_call,
    require_same_value,
)

FIELDS = (
    ("User-Agent", "wireproof"),
    ("Content-Type", "text/xml"),
    ("Connection", "close"),
)

SMALL = 4096  # bytes of a call

_numbers = itertools.count(1)


def new_key(word: str = "key") -> str:
    """Make a key that nobody has used, in this run or in another."""
    return f"{word}-{os.getpid()}-{os.urandom(4).hex()}-{next(_numbers)}"


def stored_under(key: str) -> str:
    """Tell what `Service.control` stores: not the key, or whoever mirrors calls would pass."""
    return f"what is stored under {key}"


class Service:
    """What a case calls: the target's methods, with what they must and must not answer."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.path = target.address.resource or "/RPC2"
        self.host = f"{target.address.host}:{target.address.port}"

    # -- Calls -------------------------------------------------------------------------------

    def answer(self, method: str, *params: object) -> Answer:
        """Call and read the answer, a fault or a result; a status other than 200 is not judged."""
        return self.read(self.post(encode_call(method, params)))

    def value(self, method: str, *params: object) -> Value:
        """Call and give the result; a fault is a `Violation`."""
        answer = self.answer(method, *params)
        if isinstance(answer, Fault):
            raise wrong(f"{method} was answered with a fault", answer)
        return answer.value

    def require_refused(self, method: str, *params: object) -> None:
        """Call and insist on a fault or an error status, which other rows tell apart."""
        self.require_refusal(self.post(encode_call(method, params)), method)

    def require_refusal(self, response: http.Response | None, what: str) -> None:
        """Insist on a fault, an error status, or a connection that ended without a response."""
        if response is None or response.status >= 400:
            return
        answer = decode_response(response.body)
        if isinstance(answer, Result):
            raise wrong(f"{what} is executed instead of refused", answer)

    def read(self, response: http.Response) -> Answer:
        """Read an answer from a response, whatever its status."""
        try:
            return decode_response(response.body)
        except Violation as trouble:
            if response.status == 200:
                raise
            raise Violation(
                f"status {response.status} without a document instead of an answer",
                seen=trouble.message,
            ) from trouble

    # -- The key-value service ---------------------------------------------------------------

    def set(self, key: str, value: object) -> None:
        """Store a value."""
        self.value("set", key, value)

    def require_kept(self, value: object, *, sent: object = None, what: str = "the value") -> None:
        """Store a value, as spelled in ``sent``, and insist on getting it back."""
        key = new_key()
        self.set(key, value if sent is None else sent)
        require_same_value(value, self.value("get", key), what)

    def require_not_kept(self, xml: str, what: str = "") -> None:
        """Try to store a value spelled like this, and insist that it is refused, without effect."""
        key = new_key()
        response = self.post(encode_call("set", [key, spelled(xml)]))
        self.require_refusal(response, what or f"a value of {xml[:60]}")
        self.require_exists(key, expected=False)

    def require_none_kept(self, *spellings: str) -> None:
        """As `require_not_kept`, one after the other, between two proofs of a polite service."""
        self.control()
        for xml in spellings:
            self.require_not_kept(xml)
        self.control()

    def require_exists(self, key: str, expected: bool) -> None:  # noqa: FBT001 - the value expected
        """Insist on what ``exists`` says, as a truth or as a number."""
        require_same_truth(self.value("exists", key), expected, f"exists({key!r})")

    def control(self) -> str:
        """Prove that there is a key-value service, so that a refusal means something."""
        key = new_key("control")
        self.set(key, stored_under(key))
        require_same_value(stored_under(key), self.value("get", key), "the control value")
        return key

    # -- HTTP --------------------------------------------------------------------------------

    def post(
        self, body: bytes, *, pieces: int = 0, within: float = 0, strict: bool = False
    ) -> http.Response:
        """Send one request on a connection of its own and read its one response."""
        request = http.request("POST", self.path, host=self.host, fields=FIELDS, body=body)
        within = within or self._patience_for(len(body))
        with self.target.connect() as client:
            if pieces:
                client.send_in_pieces(request, pieces, apart=len(request))
            else:
                client.send(request)
            return read_response(client, within=within, strict=strict)

    def _patience_for(self, size: int) -> float:
        """Wait long for what is large; the answer to a small call may be large as well."""
        patience = self.target.patience
        return patience.refuse if size < SMALL else patience.bulk(size)


def read_response(client: StreamConnection, *, within: float, strict: bool) -> http.Response:
    """Read one response and, where it is ``strict``, all bytes until the end: none may follow."""
    reader = http.ResponseReader("POST", strict=strict)
    deadline = client.deadline(within)
    while (response := final(reader)) is None:
        piece = client.receive_some(within=max(deadline.left(), 0.001))
        reader.feed(piece) if piece else reader.feed_eof()
        if not piece and not reader.unread and (response := final(reader)) is None:
            raise Violation("the connection ended without a response")
        if response:
            break
    if strict:
        _require_nothing_after(client, reader)
    return response


def final(reader: http.ResponseReader) -> http.Response | None:
    """Give the response, past any interim ones (RFC 9110 section 15.2)."""
    while (response := reader.next_response()) is not None and response.status < 200:
        pass
    return response


def _require_nothing_after(client: StreamConnection, reader: http.ResponseReader) -> None:
    extra = reader.unread + client.receive_some()
    if extra:
        raise Violation(
            "bytes follow the body that Content-Length announces", seen=repr(extra[:60])
        )


def require_same_truth(seen: Value, expected: bool, what: str) -> None:  # noqa: FBT001
    """Compare truths only: that they come as booleans is a requirement of its own."""
    truth = getattr(seen, "truth", getattr(seen, "number", None))
    if truth is None or bool(truth) is not expected:
        raise wrong(f"{what} is not {expected}", seen)


def wrong(message: str, seen: object) -> Violation:
    """Say that an answer is another than it must be, which no pause of ours can cause."""
    return Violation(message, seen=str(seen)[:300], timeless=True)


def spelled(xml: str) -> Verbatim:
    """Spell a value as it stands here."""
    return Verbatim(f"<value>{xml}</value>")
