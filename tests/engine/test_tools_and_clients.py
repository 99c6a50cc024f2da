"""Tools are asked over their stdin, clients are called and connect to us."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import tiny
from tests.engine.project import PROGRAMS, Project
from tests.engine.tiny import results, verdicts

# -- Tools -----------------------------------------------------------------------------------

ASKS = """
@requirement("T-MUST")
def test_asks(target):
    if target.ask({"number": 4})["result"] != 8: raise Violation("cannot double")
@requirement("T-MUST")
def test_asks_many(target):
    answers = target.ask_many([{"number": n} for n in range(3000)])
    if [one["result"] for one in answers] != [2 * n for n in range(3000)]: raise Violation("no")
@requirement("T-MUST-2")
def test_tells(target):
    said = target.tell(b'{"id": 9, "number": 3}')
    if said != [b'{"id": 9, "result": 6}']: raise Violation(repr(said))
@requirement("T-PROCESS")
def test_is_observed(target):
    if target.vitals().processes != 1: raise Violation("no process")
@requirement("T-CONTROL")
def test_variant(target):
    with target.variant(A="b") as other: other.ask({"number": 4})
@requirement("T-SHOULD")
def test_connects(target): target.connect()
@requirement("T-SHOULD")
def test_calls(target):
    with target.call({}): pass
"""
ONE = """
@requirement("T-MUST")
def test_one(target):
    target.ask({"number": 1}, within=0.5)
@requirement("T-MUST-2")
def test_other(target):
    target.ask({"op": "hello"}, within=0.5)
"""


def tool(how: str) -> dict[str, Any]:
    return {"role": "tool", "command": ["{python}", "-IS", str(PROGRAMS / "lines.py"), how]}


def check(project: Project, cases: str, entry: dict[str, Any], *, code: int) -> str:
    tiny.install(project, cases)
    done = project.check(tiny.manifest(project, entry), "--repeat", "0", code=code)
    return done.out + done.err


def test_asks_a_tool(project: Project) -> None:
    check(project, ASKS, tool("obedient"), code=7)
    connects = results(project)["test_connects"]
    assert verdicts(project) == {
        **dict.fromkeys(["test_asks", "test_asks_many", "test_tells", "test_is_observed"], "pass"),
        "test_variant": "pass",
        "test_connects": "untested",
        "test_calls": "untested",
    }
    assert connects.reason == "it listens nowhere"


@pytest.mark.parametrize(
    ("how", "verdict", "said"),
    [
        ("garbage", "error", "its answer is no JSON line (Expecting value"),
        ("list", "error", "its answer is no JSON object: '[1]'"),
        ("wrong", "error", "the answer to the order with id 1 has the id 2"),
        ("twice", "error", "a name stands twice in one object"),
        ("dies", "fail", "the target died (exit code 7): it ended (exit code 7) without an answer"),
        ("closes", "fail", "it closed its output"),
        ("mute-later", "fail", "no answer within 0.5 s"),
    ],
)
def test_tells_a_bad_adapter_from_a_bad_tool(
    project: Project, how: str, verdict: str, said: str
) -> None:
    check(project, ONE, tool(how), code=1 if verdict == "fail" else 4)
    assert said in results(project)["test_one"].message
    assert verdicts(project)["test_one"] == verdict


def test_a_line_too_many_is_noticed(project: Project) -> None:
    check(project, ONE, tool("too-many"), code=4)
    message = results(project)["test_other"].message
    assert message == "it has printed more lines than it was given"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("dead", "ended (exit code 1) before it answered"),
        ("mute", 'did not answer {"id": 0, "op": "hello"} within 0.4 s'),
    ],
)
def test_a_tool_that_never_answered_is_not_judged(project: Project, how: str, said: str) -> None:
    out = check(project, ONE, {**tool(how), "ready_seconds": 0.4}, code=3)
    assert said in " ".join(out.split())
    if how == "dead":
        assert "no such library" in out


def test_asks_a_python_object(project: Project) -> None:
    tiny.install(project, ASKS.replace("test_tells", "tells"))
    project.write("doubling.py", (PROGRAMS / "lines.py").read_text())
    project.check("py:doubling:noisy", "-c", "tiny", code=7)
    assert verdicts(project)["test_asks_many"] == "pass"


# -- Clients ---------------------------------------------------------------------------------

CALLS = """
@requirement("T-CLIENT")
def test_is_answered(target):
    with target.call({"text": "hello"}) as call:
        with call.accept() as server:
            server.expect(b"hello\\n")
            server.send(b"yes\\n")
        answer = call.answer()
    if answer != {"ok": True, "heard": "yes"}: raise Violation(repr(answer))
