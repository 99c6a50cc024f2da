"""Tools that are asked line by line, and clients that are called."""

from __future__ import annotations

import io
import json
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.project import PROGRAMS, wait_until
from tests.unit.targets.conftest import Start
from wireproof.errors import BrokenAdapter, CannotRunHere, NotReady, Untested, Violation
from wireproof.model.manifest import Requires
from wireproof.targets import answers, inprocess
from wireproof.targets.answers import Answers, parse
from wireproof.targets.target import Target
from wireproof.wire.patience import Patience
from wireproof.wire.stream import MiB

# -- Lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"garbage" * 100, r"no JSON line \(Expecting value.*\): 'garbage.*'\.\.\."),
        (b'{"a": 1, "a": 2}', "a name stands twice in one object"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b'{"a": "\xff"}', "no JSON line"),
        (b"[" * 200_000, "no JSON line"),
        (b"[1]", r"no JSON object: '\[1\]'"),
    ],
)
def test_an_answer_is_one_json_object(line: bytes, said: str) -> None:
    with pytest.raises(BrokenAdapter, match=said):
        parse(line)
    assert parse(b' {"a": {"b": 1}} ') == {"a": {"b": 1}}


def test_a_flood_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_WAITING", 10)
    lines = Answers()
    assert lines.take_in(b"12345")
    assert not lines.take_in(b"123456")
    with pytest.raises(BrokenAdapter, match="more than 10 bytes nobody asked for"):
        lines.next(0)


# -- Tools -----------------------------------------------------------------------------------


def tool(start: Start, how: str = "good", **more: Any) -> Target:
    command = ("{python}", "-IS", str(PROGRAMS / "lines.py"), how)
    return start(role="tool", command=command, **more)


def test_answers_in_order(start: Start) -> None:
    target = tool(start)
    target.begin_case()
    asked = target.ask_many([{"number": number} for number in range(5000)])
    assert [one["result"] for one in asked] == [2 * number for number in range(5000)]
    assert target.tell(b'{"id": "x", "number": 4}') == [b'{"id": "x", "result": 8}']
    [many, one] = target.exchanges()
    assert (many.peer, one.steps[1].size) == ("stdin", 25)
    assert target.authkey == b""
    assert target.value("tmp")
    target.require_sight()
    target.require_control()
    with pytest.raises(Untested, match="listens nowhere"):
        target.connect()
    with pytest.raises(Untested, match="listens nowhere"):
        _ = target.launched
    with pytest.raises(Untested, match="no client"), target.call({}):
        pass


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ("garbage", BrokenAdapter, "no JSON line"),
        ("wrong", BrokenAdapter, "the order with id 1 has the id 2"),
        ("dies", Violation, r"it ended \(exit code 7\) without an answer"),
        ("closes", Violation, "it closed its output"),
        ("mute-later", Violation, "no answer within 0.1 s"),
    ],
)
def test_tells_what_is_wrong(start: Start, how: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        tool(start, how).ask({"number": 1}, within=2.0 if how != "mute-later" else 0.1)


def test_notices_a_line_too_many(start: Start) -> None:
    target = tool(start, "too-many")
    target.ask({"number": 1})
    wait_until(lambda: target.printed()[0].endswith("{}\n"), 2)
    with pytest.raises(BrokenAdapter, match="more lines than it was given"):
        target.ask({"number": 1})


def test_a_tool_that_does_not_read_is_not_waited_for(start: Start) -> None:
    target = tool(start, "mute-later")
    target.patience = Patience(long=0.1, rate=1e9)
    with pytest.raises(Violation, match=r"it took \d+ of \d+ bytes within"):
        target.tell(b"{}", b" " * MiB)


def test_a_tool_that_has_gone_is_told_nothing(start: Start) -> None:
    target = tool(start)
    os.kill(target.started.pid, signal.SIGKILL)
    target.started.wait(5)
    with pytest.raises(Violation, match=r"it ended \(SIGKILL\) without an answer"):
        target.ask({})


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("dead", r"ended \(exit code 1\) before it answered.*no such library"),
        ("mute", "did not answer .* within 0.3 s.*It printed nothing"),
        ("deaf", r"it took \d+ of \d+ bytes within 0.3 s"),
    ],
)
def test_a_tool_that_does_not_answer_is_not_ready(
    start: Start, monkeypatch: pytest.MonkeyPatch, how: str, said: str
) -> None:
    if how == "deaf":
        monkeypatch.setattr("wireproof.targets.tool.GREETING", {"op": " " * MiB})
        how = "mute"
    with pytest.raises(NotReady, match=said):
        tool(start, how, ready_seconds=0.3 if how == "mute" else 10.0)


