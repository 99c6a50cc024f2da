"""A recorded connection, from the other end: what it sends, takes, and calls a violation."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.engine.project import need_loopback
from wireproof.errors import Violation
from wireproof.wire.address import Address
from wireproof.wire.patience import Patience
from wireproof.wire.stream import CHUNK, MiB, StreamConnection, connect
from wireproof.wire.transcript import Transcript

SHORT = Patience(connect=0.2, reply=0.2, quiet=0.05, long=0.3, refuse=0.2)


class Pair:
    """Our connection, and the plain socket that plays the target."""

    def __init__(self, patience: Patience = SHORT, *, receive_buffer: int = 0) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = Address("tcp", host="127.0.0.1", port=listener.getsockname()[1])
            self.ours = connect(
                address, patience, Transcript("target"), receive_buffer=receive_buffer
            )
            self.theirs = listener.accept()[0]
        self.theirs.settimeout(5)

    def reset(self) -> None:
        """Let the target reset the connection, and wait until we know."""
        self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.theirs.close()

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()

    @property
    def notes(self) -> list[str]:
        return [step.note for step in self.ours.transcript.frozen().steps if step.note]


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@contextlib.contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """Let the target do something while we are in a call."""
    thread = threading.Thread(target=act)
    thread.start()
    yield
    thread.join()


# -- Connecting ------------------------------------------------------------------------------


def test_connects_over_ipv6() -> None:
    need_loopback("::1")
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        address = Address("tcp", host="::1", port=listener.getsockname()[1])
        with connect(address, SHORT, Transcript("target")) as ours:
            listener.accept()[0].close()
            ours.expect_end()


def test_connects_over_unix_sockets(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(0)
        address = Address("unix", path=str(path))
        with connect(address, SHORT, Transcript("target")), pytest.raises(Violation) as caught:
            connect(address, SHORT, Transcript("target"))  # the backlog is full
        assert caught.value.message == "no connection within 0.2 s"
        path.unlink()
        with pytest.raises(Violation, match="connection refused: nothing listens any more"):
            connect(address, SHORT, Transcript("target"))


def test_a_refused_connection_is_the_targets() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        address = Address("tcp", host="127.0.0.1", port=bound.getsockname()[1])
        transcript = Transcript("target")
        with pytest.raises(Violation, match="connection refused: nothing listens any more"):
            connect(address, SHORT, transcript)
    assert transcript.frozen().steps[-1].note.startswith("no connection: ")


def test_who_does_not_accept_runs_out_of_patience() -> None:
    with socket.socket() as listener, contextlib.ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = Address("tcp", host="127.0.0.1", port=listener.getsockname()[1])

        def fill_its_backlog() -> None:
            for _ in range(4):
                stack.enter_context(connect(address, SHORT, Transcript("target")))

        with pytest.raises(Violation, match=r"no connection within 0\.2 s"):
            fill_its_backlog()


def test_a_fault_of_ours_stays_ours() -> None:
    """An address that is no address blames nobody."""
    address = Address("tcp", host="255.255.255.255", port=9)
    with pytest.raises(OSError, match="cannot connect: "):
        connect(address, SHORT, Transcript("target"))


def test_sets_its_receive_buffer_before_it_connects() -> None:
    made = Pair(receive_buffer=4096)
    size = made.ours._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    made.close()
    assert size < 16 * 1024


# -- Sending ---------------------------------------------------------------------------------


def test_sends_and_is_read(pair: Pair) -> None:
    pair.ours.send(b"hello")
    assert pair.theirs.recv(99) == b"hello"
    pair.ours.half_close()
    assert pair.theirs.recv(99) == b""
    assert pair.notes == ["connected", "we end our direction (FIN)"]


def test_sends_pieces_that_are_read_alone(pair: Pair) -> None:
    read: list[bytes] = []

    def reading() -> None:
        while piece := pair.theirs.recv(99):
            read.append(piece)

    with meanwhile(reading):
        pair.ours.send_in_pieces(b"abcdef", 2)
        pair.ours.half_close()
    assert read == [b"ab", b"cd", b"ef"]


def test_who_does_not_take_it_breaks_patience(pair: Pair) -> None:
    with pytest.raises(Violation, match=r"the target took \d+ of 33554432 bytes within 0\.1 s"):
        pair.ours.send(bytes(32 * MiB), within=0.1)


def test_sends_until_it_stalls(pair: Pair) -> None:
    sent = pair.ours.send_until_stalled(bytes(32 * MiB), quiet_seconds=0.1)
    assert 0 < sent < 32 * MiB
    assert pair.notes[-1] == f"stalled after {sent} bytes"
    assert pair.ours.transcript.frozen().steps[1].size == sent


def test_sends_all_where_nothing_stalls(pair: Pair) -> None:
    assert pair.ours.send_until_stalled(b"abc", quiet_seconds=0.1) == 3


def test_a_reset_while_we_send_is_the_targets(pair: Pair) -> None:
    pair.reset()
    with pytest.raises(Violation, match="reset the connection while we were sending"):
        pair.ours.send(bytes(MiB))
    with pytest.raises(Violation, match="had reset the connection before we ended it"):
        pair.ours.half_close()


def test_resets(pair: Pair) -> None:
    pair.ours.reset()
    with pytest.raises(ConnectionResetError):
        pair.theirs.recv(1)
    pair.ours.close()  # twice is fine
    assert pair.notes[-1] == "we reset the connection (RST)"


def test_closed_by_us_is_no_violation(pair: Pair) -> None:
    pair.ours.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        pair.ours.half_close()


def test_stays_away(pair: Pair) -> None:
    pair.ours.stay_away(0.01)
    assert pair.notes[-1] == "we stay away for 0.01 s"


# -- Receiving -------------------------------------------------------------------------------


def test_receives_what_comes(pair: Pair) -> None:
    pair.theirs.sendall(b"abcdef")
    assert pair.ours.receive_some(2) == b"ab"
    assert pair.ours.receive_exactly(3) == b"cde"
    pair.ours.expect(b"f")
    pair.theirs.close()
    pair.ours.expect_end()
    assert pair.ours.receive_some() == b""


def test_receives_in_drops(pair: Pair) -> None:
    def dribble() -> None:
        for byte in b"abc":
            pair.theirs.sendall(bytes([byte]))
            time.sleep(0.01)  # so that it takes several reads
        pair.theirs.close()

    with meanwhile(dribble):
        pair.ours.expect_to_end(b"abc")


@pytest.mark.parametrize(
    ("receive", "message"),
    [
        (lambda ours: ours.receive_some(), "no reply within 0.2 s: no reply"),
        (lambda ours: ours.receive_or_end(), "no reply within 0.2 s"),
        (lambda ours: ours.receive_exactly(5), "no reply within 0.2 s: 2 of 5 bytes came"),
        (lambda ours: ours.receive_to_end(), "no reply within 0.2 s: no end after 2 bytes"),
        (lambda ours: ours.expect_gone(), "the connection is still open after 0.2 s"),
        (lambda ours: ours.receive_until(b"x"), "neither b'x' nor an end within 0.2 s: 2 bytes"),
        (lambda ours: ours.exchange(b"abcde"), "no reply within 0.2 s: 2 of 5 bytes came"),
    ],
)
def test_silence_breaks_patience(
    pair: Pair, receive: Callable[[StreamConnection], object], message: str
) -> None:
    if not message.endswith(("0.2 s: no reply", "0.2 s")):
        pair.theirs.sendall(b"ab")
    began = time.monotonic()
    with pytest.raises(Violation) as caught:
        receive(pair.ours)
    assert message in caught.value.message
    assert 0.15 < time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("receive", "message"),
    [
        (lambda ours: ours.receive_exactly(5), "the target ended the connection when 2 of 5 bytes"),
        (lambda ours: ours.exchange(b"abcde"), "the target ended the connection when 2 of 5 bytes"),
        (lambda ours: ours.expect_to_end(b"abc"), "the reply is cut: 2 of 3 bytes"),
        (
            lambda ours: ours.expect_to_end(b"a"),
            "the reply has 1 bytes too many after 1 right ones",
        ),
        (lambda ours: ours.expect_to_end(b"ax"), "the reply differs at byte 1 of 2"),
        (lambda ours: ours.expect_end(), "the reply has 2 bytes too many after 0 right ones"),
        (lambda ours: ours.expect(b"ax"), "the reply differs at byte 1 of 2"),
        (lambda ours: ours.receive_to_end(at_most=1), "more than 1 bytes came"),
    ],
)
def test_a_wrong_end_is_a_violation(
    pair: Pair, receive: Callable[[StreamConnection], object], message: str
) -> None:
    pair.theirs.sendall(b"ab")
    pair.theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(Violation) as caught:
        receive(pair.ours)
    assert caught.value.message.startswith(message)


def test_a_reset_is_no_orderly_end(pair: Pair) -> None:
    pair.reset()
    with pytest.raises(Violation, match="the target reset the connection: no end after 0 bytes"):
        pair.ours.receive_to_end()
    assert pair.notes[-1] == "reset by the target (RST)"


def test_gone_is_an_end_of_any_kind() -> None:
    for end in (Pair.reset, lambda pair: pair.theirs.close()):
        one = Pair()
        one.theirs.sendall(b"bye")
        assert one.ours.receive_exactly(3) == b"bye"
        end(one)
        assert one.ours.receive_or_end() == b""
        assert one.ours.expect_gone() == b""
        one.close()


def test_gives_what_came_before_the_end(pair: Pair) -> None:
    pair.theirs.sendall(b"bye")
    pair.theirs.close()
    assert pair.ours.expect_gone() == b"bye"


@pytest.mark.parametrize(
    ("sent", "given"), [(b"a\nb\n", b"a\nb\n"), (b"a\n", b"a\n"), (b"a", b"a"), (b"", b"")]
)
def test_receives_until_a_mark_or_the_end(pair: Pair, sent: bytes, given: bytes) -> None:
    pair.theirs.sendall(sent)
    if not sent.endswith(b"\n"):
        pair.theirs.close()
    assert pair.ours.receive_until(b"\n") == given


def test_tells_whether_it_ends(pair: Pair) -> None:
    assert not pair.ours.ends_within(0.05)
    pair.theirs.sendall(b"bye")
    pair.reset()
    assert pair.ours.ends_within(1)


def test_tells_that_it_ends_in_order(pair: Pair) -> None:
    pair.theirs.close()
    assert pair.ours.ends_within(1)


# -- Silence ---------------------------------------------------------------------------------


def test_silence_is_proved(pair: Pair) -> None:
    began = time.monotonic()
    pair.ours.expect_silence()
    assert time.monotonic() - began >= SHORT.quiet


@pytest.mark.parametrize(
    ("act", "seen"),
    [
        (lambda pair: pair.theirs.sendall(b"boo"), "3 bytes: b'boo'"),
        (lambda pair: pair.theirs.close(), "the end of the stream"),
    ],
)
def test_a_sound_is_a_violation(pair: Pair, act: Callable[[Pair], object], seen: str) -> None:
    act(pair)
    with pytest.raises(Violation, match="something came where silence was due") as caught:
        pair.ours.expect_silence()
    assert (caught.value.expected, caught.value.seen) == ("silence", seen)


def test_a_reset_is_no_silence(pair: Pair) -> None:
    pair.reset()
    with pytest.raises(Violation, match="reset the connection where silence was due"):
        pair.ours.expect_silence()


# -- Both at once ----------------------------------------------------------------------------


def test_exchanges_more_than_any_buffer_holds() -> None:
    """Who sends all before it reads would wait for ever for an echo that waits for it."""
    made = Pair(Patience())
    data = bytes(range(256)) * 64 * 1024

    def echo() -> None:
        while piece := made.theirs.recv(CHUNK):
            made.theirs.sendall(piece)
        made.theirs.shutdown(socket.SHUT_WR)

    with meanwhile(echo):
        made.ours.expect_exchange(data, data)
        made.ours.half_close()
        made.ours.expect_end()
    made.close()


def test_exchanges_replies_of_another_size(pair: Pair) -> None:
    pair.theirs.sendall(b"long reply")
    assert pair.ours.exchange(b"?", reply_bytes=4) == b"long"
    assert pair.ours.exchange(b"?", reply_bytes=0) == b""
    pair.ours.expect(b" reply")


def test_exchanges_what_nobody_holds_whole(pair: Pair) -> None:
    """The deadline is that of the next bytes, not of all of them."""
    pair.theirs.sendall(b"replies")
    came: list[bytes] = []
    soon = partial(pair.ours.deadline, 0.2)
    pair.ours.exchange_pieces(iter([b"one", b"two"]), 7, came.append, until=soon)
    assert b"".join(came) == b"replies"
    assert pair.theirs.recv(6, socket.MSG_WAITALL) == b"onetwo"
    with pytest.raises(Violation, match=r"no reply within 0\.2 s: 0 of 1 bytes came"):
        pair.ours.exchange_pieces([], 1, came.append, until=soon)


def test_a_reset_in_an_exchange_is_the_targets(pair: Pair) -> None:
    pair.reset()
    with pytest.raises(Violation, match="the target reset the connection"):
        pair.ours.exchange(bytes(MiB))


def test_who_has_answered_and_ended_must_still_take_the_rest() -> None:
    """It would not be read any more, so nobody may wait for it without a pause."""
    made = Pair()
    made.theirs.sendall(b"ok")
    made.theirs.shutdown(socket.SHUT_WR)
    before = time.process_time()
    with pytest.raises(Violation, match=r"no reply within 0\.5 s: 2 of 2 bytes came"):
        made.ours.exchange(bytes(32 * MiB), reply_bytes=2, within=0.5)
    assert time.process_time() - before < 0.3
    made.close()


# -- Patience --------------------------------------------------------------------------------


def test_a_starved_target_gets_its_time() -> None:
    """Half a second in which it could have run but was not let does not count."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = Address("tcp", host="127.0.0.1", port=listener.getsockname()[1])
        ours = connect(address, SHORT, Transcript("target"), starvation=lambda: 0.3)
        theirs = listener.accept()[0]
        began = time.monotonic()
        with pytest.raises(Violation):
            ours.receive_some()
        assert time.monotonic() - began >= 0.4
        ours.close()
        theirs.close()
