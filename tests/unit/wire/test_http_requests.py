"""The request reader: as strict as that of responses, and told about the head before the body."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.errors import Violation
from wireproof.wire import http
from wireproof.wire.http import Request, RequestReader

POST = b"POST /RPC2 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\nhello"
GET = b"GET /?a=b HTTP/1.0\r\n\r\n"
CHUNKED_HEAD = b"PUT * HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = CHUNKED_HEAD + b"3\r\nhel\r\n2;x\r\nlo\r\n0\r\nX-T: v\r\n\r\n"


def read_all(*pieces: bytes, strict: bool = True) -> list[Request]:
    """Read every request of a stream that ends after the pieces."""
    reader = RequestReader(strict=strict)
    found = []
    for piece in (*pieces, None):
        if piece is None:
            reader.feed_eof()
        else:
            reader.feed(piece)
        while request := reader.next_request():
            found.append(request)
    assert reader.unread == b""
    return found


def test_reads_line_fields_and_body() -> None:
    (one,) = read_all(POST)
    assert (one.method, one.target, one.version) == ("POST", "/RPC2", "1.1")
    assert one.fields == (("Host", "a:1"), ("Content-Length", "5"))
    assert (one.body, one.framing, one.stays_open) == (b"hello", "length", True)


def test_no_length_means_no_body() -> None:
    (one,) = read_all(GET)
    assert (one.target, one.body, one.framing, one.stays_open) == ("/?a=b", b"", "none", False)


def test_reads_chunks_and_trailers() -> None:
    (one,) = read_all(CHUNKED)
    assert (one.target, one.body, one.framing) == ("*", b"hello", "chunked")
    assert one.trailers == (("X-T", "v"),)


@given(data=st.data())
def test_any_cutting_gives_the_same_requests(data: st.DataObject) -> None:
    stream = POST + GET + CHUNKED + POST
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[one:other] for one, other in itertools.pairwise(edges)]
    assert read_all(*pieces) == read_all(stream)


def test_tells_the_head_while_the_body_is_still_to_come() -> None:
    """Whoever asks for it with Expect has to be told to go on."""
    reader = RequestReader()
    reader.feed(POST[:-6])
    assert (reader.next_request(), reader.head) == (None, None)
    reader.feed(POST[-6:-1])
    assert reader.next_request() is None
    assert reader.head is not None
    assert reader.head.one("host") == "a:1"
    reader.feed(POST[-1:] + b"rest")
    assert reader.next_request() is not None
    assert reader.unread == b"rest"
    assert not reader.head


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (b"POST /RPC2\r\n", "does not begin with a request line"),
        (b"POST  / HTTP/1.1\r\n", "does not begin with a request line"),
        (b"POST /a b HTTP/1.1\r\n", "does not begin with a request line"),
        (b"POST /#x HTTP/1.1\r\n", "does not begin with a request line"),
        (b"POST / HTTP/2.0\r\n", "does not begin with a request line"),
        (b"P(ST / HTTP/1.1\r\n", "does not begin with a request line"),
        (b"<?xml version='1.0'?>\r\n", "does not begin with a request line"),
        (b"POST / HTTP/1.1\r\nHost\r\n", "is no field"),
        (b"POST / HTTP/1.1\r\nContent-Length: +5\r\n\r\n", "Content-Length is no number"),
        (b"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 request"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "the request has both",
        ),
        (CHUNKED_HEAD + b"x\r\n", "a chunk has no size"),
        (POST[:-1], "ended within the body: 4 of 5 bytes"),
        (POST[:30], "ended within the head"),
        (POST[:4], "ended within the request line"),
        (b"P" * 70_000, "request line is longer than 65536 bytes"),
    ],
)
def test_refuses(stream: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told):
        read_all(stream)


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (b"\r\n" + POST, "empty line"),
        (POST.replace(b"\r\n", b"\n"), "LF alone"),
        (POST.replace(b"Host:", b"Host :"), "white space before its colon"),
    ],
)
def test_notes_what_a_server_may_understand(stream: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told):
        read_all(stream)
    (one,) = read_all(stream, strict=False)
    assert any(told in oddity for oddity in one.oddities)


def test_looks_fields_up_by_name() -> None:
    (one,) = read_all(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    with pytest.raises(Violation, match="the request has 2 Host fields"):
        one.one("Host")


def test_reads_what_we_write() -> None:
    written = http.request("POST", "/RPC2", host="x:1", fields=[("A", "b")], body=b"hi")
    (one,) = read_all(written)
    assert (one.body, one.all("a")) == (b"hi", ["b"])


def test_writes_responses_as_told() -> None:
    assert http.response(200, "OK", body=b"hi") == (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    )
    wrong = http.response(500, fields=[("Content-Length", "9")], body=b"hi", version="1.0")
    assert wrong == b"HTTP/1.0 500 \r\nContent-Length: 9\r\n\r\nhi"
