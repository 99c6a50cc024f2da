"""Whatever cannot begin says so in one paragraph: what, where, and what to do about it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine import tiny
from tests.engine.project import PROGRAMS, Project
from wireproof.cli.app import build
from wireproof.model.verdict import Conclusion, Verdict

BAD_STARTS = str(PROGRAMS / "bad_starts.py")
CASES = """
@requirement("T-MUST")
def test_connects(target):
    with target.connect(): pass
@requirement("T-MUST-2")
def test_connects_again(target):
    with target.connect(): pass
"""

# -- Words, files and options that mean nothing ----------------------------------------------

Refused = Callable[..., str]


@pytest.fixture
def refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Run a command that is a mistake, see that nothing comes of it, and give what it says."""
    monkeypatch.chdir(project.folder)
    monkeypatch.delenv("WIREPROOF_PATH", raising=False)
    tiny.install(project, CASES)

    def refusing(*words: str, code: int = 2) -> str:
        before = sorted(project.folder.rglob("*"))
        with pytest.raises(SystemExit) as caught:
            build()(list(words))
        said = capsys.readouterr()
        assert (caught.value.code, said.out) == (code, "")
        assert said.err.startswith("wireproof: ")
        assert said.err.count("\n") == 1, said.err
        assert sorted(project.folder.rglob("*")) == before
        return said.err.removeprefix("wireproof: ").rstrip()

    return refusing


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("no-such-thing", "nothing known is called 'no-such-thing'. Name an address, a cmd:"),
        ("tcp-echo/threadde", "Did you mean 'tcp-echo/threaded'?"),
        ("tcp-echo", "nothing known is called 'tcp-echo'. Did you mean 'tcp-echo/*'?"),
        ("tcp-echo/none-*", "nothing known is called 'tcp-echo/none-*'."),
        ("gopher://127.0.0.1:70 -c tiny", "'gopher://127.0.0.1:70' has an unknown scheme. Known"),
        ("tcp://127.0.0.1 -c tiny", "has no host or no valid port. Write tcp://127.0.0.1:9000."),
        ("tcp://127.0.0.1:99999 -c tiny", "has no host or no valid port."),
        ("tcp://:9000 -c tiny", "has no host or no valid port."),
        ("tcp:127.0.0.1:9000 -c tiny", "has no host or no valid port."),
        ("tcp://[::1 -c tiny", "'tcp://[::1' is no address: Invalid IPv6 URL."),
        ("unix:// -c tiny", "'unix://' has no path. Write unix:///path/to/socket."),
        (
            "tcp://127.0.0.1:9000",
            "does not say which contract it is to keep. Add --contract; known",
        ),
        ("cmd:./server", "'cmd:./server' does not say which contract it is to keep."),
        ("cmd: -c tiny", "'cmd:' names no command. Write cmd:./server --port {port}"),
        ("cmd:it's -c tiny", '"cmd:it\'s": No closing quotation. Close the quotation.'),
        ("cmd:{prot} -c tiny", "cmd:{prot}: there is no placeholder {prot}. Known: {app}, "),
        ("py:os -c tiny", "'py:os' names no object"),
        ("tcp-echo/threaded -c tiny", "no implementation of 'tiny' among tcp-echo/threaded."),
        ("-c tinny", "there is no contract 'tinny'. Did you mean 'tiny'?"),
        ("-c zzz", "there is no contract 'zzz'. Known: "),
        (
            "cmd:x -c tiny --role waiter",
            "tiny has no role 'waiter'. Its roles: server, client, tool.",
        ),
        ("cmd:x -c tiny --profile soft", "there is no profile 'soft'. Known: hardened, classic."),
        ("cmd:x -c tiny --limit size", "--limit 'size' has no '='. Write --limit NAME=VALUE."),
        ("cmd:x -c tiny --env =5", "--env '=5' has no '='."),
        ("cmd:x -c tiny --feature !", "--feature '!' is no feature. Write --feature NAME or"),
        ("cmd:x -c tiny --fuzz soon", "'soon' is no duration. Write 60s, 2m or 1h."),
        ("cmd:x -c tiny --level bogus", "there is no level 'bogus'. Known: must, should, may."),
        ("cmd:x -c tiny --report bogus=x", "there is no report format 'bogus'. Known: "),
        ("cmd:x -c tiny --report html", "--report 'html' has no '='."),
        ("cmd:x -c tiny --last-failed", "there is no run yet. Run `wireproof check` first."),
        ("cmd:x -c tiny --output tiny.txt/out", "tiny.txt/out: a run cannot be written here (Not"),
        ("none.toml", "none.toml: cannot be read (No such file or directory). Check the path."),
        ("none.toml#one", "none.toml: cannot be read (No such file or directory)."),
        (".toml", ".toml: cannot be read (No such file or directory)."),
    ],
)
def test_says_which_words_mean_nothing(
    refused: Refused, project: Project, words: str, said: str
) -> None:
    project.write("tiny.txt", "not a folder")
    assert said in refused("check", *words.split(" "))


