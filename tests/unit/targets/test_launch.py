"""How a program is started, how it may fail to start, and that it is gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.engine.project import PROGRAMS, need_loopback, wait_until
from wireproof.errors import CannotRunHere, NotReady
from wireproof.model.manifest import Implementation, Requires
from wireproof.targets import environment, observe, ownership
from wireproof.targets import process as processes
from wireproof.targets.description import Description
from wireproof.targets.launch import Launched, launch
from wireproof.targets.ward import Ward
from wireproof.wire.address import Address

BAD_STARTS = str(PROGRAMS / "bad_starts.py")
SOON = 0.5  # seconds until a program that says nothing counts as not ready


@pytest.fixture
def ward(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    """A warden whose temp folder has a short name, as UNIX sockets want it."""
    folder = tempfile.mkdtemp(prefix="wp-")
    monkeypatch.setattr(tempfile, "tempdir", folder)
    with Ward() as made:
        yield made
    assert list(Path(folder).iterdir()) == []
    shutil.rmtree(folder)


def described(
    name: str, *arguments: str, ready_seconds: float = 5.0, folder: str = "/", **more: Any
) -> Description:
    """Describe one of the programs that start badly."""
    given = {"command": ("{python}", "-IS", BAD_STARTS, name, *arguments), **more}
    return Description(
        implementation=Implementation(
            name=name,
            contract="tiny",
            ready_seconds=ready_seconds,
            **given,
        ),
        folder=folder,
        words=f"bad.toml#{name}",
    )


def marked(ward: Ward) -> list[int]:
    """List the processes that still carry the mark of this ward's targets."""
    mark = f"{observe.MARK}={ward.folder.name}.".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += [int(path.parent.name)] if mark in path.read_bytes() else []
        except OSError:
            continue
    return found


# -- What does not come to listen ------------------------------------------------------------

NOT_READY = {
    "says_nothing": "was not ready within 0.5 s: it did not announce where it listens.",
    "prints_garbage": "it did not announce where it listens.",
    "prints_json_of_something_else": "it did not announce where it listens.",
    "closes_its_stdout": "it did not announce where it listens.",
    "floods_and_says_nothing": "it did not announce where it listens.",
    "nests_deeply": 'this is no JSON line: \'{"listening": [[[',
    "logs_the_announcement": "this is no JSON line: 'INFO:root:",
    "writes_one_long_line": 'xxxxxx{"listening": {"port": ',
    "forgets_the_newline": "its announcement has no newline at its end.",
    "announces_a_port_where_nothing_listens": "nothing listens on tcp://127.0.0.1:",
}


@pytest.mark.parametrize("name", NOT_READY)
def test_says_why_it_waited_in_vain(name: str, ward: Ward) -> None:
    began = time.monotonic()
    with pytest.raises(NotReady) as caught:
        launch(described(name, ready_seconds=SOON), ward)
    said = str(caught.value)
    assert said.startswith(f"bad.toml#{name}: was not ready within 0.5 s: ")
    assert NOT_READY[name] in said
    assert 'Print {"listening": {"host": "127.0.0.1", "port": 4711}} on a line of its own' in said
    assert "\n" not in said
    assert said.isprintable()
    assert len(said) < 1500
    assert time.monotonic() - began < SOON + 4
    assert marked(ward) == []


NONSENSE = {
    '{"listening": 4711}': "`listening` is no object",
    '{"listening": {}}': "it has no 'port'",
    '{"listening": {"port": 0}}': "0 is no port",
    '{"listening": {"port": 65536}}': "65536 is no port",
    '{"listening": {"port": true}}': "True is no port",
    '{"listening": {"port": "4711"}}': "'4711' is no port",
    '{"listening": {"port": 4711, "ports": 4712}}': "'int' object is not iterable",
    '{"listening": {"host": "192.0.2.1", "port": 4711}}': "'192.0.2.1' is not on loopback",
    '{"listening": {"host": "::ffff:192.0.2.1", "port": 4711}}': "is not on loopback",
    '{"listening": {"host": "example.org", "port": 4711}}': "'example.org' is no IP address",
    '{"listening": {"host": ["127.0.0.1"], "port": 4711}}': "is no IP address",
    '{"listening": {"path": "here.sock"}}': "'here.sock' is no absolute path",
    '{"ready": false}': "`listening` is no object",
}


@pytest.mark.parametrize("text", NONSENSE)
def test_says_which_announcement_makes_no_sense(text: str, ward: Ward) -> None:
    with pytest.raises(NotReady, match="announced nonsense: ") as caught:
        launch(described("announces", text), ward)
    assert NONSENSE[text] in str(caught.value)
    assert marked(ward) == []


@pytest.mark.parametrize(
    ("name", "reason", "printed"),
    [
        ("exits_at_once", "ended before it listened (exit code 78)", "cannot read my config"),
        ("is_killed_at_once", "ended before it listened (SIGKILL)", "It printed nothing."),
    ],
)
def test_says_how_it_ended(name: str, reason: str, printed: str, ward: Ward) -> None:
    with pytest.raises(NotReady) as caught:
        launch(described(name), ward)
    assert reason in str(caught.value)
    assert printed in str(caught.value)


