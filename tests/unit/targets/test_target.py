"""A target as a case has it."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.project import PROGRAMS, wait_until
from tests.unit.targets.conftest import Start
from wireproof.errors import NotReady, Untested, Violation
from wireproof.targets.target import Target
from wireproof.wire.address import Address
from wireproof.wire.transcript import KEPT_TRANSCRIPTS

BAD_STARTS = ("{python}", "-IS", str(PROGRAMS / "bad_starts.py"))


@pytest.fixture
def address() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"


def ask(target: Target, order: str) -> str:
    with target.connect() as client:
        client.send(order.encode() + b"\n")
        return client.receive_some().decode().strip()


def test_says_what_it_is(start: Start) -> None:
    target = start(limits={"size": 3, "name": "x"}, posture="strict")
    assert repr(target) == "<Target tiny/one>"
    assert target.limit("size") == 3.0
    assert target.strict
    assert target.has("tall")
    assert not target.has("wide")
    assert target.value("tmp") == str(target.launched.folder)
    assert target.authkey == b""
    for name in ("name", "none"):
        with pytest.raises(Untested, match=f"declare the limit `{name}` to be judged on it"):
            target.limit(name)


def test_keeps_the_transcripts_of_one_case(start: Start) -> None:
    target = start()
    for _ in range(KEPT_TRANSCRIPTS + 2):
        ask(target, "hello")
    assert len(target.exchanges()) == KEPT_TRANSCRIPTS
    assert target.inputs == KEPT_TRANSCRIPTS + 2
    assert [step.note for step in target.exchanges()[0].steps if step.note] == [
        "connected",
        "we close",
    ]
    target.note("12 apples")
    assert target.noted == "12 apples"
    target.begin_case()
    assert target.noted == ""
    assert target.exchanges() == ()
    assert target.starved_seconds() < 1


def test_is_seen_from_outside(start: Start) -> None:
    target = start()
    assert target.observable
    assert target.vitals().processes == 1
    ask(target, "complain it hurts")
    wait_until(lambda: target.printed()[1] == "it hurts\n", 2)
    assert '"listening"' in target.printed()[0]
    assert target.end() == ""


def test_dies(start: Start) -> None:
    target = start()
    assert target.died() == ""
    with contextlib.suppress(Violation):
        ask(target, "die SIGSEGV")
    assert target.died(within=2) == "SIGSEGV"
    assert target.end() == "SIGSEGV"
    assert target.ended


def test_ends_when_it_is_asked_to(start: Start) -> None:
    target = start()
    assert target.send_sigterm(within=2) < 2
    assert target.died() == ""  # we wanted it
    assert target.ended


def test_does_not_end_in_time(start: Start) -> None:
    target = start(command=(*BAD_STARTS, "does_not_stop"))
    with pytest.raises(Violation, match=r"no end within 0\.1 s of SIGTERM"):
        target.send_sigterm(within=0.1)
    target.stop(seconds=0.1)
    assert target.hung


def test_starts_again_where_it_was(start: Start) -> None:
    command = (*BAD_STARTS, "listens_on_a_given_port", "127.0.0.1", "{port}")
    target = start(command=command, ready="listen")
    port, pid = target.address.port, target.launched.pid
    target.start_again_on_the_same_port()
    assert target.address.port == port
    assert target.launched.pid != pid
    assert target.died() == ""


def test_does_not_start_again_where_somebody_is(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (*BAD_STARTS, "listens_on_a_given_port", "127.0.0.1", "{port}")
    target = start(command=command, ready="listen")
    port, kill = target.address.port, target.launched.kill
    with contextlib.ExitStack() as stack:

        def taking_its_place() -> None:
            kill()
            stack.enter_context(socket.create_server(("127.0.0.1", port)))

        monkeypatch.setattr(target.launched, "kill", taking_its_place)
        with pytest.raises(Violation, match=f"does not start again on port {port}: "):
            target.start_again_on_the_same_port()
        monkeypatch.undo()


def test_cannot_start_again_without_a_port(start: Start) -> None:
    with pytest.raises(Untested, match=r"its command has no \{port\}"):
        start().start_again_on_the_same_port()


def test_has_variants(start: Start) -> None:
    target = start()
    with target.variant(COLOUR="red") as other:
        assert ask(other, "mine COLOUR") == "red"
        assert ask(other, "pid") != ask(target, "pid")
        assert len(target.exchanges()) == 3
    assert other.ended


def test_a_variant_that_dies_is_the_targets_fault(start: Start) -> None:
    target = start()

    def kill_a_variant() -> None:
        with target.variant() as other:
            with contextlib.suppress(Violation):
                ask(other, "die SIGSEGV")
            assert target.died(within=2) == "SIGSEGV"

    with pytest.raises(Violation, match="the target died: SIGSEGV"):
        kill_a_variant()
    assert target.died() == ""


def test_listens_nowhere(start: Start) -> None:
    target = start(command=(*BAD_STARTS, "listens_nowhere"))
    with pytest.raises(Untested, match="it listens nowhere"):
        target.connect()


# -- Started by somebody else ----------------------------------------------------------------


def test_tells_whether_anybody_answers(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = start(address=f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        assert target.answers()
    assert not target.answers()


def test_somebody_elses_is_left_alone(start: Start, address: str) -> None:
    target = start(address=address)
    assert str(target.address) == address
    for use in (lambda: target.launched, lambda: target.observed, lambda: target.value("port")):
        with pytest.raises(Untested):
            use()
    assert not target.observable
    assert (target.authkey, target.printed(), target.end(), target.died()) == (
        b"",
        ("", ""),
        "",
        "",
    )
    assert not target.ended
    assert not target.hung
    assert target.starved_seconds() >= 0
    target.stop()
    target.connect(receive_buffer=4096).close()


def test_somebody_elses_can_be_seen_by_its_number(start: Start, address: str) -> None:
    pid = int(Path("/proc/self").resolve().name)
    assert start(address=address, pid=pid).vitals().processes >= 1
    with pytest.raises(Untested, match="its process cannot be observed"):
        start(address=address, pid=999_999_999).vitals()


def test_nobody_is_no_target(start: Start) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        word = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(NotReady) as caught:
            start(address=word)
    assert str(caught.value) == (
        "one: nobody can be reached there (connection refused: nothing listens any more). "
        "Start it first, or check the address."
    )
    with pytest.raises(NotReady, match="nobody can be reached there"):
        start(address="tcp://255.255.255.255:9")


def test_nobody_can_be_told_from_a_silent_taker_of_datagrams(start: Start) -> None:
    assert start(address="udp://127.0.0.1:9").address == Address("udp", host="127.0.0.1", port=9)


def test_signals_are_numbers() -> None:
    assert signal.Signals(15).name == "SIGTERM"
    assert sys.executable