def test_refuses_a_process_that_is_gone(refused: Refused) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    said = refused("check", "tcp://127.0.0.1:9", "-c", "tiny", "--pid", str(gone.pid))
    assert said == (
        f"--pid {gone.pid}: there is no such process. Name the process that listens at the address."
    )


ENTRY = 'schema = 1\n[[implementation]]\nname = "one"\ncontract = "tiny"\ncommand = ["x"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY + 'colour = "red"', "unknown key `colour` at `implementation[0]`, in 'one'. Known"),
        (ENTRY + "featurs = []", "unknown key `featurs` at `implementation[0]`, in 'one'. Did you"),
        (ENTRY + "features = 3", "expected `array`, got `int` at `implementation[0].features`, in"),
        (
            ENTRY + 'ready = "soon"',
            "no valid value: 'soon' at `implementation[0].ready`, in 'one'.",
        ),
        (ENTRY + 'ready = "soon"', "Write one of 'announce', 'listen'."),
        (ENTRY + "[implementation.requires]\nprog = 1", "Did you mean `program`?"),
        (ENTRY.replace("1", "2", 1), "no valid value: 2 at `schema`. Write one of 1."),
        (ENTRY.replace('contract = "tiny"\n', ""), "there is no key `contract` at `implementation"),
        (ENTRY.replace('"tiny"', '"tinny"'), "bad.toml#one: there is no contract 'tinny'. Did you"),
        (ENTRY.replace('"one"', '"one/two"'), "'one/two' is no name. Use letters, digits and"),
        (ENTRY.replace('["x"]', "[]"), "'one' needs either a command or an address. Write one"),
        (ENTRY.replace("x", "{sockets}"), "bad.toml#one: there is no placeholder {sockets}. Known"),
        (ENTRY + 'env = {A = "{b}"}', "bad.toml#one: there is no placeholder {b}. Known: {app}"),
        (ENTRY + 'role = "waiter"', "bad.toml#one: tiny has no role 'waiter'. Its roles: server"),
        (ENTRY + ENTRY[11:], "'tiny/one' stands twice. Give each entry its own name."),
        (ENTRY + "[[", "is not TOML: "),
        (b"\xff\xfe", "is not UTF-8. TOML files are UTF-8."),
        (ENTRY + "[[implementation.waiver]]\n", "there is no key `requirement` at `implementation"),
        (
            ENTRY + '[[implementation.waiver]]\nrequirement = "T-9"\nfingerprint = "f"\n'
            'reason = "r"\nlink = "l"\nexpires = 2999-01-01\n',
            "bad.toml#one: it waives 'T-9', which tiny does not require. See",
        ),
        (
            ENTRY + '[[implementation.waiver]]\nrequirement = "T-1"\nfingerprint = " "\n'
            'reason = "r"\nlink = "l"\nexpires = 2999-01-01\n',
            "'one' waives whatever T-1 says. Write a part of the failure's message",
        ),
        (
            ENTRY + '[[implementation.waiver]]\nexpires = "soon"\nrequirement = "T-1"\n'
            'fingerprint = "f"\nreason = "r"\nlink = "l"\n',
            "Write a date, as 2030-12-31.",
        ),
    ],
)
def test_says_where_a_manifest_is_wrong(
    refused: Refused, project: Project, text: str | bytes, said: str
) -> None:
    project.write("bad.toml", text)
    told = refused("check", "bad.toml")
    assert said in told
    assert told.startswith(str(project.folder / "bad.toml"))


