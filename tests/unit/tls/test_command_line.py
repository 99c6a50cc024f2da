"""`openssl s_client`: what is typed is sent, and what is printed is waited for."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wireproof.certificates import contexts, servers
from wireproof.errors import Untested, Violation
from wireproof.peers.tls import command_line, listen
from wireproof.peers.tls.command_line import UPDATE_KEY, CommandLine
from wireproof.wire.address import Address
from wireproof.wire.listener import Listener
from wireproof.wire.patience import Patience

PATIENCE = Patience(connect=5, reply=5, quiet=0.05, refuse=5)
HERE = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")


@contextmanager
def serving(size: int) -> Iterator[Address]:
    """Serve one client that has so much to say."""
    with Listener(PATIENCE) as listener:

        def host() -> None:
            accepted = listener.accept(5)
            assert accepted is not None
            listen(accepted, contexts.showing(servers().member), size)

        thread = threading.Thread(target=host)
        thread.start()
        try:
            yield listener.address
        finally:
            thread.join()


@HERE
def test_types_and_hears() -> None:
    with serving(len("hello\n")) as address, CommandLine(address, "-tls1_3") as client:
        client.connected(within=5)
        client.types(UPDATE_KEY)
        assert client.prints(b"KEYUPDATE", within=5)
        client.types(b"hello")
        assert client.prints(b"hello\n", within=5)
        assert not client.prints(b"nothing else", within=5)  # for it ends


@HERE
def test_who_is_not_there_is_a_violation() -> None:
    with Listener(PATIENCE) as listener:
        address = listener.address
    client = CommandLine(address)
    with client, pytest.raises(Violation, match="has no handshake"):
        client.connected(within=5)


def test_without_it_nothing_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "PROGRAM", "a-program-that-nobody-has")
    with pytest.raises(Untested, match="not installed"):
        CommandLine(Address("tcp", host="127.0.0.1", port=1))
