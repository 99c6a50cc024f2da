"""Our own TLS: records and hellos that we make and read, and streams that nobody else can."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from wireproof.certificates import contexts, servers, strangers
from wireproof.errors import Violation
from wireproof.peers.tls import NO_TLS, Heard, brush_off, cutting, echoing, listen
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Patience
from wireproof.wire.stream import StreamConnection, connect
from wireproof.wire.tls import (
    Refused,
    SecureConnection,
    alerts,
    client_hello,
    find_server_hello,
    fragmented,
    read_client_hello,
    record,
    split,
)
from wireproof.wire.tls.records import (
    ALERT,
    APPLICATION,
    CHANGE_CIPHER_SPEC,
    FATAL,
    HANDSHAKE,
    SSL_3_0,
    TLS_1_2,
    TLS_1_3,
    handshakes,
)
from wireproof.wire.transcript import Transcript

PATIENCE = Patience(connect=2, reply=2, quiet=0.05, refuse=2)
MANY = bytes(range(251)) * 9000


@contextmanager
def met(
    play: Callable[[StreamConnection], object],
) -> Iterator[tuple[StreamConnection, list[object]]]:
    """Connect to somebody who plays the other side on a thread of its own."""
    with Listener(PATIENCE) as listener:
        results: list[object] = []

        def host() -> None:
            accepted = listener.accept(2)
            assert accepted is not None
            results.append(play(accepted))

        thread = threading.Thread(target=host)
        thread.start()
        try:
            with connect(listener.address, PATIENCE, Transcript("peer")) as plain:
                yield plain, results
        finally:
            thread.join()


def host(
    size: int, treat: Callable[[SecureConnection, int], bytes] = echoing
) -> Callable[[StreamConnection], Heard]:
    context = contexts.showing(servers().member)
    return lambda plain: listen(plain, context, size, treat)


def test_records_are_cut_and_put_together() -> None:
    whole = record(HANDSHAKE, b"\x01\0\0\x04abcd") + record(ALERT, bytes([FATAL, 40]))
    assert [one.kind for one in split(whole)] == [HANDSHAKE, ALERT]
    assert alerts(whole) == [40]
    pieces = split(fragmented(whole, 3))
    assert [one.kind for one in pieces] == [HANDSHAKE] * 3 + [ALERT]
    assert handshakes(fragmented(whole, 3)) == [(1, b"abcd")]


def test_what_is_encrypted_is_not_cut() -> None:
    flight = record(CHANGE_CIPHER_SPEC, b"\x01") + record(HANDSHAKE, b"encrypted")
    assert fragmented(flight, 3) == flight


def test_what_is_no_record_ends_the_list() -> None:
    good = record(APPLICATION, b"x")
    for bad in (b"GET / HTTP/1.1\r\n", record(99, b"x"), record(HANDSHAKE, b"", length=9), b"\x16"):
        assert len(split(good + bad)) == 1


@pytest.mark.parametrize("version", [SSL_3_0, TLS_1_2])
def test_our_hello_says_what_it_should(version: int) -> None:
    hello = read_client_hello(client_hello(version=version, name=b"a.example.test"))
    assert hello is not None
    assert (hello.version, hello.names) == (version, (b"a.example.test",))


@pytest.mark.parametrize("cut", [0, 5, 9, 40, 80, 120])
def test_a_cut_hello_is_none(cut: int) -> None:
    hello = client_hello()
    assert read_client_hello(hello[:cut]) is None
    body = hello[9:][:cut]
    message = b"\x01" + len(body).to_bytes(3) + body
    read_client_hello(record(HANDSHAKE, message))  # and raises nothing
    find_server_hello(record(HANDSHAKE, b"\x02" + message[1:]))


@pytest.mark.parametrize(("also", "due"), [((), TLS_1_2), ((TLS_1_3, TLS_1_2), TLS_1_3)])
def test_openssl_understands_our_hello(also: tuple[int, ...], due: int) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = contexts.showing(servers().member).wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(client_hello(also=also))
    with pytest.raises(ssl.SSLWantReadError):
        server.do_handshake()
    found = find_server_hello(outgoing.read())
    assert found is not None
    assert found.version == due


def test_much_flows_in_both_directions() -> None:
    with met(host(len(MANY))) as (plain, results):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        client.handshake()
        client.expect_exchange(MANY, MANY)
        assert client.receive_the_end()
        assert client.notified
        client.close()
    assert results[0].data == MANY  # type: ignore[attr-defined]


def test_evidence_shows_what_was_said() -> None:
    with met(host(5)) as (plain, _):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        client.handshake()
        client.expect_exchange(b"hello", b"hello")
        client.close()
    steps = plain.transcript.frozen().steps
    assert any("TLSv1.3" in step.note for step in steps)
    assert [step.size for step in steps if step.direction in "<>"][-2:] == [5, 5]


def test_a_cut_is_not_an_end() -> None:
    with met(host(10, cutting)) as (plain, _):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        client.handshake()
        client.send(b"0123456789")
        client.expect_to_end(b"01234")
        assert client.cut
        assert not client.notified
        client.close()


def resetting(client: SecureConnection, size: int) -> bytes:
    heard = client.receive_exactly(size)
    client.reset()
    return heard


def test_a_reset_is_the_other_sides_fault() -> None:
    with met(host(5, resetting)) as (plain, _):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        client.handshake()
        with pytest.raises(Violation, match="the target"):
            client.exchange(b"hello")
        client.close()


def test_who_is_not_trusted_is_refused() -> None:
    with met(host(1)) as (plain, results):
        client = SecureConnection(plain, contexts.trusting(strangers().root), name="localhost")
        with pytest.raises(Refused, match="the certificate is not good"):
            client.handshake()
        plain.close()
    heard = results[0]
    assert isinstance(heard, Heard)
    assert "unknown ca" in heard.refused
    assert heard.hello is not None
    assert heard.hello.names == (b"localhost",)


def test_words_in_clear_are_heard() -> None:
    with met(host(1)) as (plain, results):
        plain.send(b"payload in clear")
        plain.half_close()
        plain.expect_gone()
    assert results[0].in_clear == b"payload in clear"  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", NO_TLS)
def test_who_has_no_tls_says_so(what: str) -> None:
    with met(lambda plain: brush_off(plain, NO_TLS[what])) as (plain, results):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        with pytest.raises(Refused):
            client.handshake()
        with plain:
            plain.send(b"and now in clear")
    assert results[0].in_clear.endswith(b"and now in clear")  # type: ignore[attr-defined]


def wait(plain: StreamConnection) -> None:
    with plain:
        plain.expect_gone()


def test_silence_is_no_handshake() -> None:
    with met(wait) as (plain, _):
        client = SecureConnection(plain, contexts.trusting(servers().root), name="localhost")
        with pytest.raises(Violation, match=r"no handshake within 0\.1 s"):
            client.handshake(within=0.1)