def test_says_which_entries_a_manifest_has(refused: Refused, project: Project) -> None:
    project.write("good.toml", ENTRY)
    assert refused("check", "good.toml#two") == (
        "good.toml has no implementation 'two'. It has: one."
    )


def test_says_where_a_contract_is_wrong(refused: Refused, project: Project) -> None:
    path = project.folder / "scenarios/tiny/contract.toml"
    path.write_text(path.read_text().replace("tiny", "tidy", 1))
    assert refused("check", "cmd:x", "-c", "tiny").startswith(
        f"{path}: the contract is called 'tidy' but its folder 'tiny'. Call the folder 'tidy'."
    )


def test_another_contract_that_is_broken_is_no_hindrance(project: Project) -> None:
    tiny.install(project, CASES)
    project.write("scenarios/other/contract.toml", "name = 'other'\n")
    project.check(tiny.manifest(project), "--only", "T-MUST*", code=0)


def test_nothing_selected_is_a_mistake(project: Project) -> None:
    """It takes a look at the cases to know, so this is no quick refusal."""
    tiny.install(project, CASES)
    done = project.check(tiny.manifest(project), "--only", "NONE-*", "--level", "must", code=2)
    assert done.err == (
        "wireproof: selection NONE-*, level MUST and above: no case is left to run. "
        "See `wireproof list requirements`.\n"
    )
    assert not (project.folder / "out").exists()


# -- Programs that start badly ---------------------------------------------------------------


def bad(name: str, *arguments: str, **more: Any) -> dict[str, Any]:
    command = ["{python}", "-IS", BAD_STARTS, name, *arguments]
    return {"name": name, "command": command, "ready_seconds": 2.0, **more}


NOT_READY = {
    "does-not-exist": "'./no-such-program' cannot be started: No such file or directory. Check",
    "is-not-executable": "cannot be started: Permission denied. Check the command's first word",
    "has-no-cwd": "nowhere does not exist. Mend `cwd`.",
    "says_nothing": "was not ready within 2 s: it did not announce where it listens.",
    "exits_at_once": "ended before it listened (exit code 78). Print ",
    "prints_garbage": "it did not announce where it listens.",
    "logs_the_announcement": "this is no JSON line: 'INFO:root:",
    "announces-nonsense": "announced nonsense: '{\"listening\": []}': `listening` is no object.",
    "announces-a-stranger": "another process listens on tcp://127.0.0.1:",
    "announces-far-away": "the host '192.0.2.1' is not on loopback.",
    "announces_a_port_where_nothing_listens": "nothing listens on tcp://127.0.0.1:",
    "floods_and_says_nothing": "it did not announce where it listens.",
    "becomes_a_daemon": "left 1 process(es) behind, as a daemon does; it must stay in the",
    "closes_its_stdout": "It printed nothing.",
    "forgets_the_newline": "its announcement has no newline at its end.",
    "writes_one_long_line": "this is no JSON line: 'xxxxxxxxx",
    "listens-elsewhere": "nothing listens on tcp://127.0.0.1:",
}


def entries(stranger: int) -> list[dict[str, Any]]:
    listening = f'{{"listening": {{"port": {stranger}}}}}'
    far = '{"listening": {"host": "192.0.2.1", "port": 4711}}'
    named = {
        "does-not-exist": bad("", command=["./no-such-program"]),
        "is-not-executable": bad("", command=["./tiny.toml"]),
        "has-no-cwd": bad("is_polite", cwd="nowhere"),
        "announces-nonsense": bad("announces", '{"listening": []}'),
        "announces-a-stranger": bad("announces", listening),
        "announces-far-away": bad("announces", far),
        "listens-elsewhere": bad("is_polite", ready="listen"),
    }
    return [{**named.get(name, bad(name)), "name": name} for name in NOT_READY]


