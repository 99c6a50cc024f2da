"""Mistakes about HTTP: what is taken for a request, for its body, or for its end.

python -m reference_impl.xmlrpc.mutants_http trusts_int_with_lengths
"""

from __future__ import annotations

import gzip
import time
import zlib
from http import HTTPStatus

from reference_impl._mutants import start
from reference_impl.xmlrpc import fast, keepalive, threaded
from reference_impl.xmlrpc.admission import CHUNK, Request


class CallsByAnyMethod(keepalive.Handler):
    """One function for all requests, whatever their method."""

    def do_PUT(self) -> None:  # noqa: N802 - the base class's name for it
        self.do_POST()


class ServesAnyPath(keepalive.Handler):
    """There is only one thing here, so why look at the path?"""

    def find_fault(self) -> HTTPStatus | None:
        self.path = "/RPC2"
        return super().find_fault()


class IgnoresTheCoding(keepalive.Handler):
    """A field that nobody ever sent in the tests."""

    def find_fault(self) -> HTTPStatus | None:
        del self.headers["Content-Encoding"]
        return super().find_fault()


class TakesAnyType(keepalive.Handler):
    """XML is XML, whatever it says it is."""

    def find_fault(self) -> HTTPStatus | None:
        del self.headers["Content-Type"]
        self.headers["Content-Type"] = "text/xml"
        return super().find_fault()


class ReadsToTheEndWithoutALength(keepalive.Handler):
    """No length? Then the body is whatever comes until the client closes."""

    def find_fault_of_length(self) -> HTTPStatus | None:
        if "Content-Length" not in self.headers:
            self.headers["Content-Length"] = str(self.max_body)
        return super().find_fault_of_length()


class LooksUpALengthThatIsNot(keepalive.Handler):
    """Whoever sends a body says how long it is."""

    def find_fault_of_length(self) -> HTTPStatus | None:
        try:
            self.headers["Content-Length"].strip()
        except AttributeError:
            return HTTPStatus.INTERNAL_SERVER_ERROR
        return super().find_fault_of_length()


class TrustsIntWithLengths(keepalive.Handler):
    """What int() takes is a number, and the first of two fields will be the right one."""

    def find_fault_of_length(self) -> HTTPStatus | None:
        if "Content-Length" not in self.headers:
            return HTTPStatus.LENGTH_REQUIRED
        try:
            length = int(self.headers["Content-Length"])
        except ValueError:
            return HTTPStatus.BAD_REQUEST
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length > self.max_body else None


class ReadsWhateverIsAnnounced(keepalive.Handler):
    """No limit: who would send as much as that?"""

    def find_fault_of_length(self) -> HTTPStatus | None:
        status = super().find_fault_of_length()
        return None if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE else status


class ExecutesWhatWasCutShort(keepalive.Handler):
    """read(n) gives n bytes, as it always did with files."""

    def admit(self) -> bytes | None:
        status = self.find_fault()
        if status is not None:
            self.send_error(status)
            return None
        return self.read_body(int(self.headers["Content-Length"]))


class SpinsAtTheEnd(keepalive.Handler):
    """Nothing came, so try again."""

    mercy = 3.0  # seconds; a real one would never stop

    def read_body(self, length: int) -> bytes:
        body, began = b"", time.monotonic()
        while len(body) < length and time.monotonic() - began < self.mercy:
            body += self.rfile.read1(min(CHUNK, length - len(body)))
        return body


class BelievesSmallBodiesComeWhole(keepalive.Handler):
    """One recv for what fits into one segment; on a fast network that works for years."""

    def read_body(self, length: int) -> bytes:
        return self.rfile.read1(length) if length < 1400 else super().read_body(length)


class WaitsForBodiesForever(keepalive.Handler):
    """The timeout was meant for the head, and is taken off again."""

    def read_body(self, length: int) -> bytes:
        self.connection.settimeout(None)
        return super().read_body(length)


class LosesWhatWasPipelined(keepalive.Handler):
    """A new buffer for each request, and what was in the old one is gone."""

    def do_POST(self) -> None:  # noqa: N802 - the base class's name for it
        super().do_POST()
        self.rfile = self.connection.makefile("rb", self.rbufsize)


class UnpacksWithoutBound(threaded.Handler):
    """The convenient function, which gives all there is."""

    def inflate(self, data: bytes) -> bytes | None:
        try:
            return gzip.decompress(data)
        except (EOFError, OSError, zlib.error):
            return None


class TakesWhatCouldBeUnpacked(threaded.Handler):
    """A stream is unpacked as far as it goes, and nobody asks whether it was all."""

    def inflate(self, data: bytes) -> bytes | None:
        try:
            return zlib.decompressobj(wbits=31).decompress(data, self.max_body)
        except zlib.error:
            return None


class PacksForWhoeverMentionsGzip(threaded.Handler):
    """The word gzip in the field is enough; what q=0 means stands in another chapter."""

    def accept_encodings(self) -> dict[str, float]:
        return {"gzip": 1.0} if "gzip" in self.headers.get("Accept-Encoding", "") else {}


class ServesOneAtATime(threaded.Server):
    """The mixin is there, the thread is not."""

    def process_request(self, request: Request, client_address: object) -> None:
        self.seats.acquire()
        self.process_request_thread(request, client_address)


class HasOneClockForAllOfAnAnswer(fast.Client):
    """sendall() sends all, and the timeout of a socket is for each call: both are well known."""

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)


if __name__ == "__main__":
    start(globals())