def test_recognizes_a_daemon(ward: Ward) -> None:
    """It announces, and its listener is in the right family, but nobody could stop it."""
    with pytest.raises(NotReady, match=r"left [12] process\(es\) behind, as a daemon does"):
        launch(described("becomes_a_daemon"), ward)
    assert marked(ward) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_refuses_a_strangers_listener(host: str, ward: Ward) -> None:
    need_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as stranger:
        port = stranger.getsockname()[1]
        text = f'{{"listening": {{"host": "{host}", "port": {port}}}}}'
        with pytest.raises(NotReady, match="another process listens on tcp://"):
            launch(described("announces", text), ward)
    assert marked(ward) == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"command": ("./no-such-program",)}, "cannot be started: No such file or directory"),
        ({"command": ("/",)}, "'/' cannot be started: Permission denied"),
        ({"command": ("a\0b",)}, "cannot be started: embedded null byte"),
        ({"cwd": "nowhere"}, "its working directory /nowhere does not exist"),
        ({"command": ("{app}",)}, "{app} has no value here"),
        ({"env": {"KEY": "{port:two}{host:x}"}}, "{host:x} has no value here"),
    ],
)
def test_says_what_cannot_be_started(more: dict[str, Any], reason: str, ward: Ward) -> None:
    with pytest.raises(NotReady) as caught:
        launch(described("is_polite", **more), ward)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("bad.toml#is_polite: ")


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (Requires(program="no-such-program"), "needs 'no-such-program', which is not installed"),
        (Requires(module="no_such_module"), "Install it."),
        (Requires(module="no_such.module", install="pip install it"), "Install it: pip install it"),
        (Requires(command=("sh", "-c", "exit 1")), "needs what `sh -c exit 1` looks for, which is"),
        (Requires(command=("no-such-program", "-v")), "needs what `no-such-program -v` looks for"),
    ],
)
def test_says_what_is_missing(needs: Requires, said: str, ward: Ward) -> None:
    with pytest.raises(CannotRunHere) as caught:
        launch(described("is_polite", requires=needs), ward)
    assert said in str(caught.value)


def test_starts_where_what_it_needs_is_there(ward: Ward) -> None:
    needs = Requires(program="sh", module="json", command=("sh", "-c", "exit 0"))
    started = launch(described("is_polite", requires=needs), ward)
    assert started.alive
    started.kill()


def test_leaves_nothing_when_we_cannot_watch_it(ward: Ward) -> None:
    """Nobody may be started whom nobody would end."""
    ward._process.kill()
    ward._process.wait()
    with pytest.raises(Exception, match="the warden is gone"):
        launch(described("does_not_stop"), ward)
    assert marked(ward) == []


def test_leaves_nothing_when_we_are_interrupted(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_self: Launched) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(Launched, "_listens", interrupt)  # it may be ready before we ever pause
    with pytest.raises(KeyboardInterrupt):
        launch(described("does_not_stop"), ward)
    assert marked(ward) == []


# -- What listens, oddly ---------------------------------------------------------------------


@pytest.fixture
def start(ward: Ward) -> Iterator[Callable[..., Launched]]:
    """Start a program and see that it ends when it is asked to."""
    started: list[Launched] = []

    def starting(name: str, *arguments: str, **more: Any) -> Launched:
        started.append(launch(described(name, *arguments, **more), ward))
        return started[-1]

    yield starting
    for one in started:
        one.stop()
        assert not one.alive
        assert not one.folder.exists()
    assert marked(ward) == []


Start = Callable[..., Launched]


@pytest.mark.parametrize(
    "name",
    [
        *("is_polite", "listens_late", "floods_its_stdout", "floods_its_stderr"),
        *("prints_invalid_utf8_around", "closes_its_stdout_when_ready", "leaves_a_helper_behind"),
    ],
)
def test_is_ready_once_it_listens(name: str, start: Start) -> None:
    launched = start(name)
    assert ownership.provable()
    with socket.create_connection((launched.address.host, launched.address.port), 2):
        assert launched.alive
    launched.stop()
    assert not launched.hung
    assert launched.end() == "exit code 0"
    launched.stop()  # twice is fine


