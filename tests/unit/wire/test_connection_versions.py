"""Every CPython on this machine against every other, and against our frames, both ways.

It is what CONN-006 of the contract `connection` rests on: 3.8 to 3.13 talk to each other, 3.12 and
later since they accept what earlier ones answer.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from wireproof.errors import Violation
from wireproof.wire import frames

KEY = b"peeka\0boo\n"
SECONDS = 30
FIRST_NAMED = (3, 12)  # the first version whose challenges name their digest

LISTENER = """
import sys
from multiprocessing.connection import Listener
with Listener(("127.0.0.1", 0), backlog=16, authkey=bytes.fromhex(sys.argv[1])) as listener:
    print(listener.address[1], flush=True)
    while True:
        try:
            with listener.accept() as connection:
                connection.send(connection.recv())
        except Exception as trouble:
            print(type(trouble).__name__, file=sys.stderr)
"""
CLIENT = """
import sys
from multiprocessing.connection import Client
for port in sys.argv[2:]:
    try:
        with Client(("127.0.0.1", int(port)), authkey=bytes.fromhex(sys.argv[1])) as connection:
            connection.send(["hello", port])
            print("echo" if connection.recv() == ["hello", port] else "something else")
    except Exception as trouble:
        print(type(trouble).__name__)
"""


class Link:
    """A link over a socket: what a recorded connection is in the harness."""

    def __init__(self, opened: socket.socket) -> None:
        opened.settimeout(SECONDS)
        self.opened = opened

    def send(self, data: bytes, /) -> None:
        self.opened.sendall(data)

    def receive_exactly(self, size: int, /) -> bytes:
        received = self.opened.recv(size, socket.MSG_WAITALL)
        if len(received) < size:
            raise EOFError
        return received


@cache
def pythons() -> dict[str, tuple[int, int]]:
    """Find programs and versions; a pyenv shim of a version that is not chosen is none."""
    found = {sys.executable: sys.version_info[:2]}
    for minor in range(8, 15):
        path = shutil.which(f"python3.{minor}")
        done = path and subprocess.run([path, "-c", ""], capture_output=True, check=False)
        if path and done and not done.returncode and (3, minor) not in found.values():
            found[path] = (3, minor)
    return found


def name(program: str) -> str:
    return "{}.{}".format(*pythons()[program])


EVERY_PYTHON = pytest.mark.parametrize("program", pythons(), ids=name)


@contextmanager
def listening(program: str) -> Iterator[int]:
    with subprocess.Popen(
        [program, "-c", LISTENER, KEY.hex()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else "")
        finally:
            process.kill()


def client(program: str, key: bytes, *ports: int) -> subprocess.Popen[str]:
    words = [program, "-c", CLIENT, key.hex(), *map(str, ports)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


@EVERY_PYTHON
def test_every_client_talks_to_every_listener(program: str) -> None:
    with ExitStack() as stack:
        ports = [stack.enter_context(listening(one)) for one in pythons()]
        said, _ = client(program, KEY, *ports).communicate(timeout=SECONDS)
        refused, _ = client(program, KEY + b"!", *ports).communicate(timeout=SECONDS)
    assert said.split() == ["echo"] * len(ports)
    assert refused.split() == ["AuthenticationError"] * len(ports)


@EVERY_PYTHON
@pytest.mark.parametrize("digest", ["md5", "sha256", "sha384", "sha3_256"])
def test_every_client_is_let_in_by_our_server(program: str, digest: str) -> None:
    """The older ones answer every challenge with bare MD5, which we accept as they do."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(SECONDS)
        talker = client(program, KEY, door.getsockname()[1])
        opened, _ = door.accept()
        with opened:
            link = Link(opened)
            frames.converse(frames.server_handshake(KEY, digest=digest), link)
            link.send(frames.frame(frames.converse(frames.read_frame(), link)))
            said, _ = talker.communicate(timeout=SECONDS)
    assert said.split() == ["echo"]


@EVERY_PYTHON
@pytest.mark.parametrize("digest", ["", "md5", "sha256"], ids=["as asked", "md5", "sha256"])
def test_every_listener_answers_our_client(program: str, digest: str) -> None:
    with listening(program) as port, socket.create_connection(("127.0.0.1", port)) as opened:
        link = Link(opened)
        named = pythons()[program] >= FIRST_NAMED
        if digest == "sha256" and not named:
            with pytest.raises(Violation, match="the right key was not welcome"):
                frames.converse(frames.client_handshake(KEY, digest=digest), link)
            return
        asked = frames.converse(frames.client_handshake(KEY, digest=digest), link)
        assert asked == ("sha256" if named else "md5")
        payload = b"\x80\x04N."
        link.send(frames.frame(payload))
        assert frames.converse(frames.read_frame(), link) == payload
