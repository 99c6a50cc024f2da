"""Who listens where, as the kernel tells it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.project import need_loopback
from wireproof.targets import ownership
from wireproof.targets.observe import Observed
from wireproof.wire.address import Address


def inode(opened: socket.socket) -> int:
    return os.fstat(opened.fileno()).st_ino


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def at(host: str, opened: socket.socket) -> Address:
    return Address("tcp", host=host, port=opened.getsockname()[1])


def test_finds_a_listener_where_it_is(listener: socket.socket) -> None:
    assert ownership.listening(at("127.0.0.1", listener)) == ("tcp", {inode(listener)})
    assert ownership.listening(at("127.0.0.2", listener)) == ("tcp", set())
    assert ownership.listening(at("::1", listener)) == ("tcp", set())


def test_a_connection_is_no_listener(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as client:
        assert ownership.listening(at("127.0.0.1", client)) == ("tcp", set())


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("0.0.0.0", {"127.0.0.1"}),
        ("::1", {"::1"}),
        (":: alone", {"::1"}),
        (":: dual", {"::1", "127.0.0.1"}),
        ("::ffff:127.0.0.1 dual", {"127.0.0.1"}),
    ],
)
def test_knows_which_clients_reach_a_wildcard(words: str, reached: set[str]) -> None:
    host, _, stack = words.partition(" ")
    need_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    dual = stack == "dual"
    with socket.create_server((host, 0), family=family, dualstack_ipv6=dual) as made:
        found = {
            client
            for client in ("127.0.0.1", "::1")
            if ownership.listening(at(client, made))[1] == {inode(made)}
        }
    assert found == reached


def test_sees_all_that_share_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as one:
        port = one.getsockname()[1]
        with socket.create_server(("127.0.0.1", port), reuse_port=True) as two:
            found = ownership.listening(at("127.0.0.1", one))[1]
            assert found == {inode(one), inode(two)}
    assert not ownership.sockets("tcp", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_finds_who_takes_datagrams(host: str) -> None:
    need_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as made:
        made.bind((host, 0))
        assert ownership.listening(at(host, made)) == ("udp", {inode(made)})
        made.connect((host, 9))  # it takes them from one peer only now
        assert ownership.listening(at(host, made)) == ("tcp", set())


def test_a_dual_wildcard_takes_datagrams_of_both() -> None:
    need_loopback("::")
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as made:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        made.bind(("::", 0))
        assert ownership.listening(at("127.0.0.1", made)) == ("udp", {inode(made)})


def test_finds_a_path_with_blanks() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="wp-") as folder,
        socket.socket(socket.AF_UNIX) as made,
    ):
        path = f"{folder}/a b"
        made.bind(path)
        assert ownership.unix_inodes(path) == set()  # bound, and not yet listening
        made.listen()
        assert ownership.listening(Address("unix", path=path)) == ("unix", {inode(made)})


def test_a_system_that_tells_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert ownership.provable()
    monkeypatch.setattr(ownership, "NET", tmp_path / "net")
    assert not ownership.provable()
    assert ownership.sockets("tcp", 80) == []


def test_tells_strangers_from_the_target(listener: socket.socket) -> None:
    code = "import os, sys; print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-IS", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[listener.fileno()],
        start_new_session=True,
    ) as heir:
        assert heir.stdout is not None
        heir.stdout.readline()
        found = {inode(listener)}
        assert ownership.strangers(found, Observed(heir.pid)) == set()
        with socket.create_server(("127.0.0.1", 0)) as other:
            assert ownership.strangers({inode(other)}, Observed(heir.pid)) == {inode(other)}
        heir.communicate()
    assert ownership.strangers(set(), Observed(0)) == set()
    assert ownership.inodes_of([heir.pid]) == set()  # who has ended holds nothing