def test_nothing_is_judged_that_does_not_start(project: Project) -> None:
    tiny.install(project, CASES)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        name = tiny.manifest(project, *entries(stranger.getsockname()[1]))
        done = project.check(name, "-n", "3", code=3)
    assert done.seconds < 60
    run = project.run()
    said = {one.implementation: one for one in run.troubles}
    assert {one.kind for one in run.troubles} == {"not-ready"}
    assert sorted(one.implementation for one in run.troubles) == sorted(NOT_READY)
    for key, part in NOT_READY.items():
        assert part in said[key].message
        assert said[key].message.startswith(f"{project.folder}/tiny.toml#{key}: ")
        assert "\n" not in said[key].message
    assert {one.verdict for one in run.results} == {Verdict.UNTESTED}
    assert {one.conclusion for one in run.conclusions} == {Conclusion.NOT_JUDGED}
    assert all(one.reason == said[one.implementation].message for one in run.conclusions)


READY = (
    *("is_polite", "listens_late", "floods_its_stdout", "floods_its_stderr"),
    *("prints_invalid_utf8_around", "closes_its_stdout_when_ready", "leaves_a_helper_behind"),
)


def test_what_starts_oddly_is_judged_and_cleared_away(project: Project) -> None:
    """Nothing is left of any of them, a helper in a session of its own included."""
    tiny.install(project, CASES)
    everywhere = ["{python}", "-IS", BAD_STARTS, "listens_on_a_given_port", "0.0.0.0"]
    name = tiny.manifest(
        project,
        *(bad(name) for name in READY),
        {"name": "listens-everywhere", "command": everywhere, "ready": "listen"},
    )
    project.check(name, "--only", "T-MUST*", "-n", "2", code=0)
    run = project.run()
    assert run.troubles == ()
    assert [str(one.verdict) for one in run.results] == ["pass"] * 2 * (len(READY) + 1)


def test_says_once_what_does_not_stop(project: Project) -> None:
    """It costs its patience once; what was found before counts."""
    tiny.install(project, CASES.replace('("T-MUST-2")', '("T-MUST-2", fresh=True)'))
    name = tiny.manifest(project, bad("does_not_stop"))
    project.check(name, "--only", "T-MUST*", code=0)
    (trouble,) = project.run().troubles
    assert trouble.kind == "would-not-stop"
    assert "did not end within 5 s of the end of its input and was killed." in trouble.message


def test_what_is_missing_here_is_nobodys_fault(project: Project) -> None:
    tiny.install(project, CASES)
    needs = {"program": "no-such-program", "install": "apt-get install it"}
    name = tiny.manifest(project, bad("is_polite", requires=needs), bad("listens_late"))
    project.check(name, code=7)
    (trouble,) = project.run().troubles
    assert trouble.kind == "cannot-run-here"
    assert trouble.message.endswith(
        "needs 'no-such-program', which is not installed here. Install it: apt-get install it"
    )


def test_a_command_is_told_where_to_listen(project: Project) -> None:
    tiny.install(project, CASES)
    command = f"cmd:{sys.executable} -IS {BAD_STARTS} listens_on_a_given_port 127.0.0.1 {{port}}"
    project.check(command, "-c", "tiny", "--only", "T-MUST*", code=0)


def test_two_commands_of_one_name_are_two_targets(project: Project) -> None:
    tiny.install(project, CASES)
    commands = [f"cmd:{sys.executable} -IS {BAD_STARTS} {name}" for name in READY[:2]]
    project.check(*commands, commands[0], "-c", "tiny", "--only", "T-MUST*", code=0)
    first = Path(sys.executable).name
    assert [one.implementation for one in project.run().conclusions] == [first, f"{first}-2"]


def test_a_run_that_cannot_be_written_ends_in_order(project: Project) -> None:
    if os.geteuid() == 0 and not Path("/proc/self").exists():
        pytest.skip("root may write anywhere else")
    tiny.install(project, CASES)
    done = project.wireproof("check", tiny.manifest(project), "--output", "/proc/here", code=2)
    assert done.err.startswith("wireproof: /proc/here: a run cannot be written here (")