def test_hosts_an_object(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it prints goes elsewhere."""
    (tmp_path / "doubling.py").write_text((PROGRAMS / "lines.py").read_text())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", ["inprocess", "doubling:answer"])
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"id": 1, "number": 4}\n'))
    reading, writing = os.pipe()
    monkeypatch.setattr(os, "dup", lambda _: writing)
    monkeypatch.setattr(os, "dup2", lambda _one, _other: None)
    runpy.run_path(inprocess.__file__, run_name="__main__")
    with os.fdopen(reading) as printed:
        assert json.loads(printed.readline()) == {"id": 1, "result": 8}


# -- Clients ---------------------------------------------------------------------------------


def client(start: Start, how: str = "good", **more: Any) -> Target:
    command = ("{python}", "-IS", str(PROGRAMS / "caller.py"), how, "{port}")
    return start(role="client", command=command, **more)


def served(target: Target, reply: bytes = b"yes\n") -> dict[str, Any]:
    with target.call({"text": "hello"}) as call:
        with call.accept() as server:
            server.expect(b"hello\n")
            server.send(reply)
        assert call.nobody_else(0)
        return call.answer(within=0.5)


def test_calls_a_client(start: Start) -> None:
    target = client(start)
    target.begin_case()
    assert served(target) == {"ok": True, "heard": "yes"}
    assert served(target, b"no\n") == {"ok": False, "heard": "no"}
    assert len(target.exchanges()) == 2
    assert target.end() == "exit code 3"
    assert "heard" in target.printed()[0]
    target.require_sight()
    target.require_control()
    for ask in (lambda: target.ask({}), target.connect):
        with pytest.raises(Untested):
            ask()
    with target.variant(A="b") as other:
        assert served(other)["ok"]


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ("crash", Violation, r"the client died \(SIGSEGV\)"),
        ("hang", Violation, "the client did not end within 0.5 s"),
        ("liar", Violation, r"ended \(exit code 0\) and did not connect"),
        ("early", BrokenAdapter, "before it connected; it printed: no such library"),
        ("silent", BrokenAdapter, "printed no JSON line"),
        ("vague", BrokenAdapter, "has no true or false `ok`: '{}'"),
        ("chatty", BrokenAdapter, "more than one line"),
    ],
)
def test_tells_how_a_client_fails(
    start: Start, how: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        served(client(start, how))


def test_waits_for_a_client_no_longer_than_its_start(start: Start) -> None:
    target = client(start, "lazy", ready_seconds=0.2)
    with pytest.raises(Violation, match=r"did not connect within 0.2 s"):
        served(target)
    with target.call({"text": "hello"}) as call, pytest.raises(Violation, match="within 1 s"):
        call.accept(again=True)


def test_a_client_that_connected_and_ended_is_accepted(start: Start) -> None:
    target = client(start, "hasty")
    with target.call({"text": "hello"}) as call:
        call.process.wait(5)
        with call.accept() as server:
            assert server.receive_some() == b"hello\n"


def test_a_client_that_cannot_run_here_is_not_called(start: Start) -> None:
    with pytest.raises(CannotRunHere):
        client(start, requires=Requires(program="no-such-program"))
    target = client(start, cwd="no/such/folder")
    with pytest.raises(NotReady), target.call({}):
        pass
