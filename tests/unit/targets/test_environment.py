"""What a program is given at its start."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from wireproof.errors import NotReady
from wireproof.model.manifest import Implementation
from wireproof.targets import environment
from wireproof.targets.placeholders import Values


def made(folder: Path, *, port: int = 0, **more: Any) -> tuple[Implementation, Values]:
    one = Implementation(name="one", contract="tiny", command=("x",), **more)
    return one, environment.values(one, folder, port)


def test_inherits_what_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"LANG": "C", "no_proxy": "x"}
    left_out = ("PYTEST_ADDOPTS", "WIREPROOF_PATH", "HYPOTHESIS_X", "PYTHONSAFEPATH", "http_proxy")
    for name in (*kept, *left_out):
        monkeypatch.setenv(name, kept.get(name, "left out"))
    given = environment.environment(*made(tmp_path), where="x")
    assert {name: given[name] for name in kept} == kept
    assert not set(left_out) & set(given)
    assert given["HOME"] == given["TMPDIR"] == given["WIREPROOF_TMP"] == str(tmp_path)
    assert given["PYTHONUNBUFFERED"] == "1"
    assert "WIREPROOF_PORT" not in given
    assert "WIREPROOF_PYTHON" not in given


def test_a_manifest_outranks_what_is_inherited(tmp_path: Path) -> None:
    one, values = made(tmp_path, env={"HOME": "/home/me", "P": "{host}:{port}", "LANG": "de"})
    given = environment.environment(one, values, where="x")
    assert (given["HOME"], given["P"], given["LANG"]) == ("/home/me", "127.0.0.1:0", "de")
    assert given["WIREPROOF_PORT"] == "0"  # who announces chooses for himself


def test_who_is_looked_for_is_told_a_port_in_any_case(tmp_path: Path) -> None:
    one, values = made(tmp_path, ready="listen")
    given = environment.environment(one, values, where="x")
    assert given["WIREPROOF_PORT"] == values.known["port"]
    with socket.create_server(("127.0.0.1", int(values.known["port"]))):
        pass


def test_who_is_looked_for_at_a_path_needs_no_port() -> None:
    one, values = made(Path("/run/x"), ready="listen", env={"AT": "{socket}"})
    given = environment.environment(one, values, where="x")
    assert given["WIREPROOF_SOCKET"] == "/run/x/socket.sock"
    assert "WIREPROOF_PORT" not in given


def test_a_restart_asks_for_its_port(tmp_path: Path) -> None:
    assert made(tmp_path, port=4711)[1].value("port") == "4711"


def test_knows_its_own_values(tmp_path: Path) -> None:
    values = made(tmp_path)[1]
    assert values.value("python") == sys.executable
    assert values.value("result") == str(tmp_path / "result")


def test_chooses_below_the_ports_of_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert 1024 <= environment.free_port() < max(lowest, 2048)
    monkeypatch.setattr(Path, "read_text", lambda _: "garbage")
    assert 12_768 <= environment.free_port() < 32_768


def test_says_when_no_port_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken(socket.socket):
        def bind(self, _address: object) -> None:
            raise OSError

    monkeypatch.setattr(socket, "socket", Taken)
    with pytest.raises(NotReady, match="no free port was found"):
        environment.free_port()