def test_looks_twice_before_it_suspects_a_stranger(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listener may be closed, or handed to a child, between our look at it and at its owner."""
    looks: list[set[int]] = []
    strangers = ownership.strangers

    def suspicious(found: set[int], target: observe.Observed) -> set[int]:
        looks.append(found)
        return found if len(looks) == 1 else strangers(found, target)

    monkeypatch.setattr(ownership, "strangers", suspicious)
    assert start("is_polite").address.port
    assert len(looks) == 3


def test_kills_what_does_not_stop(start: Start) -> None:
    launched = start("does_not_stop")
    launched.stop(seconds=0.1)
    assert launched.hung
    assert launched.end() == "SIGKILL"


def test_nobody_answers_what_a_speechless_start_asks(ward: Ward) -> None:
    """It would never listen if its input did not end, as at the prompt for a password."""
    asking = described("reads_its_input_first", stop="SIGTERM", ready_seconds=5.0)
    launched = launch(msgspec.structs.replace(asking, speechless=True), ward)
    launched.stop()
    assert launched.end() == "SIGTERM"


def test_stops_by_signal(start: Start) -> None:
    launched = start("is_polite", stop="SIGTERM")
    launched.stop()
    assert not launched.hung
    assert launched.end() == "SIGTERM"
    launched.send_signal(signal.SIGTERM)  # to nobody, and that is fine


def test_waits_in_vain_for_nobody(start: Start) -> None:
    """A helper without our mark, in its own session, holds our pipes: we do not wait for it."""
    launched = start("hides_a_helper")
    began = time.monotonic()
    launched.stop()
    assert time.monotonic() - began < 4


def test_worker_may_listen_nowhere(start: Start) -> None:
    launched = start("listens_nowhere")
    assert (launched.address.port, launched.address.path) == (0, "")


def test_finds_out_that_it_takes_datagrams(start: Start) -> None:
    assert start("announces_datagrams").address.scheme == "udp"


def test_announces_a_path(start: Start) -> None:
    with tempfile.TemporaryDirectory(prefix="wp-", dir="/tmp") as folder:
        path = f"{folder}/a b.sock"
        assert start("announces_a_path", path).address == Address("unix", path=path)


@pytest.mark.parametrize("words", ["127.0.0.1", "0.0.0.0", ":: dual"])
def test_listens_where_it_is_told(words: str, start: Start) -> None:
    """A wildcard is accepted: what counts is who is reached over loopback."""
    need_loopback(words.partition(" ")[0])
    launched = start("listens_on_a_given_port", *words.split(), ready="listen")
    assert launched.address == Address(
        "tcp", host="127.0.0.1", port=int(launched.values.known["port"])
    )
    with socket.create_connection(("127.0.0.1", launched.address.port), 2):
        pass


def test_listens_at_the_path_it_is_told(start: Start) -> None:
    launched = start("listens_at_a_given_path", ready="listen", env={"X": "{socket}"})
    assert launched.address.path.endswith("/socket.sock")


@pytest.mark.parametrize("host", ["127.0.0.2", "::", "::1"])
def test_does_not_listen_where_it_is_told(host: str, ward: Ward) -> None:
    """The wildcard of IPv6 alone is not 127.0.0.1 either."""
    need_loopback(host)
    one = described("listens_on_a_given_port", host, ready="listen", ready_seconds=SOON)
    with pytest.raises(NotReady, match=r"nothing listens on tcp://.* must listen on {host}"):
        launch(one, ward)


def test_suffers_strangers_on_ports_that_we_chose(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our choice of a port and the program's bind somebody else may take it."""
    free = environment.free_port()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        ports = [stranger.getsockname()[1], stranger.getsockname()[1], free]
        monkeypatch.setattr(environment, "free_port", lambda: ports.pop(0))
        launched = start("listens_on_a_given_port", ready="listen", command=POLITE_ON_A_PORT)
    assert launched.address.port == free


POLITE_ON_A_PORT = ("{python}", "-IS", BAD_STARTS, "listens_on_a_given_port")


def test_gives_up_among_strangers(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        monkeypatch.setattr(environment, "free_port", lambda: port)
        with pytest.raises(NotReady):
            launch(described("listens_on_a_given_port", ready="listen"), ward)
        with pytest.raises(NotReady, match=r"ended before it|another process listens"):
            launch(described("listens_on_a_given_port", ready="listen"), ward, port=port)


def test_gives_an_authkey(start: Start) -> None:
    launched = start("is_polite", env={"KEY": "{authkey_file}"})
    path = Path(launched.values.known["authkey_file"])
    assert path.read_bytes() == launched.authkey
    assert (len(launched.authkey), path.stat().st_mode & 0o777) == (32, 0o600)
    environ = Path(f"/proc/{launched.pid}/environ").read_bytes()
    assert f"WIREPROOF_AUTHKEY_HEX={launched.authkey.hex()}".encode() in environ
    assert launched.authkey.hex().encode() not in Path(f"/proc/{launched.pid}/cmdline").read_bytes()


def test_trusts_what_cannot_be_proved(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a system without /proc nobody can tell whose a listener is."""
    monkeypatch.setattr(ownership, "NET", Path("/nowhere"))
    assert start("is_polite").address.port


def test_spells_how_it_ended(start: Start) -> None:
    launched = start("does_not_stop")
    assert launched.end() == ""
    os.kill(launched.pid, 40)  # a real-time signal has no name
    wait_until(lambda: not launched.alive, 2)
    assert launched.end() == "signal 40"


def test_stays_in_its_working_directory(start: Start) -> None:
    launched = start("is_polite", folder="/usr", cwd="lib")
    assert Path(f"/proc/{launched.pid}/cwd").resolve() == Path("/usr/lib").resolve()


def test_pipes_are_there() -> None:
    with pytest.raises(AssertionError):
        processes._pipe(None)