@requirement("T-CLIENT")
def test_is_refused(target):
    with target.call({"text": "hello"}) as call:
        with call.accept() as server:
            server.expect(b"hello\\n")
            server.send(b"no\\n")
        answer = call.answer()
    if answer["ok"]: raise Violation("takes a no for a yes")
@requirement("T-PROCESS")
def test_is_observed(target):
    with target.call({"text": "hello"}) as call:
        with call.accept() as server: server.send(b"yes\\n")
        call.answer()
        if call.peak_bytes > 40 << 20: raise Violation("too big", timeless=True)
@requirement("T-PROCESS")
def test_is_bounded(target):
    with target.call({"text": "hello"}) as call:
        with call.accept() as server: server.send(b"yes\\n")
        call.answer(most_bytes=40 << 20)
@requirement("T-CLIENT")
def test_asks(target): target.ask({})
"""


def client(how: str) -> dict[str, Any]:
    command = ["{python}", "-IS", str(PROGRAMS / "caller.py"), how, "{port}"]
    return {"role": "client", "command": command, "ready_seconds": 5.0}


def test_calls_a_client(project: Project) -> None:
    check(project, CALLS, client("good"), code=7)
    assert verdicts(project) == {
        **dict.fromkeys(["test_is_answered", "test_is_refused", "test_is_observed"], "pass"),
        "test_is_bounded": "pass",
        "test_asks": "untested",
    }


@pytest.mark.parametrize(
    ("how", "case", "verdict", "said"),
    [
        ("crash", "test_is_answered", "fail", "the client died (SIGSEGV)"),
        ("hang", "test_is_refused", "fail", "the client did not end within 2 s"),
        ("liar", "test_is_answered", "fail", "ended (exit code 0) and did not connect"),
        ("big", "test_is_observed", "fail", "too big"),
        ("big", "test_is_bounded", "fail", "MiB of memory"),
        ("silent", "test_is_answered", "error", "(exit code 0) and printed no JSON line"),
        ("wordy", "test_is_answered", "error", "its answer is no JSON line"),
        ("early", "test_is_answered", "error", "before it connected; it printed: no such library"),
    ],
)
def test_tells_a_bad_adapter_from_a_bad_client(
    project: Project, how: str, case: str, verdict: str, said: str
) -> None:
    check(project, CALLS, client(how), code=1 if verdict == "fail" else 4)
    assert said in results(project)[case].message
    assert verdicts(project)[case] == verdict


def test_what_a_client_said_and_heard_is_evidence(project: Project) -> None:
    check(project, CALLS, client("crash"), code=1)
    evidence = results(project)["test_is_answered"].evidence
    assert evidence is not None
    assert (evidence.end, len(evidence.exchanges)) == ("SIGSEGV", 1)
    assert evidence.exchanges[0].steps[1].data == "aGVsbG8K"


def test_a_client_that_cannot_run_here_is_not_judged(project: Project) -> None:
    entry = {**client("good"), "requires": {"program": "no-such-program", "install": "apt x"}}
    assert "Install it: apt x" in check(project, CALLS, entry, code=7)
