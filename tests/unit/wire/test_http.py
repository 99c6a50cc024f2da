"""The response reader: strict about framing, indifferent to how the bytes were cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.errors import Violation
from wireproof.wire import http
from wireproof.wire.http import Response, ResponseReader

WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Type:text/xml\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
CHUNKED = CHUNKED_HEAD + b"3;x=y\r\nhel\r\nA\r\nlo, world!\r\n000\r\nX-T: v\r\n\r\n"
TO_THE_END = b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


def read_all(*pieces: bytes, methods: tuple[str, ...] = (), strict: bool = True) -> list[Response]:
    """Read every response of a stream that ends after the pieces."""
    reader = ResponseReader(*methods, strict=strict)
    found = []
    for piece in (*pieces, None):
        if piece is None:
            reader.feed_eof()
        else:
            reader.feed(piece)
        while response := reader.next_response():
            found.append(response)
    assert reader.unread == b""
    return found


def test_reads_status_fields_and_body() -> None:
    (response,) = read_all(WITH_LENGTH)
    assert (response.version, response.status, response.reason) == ("1.1", 200, "OK")
    assert response.fields == (("Content-Type", "text/xml"), ("Content-Length", "5"))
    assert (response.body, response.framing, response.stays_open) == (b"hello", "length", True)
    assert response.oddities == ()


def test_reads_chunks_extensions_and_trailers() -> None:
    (response,) = read_all(CHUNKED)
    assert (response.body, response.framing) == (b"hello, world!", "chunked")
    assert response.trailers == (("X-T", "v"),)


def test_reads_to_the_end_where_nothing_else_delimits() -> None:
    (response,) = read_all(TO_THE_END)
    assert (response.body, response.framing, response.stays_open) == (b"hello", "close", False)


@pytest.mark.parametrize(
    "stream", [WITH_LENGTH + CHUNKED + NO_CONTENT + INTERIM + WITH_LENGTH, CHUNKED + TO_THE_END]
)
@given(data=st.data())
def test_any_cutting_gives_the_same_responses(stream: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=5).map(sorted))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[one:other] for one, other in itertools.pairwise(edges)]
    assert read_all(*pieces) == read_all(stream)
    assert read_all(*[stream[i : i + 1] for i in range(len(stream))]) == read_all(stream)


def test_gives_a_response_as_soon_as_it_is_complete() -> None:
    reader = ResponseReader()
    reader.feed(WITH_LENGTH[:-1])
    assert reader.next_response() is None
    reader.feed(WITH_LENGTH[-1:] + b"HTTP")
    assert reader.next_response() is not None
    assert reader.unread == b"HTTP"


def test_head_has_no_body_whatever_its_length_says() -> None:
    first = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    responses = read_all(first + INTERIM + WITH_LENGTH, methods=("HEAD", "GET"))
    assert [response.body for response in responses] == [b"", b"", b"hello"]


def test_a_request_sent_later_counts() -> None:
    reader = ResponseReader("GET")
    reader.sent("HEAD")
    reader.feed(WITH_LENGTH + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
    assert [reader.next_response(), reader.next_response()][1] is not None


@pytest.mark.parametrize(
    ("version", "connection", "stays"),
    [
        ("1.1", "", True),
        ("1.1", "Connection: x, Close\r\n", False),
        ("1.1", "Connection: keep-alive\r\nConnection: close\r\n", False),
        ("1.0", "", False),
        ("1.0", "connection: Keep-Alive\r\n", True),
    ],
)
def test_knows_whether_the_connection_stays_open(
    version: str,
    connection: str,
    stays: bool,  # noqa: FBT001
) -> None:
    head = f"HTTP/{version} 200 OK\r\n{connection}Content-Length: 0\r\n\r\n"
    assert read_all(head.encode())[0].stays_open is stays


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (b"<html>nope</html>\r\n", "does not begin with a status line"),
        (b"HTTP/2.0 200 OK\r\n", "does not begin with a status line"),
        (b"HTTP/1.x 200 OK\r\n", "does not begin with a status line"),
        (b"HTTP/1.1 20 OK\r\n", "does not begin with a status line"),
        (b"HTTP/1.1 200OK\r\n", "does not begin with a status line"),
        (b"HTTP/1.1 200 O\x00K\r\n", "does not begin with a status line"),
        (b"HTTP/1.1 200 OK\r\nA B: c\r\n", "is no field"),
        (b"HTTP/1.1 200 OK\r\n: c\r\n", "is no field"),
        (b"HTTP/1.1 200 OK\r\nA: b\rc\r\n", "is no field"),
        (b"HTTP/1.1 200 OK\r\n A: b\r\n", "is no field"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "Content-Length is no number"),
        (b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "Content-Length is no number"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n", "Content-Length is no number"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            "99999999999 bytes or more",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "both Transfer-Encoding and Content-Length",
        ),
        (b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0 response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "nobody asked for"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n", "nobody asked for"),
        (CHUNKED_HEAD + b"0x3\r\n", "a chunk has no size"),
        (CHUNKED_HEAD + b"3 \r\n", "a chunk has no size"),
        (CHUNKED_HEAD + b"2\r\nhello\r\n", "longer than it said"),
        (CHUNKED_HEAD + b"fffffffff\r\n", "bytes or more"),
        (WITH_LENGTH[:-1], "ended within the body: 4 of 5 bytes"),
        (WITH_LENGTH[:20], "ended within the head"),
        (WITH_LENGTH[:4], "ended within the status line"),
        (CHUNKED[:-1], "ended within the trailers"),
        (b"H" * 70_000, "status line is longer than 65536 bytes"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 20_000, "head is longer than"),
    ],
)
def test_refuses(stream: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told):
        read_all(stream)


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (WITH_LENGTH.replace(b"\r\n", b"\n"), "LF alone"),
        (b"HTTP/1.1 204\r\n\r\n", "no space after its code"),
        (b"HTTP/1.1 204 \r\nA : b\r\n\r\n", "white space before its colon"),
        (b"HTTP/1.1 204 \r\nA: b\r\n c\r\n\r\n", "folded"),
        (WITH_LENGTH.replace(b": 5", b": 5, 5"), "more than once"),
    ],
)
def test_notes_what_a_client_may_understand(stream: bytes, told: str) -> None:
    with pytest.raises(Violation, match=told):
        read_all(stream)
    (response,) = read_all(stream, strict=False)
    assert any(told in oddity for oddity in response.oddities)


def test_stays_broken_once_it_is() -> None:
    reader = ResponseReader()
    reader.feed(b"nonsense\r\n")
    for _ in range(2):
        with pytest.raises(Violation, match="status line"):
            reader.next_response()


def test_a_silent_end_is_for_the_caller_to_judge() -> None:
    assert read_all() == []


def test_bytes_after_the_end_are_our_mistake() -> None:
    reader = ResponseReader()
    reader.feed_eof()
    with pytest.raises(ValueError, match="after the end"):
        reader.feed(b"x")


def test_bounds_a_body_that_has_no_length() -> None:
    reader = ResponseReader(max_body=100)
    reader.feed(TO_THE_END + bytes(100))
    with pytest.raises(Violation, match="the body is longer than 100 bytes"):
        reader.next_response()


def test_looks_fields_up_by_name() -> None:
    (response,) = read_all(b"HTTP/1.1 204 x\r\nA: 1\r\na: 2, Three\r\nB: b\r\n\r\n")
    assert response.all("a") == ["1", "2, Three"]
    assert response.options("A") == ["1", "2", "three"]
    assert (response.one("b"), response.one("c")) == ("b", None)
    with pytest.raises(Violation, match="2 A fields"):
        response.one("A")


def test_writes_requests_as_told() -> None:
    assert http.request("POST", "/RPC2", host="x:1", fields=[("A", "b")], body=b"hi") == (
        b"POST /RPC2 HTTP/1.1\r\nHost: x:1\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"
    )
    assert http.request("GET", "/", version="1.0") == b"GET / HTTP/1.0\r\n\r\n"
    wrong = http.request("POST", "/", fields=[("content-length", "9")], body=b"hi")
    assert wrong == b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nhi"


@given(st.lists(st.binary(max_size=40)))
def test_chunked_bodies_are_read_back(pieces: list[bytes]) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    (response,) = read_all(head + http.chunked(pieces))
    assert response.body == b"".join(pieces)
