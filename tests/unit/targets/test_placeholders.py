"""Placeholders: known names only, values made when they are first asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from wireproof.errors import InvalidManifest, NotReady
from wireproof.targets.placeholders import NAMES, Values, require_known, socket_path


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def values(made: list[str]) -> Values:
    def port(label: str) -> str:
        made.append(label)
        return f"{4711 + len(made)}"

    return Values({"python": "/usr/bin/python3", "host": "127.0.0.1"}, {"port": port})


def test_fills_each_placeholder_with_one_value(values: Values, made: list[str]) -> None:
    text = values.fill("{python} -H {host}:{port} {port} {port:udp_echo}", where="x")
    assert text == "/usr/bin/python3 -H 127.0.0.1:4712 4712 4713"
    assert made == ["", "udp_echo"]


@pytest.mark.parametrize("text", ["{}", "{0}", "{ port }", '{"a": 1}', "{Port}", "{port", "${x y}"])
def test_leaves_other_braces_alone(values: Values, made: list[str], text: str) -> None:
    require_known([text], where="x")
    assert values.fill(text, where="x") == text
    assert made == []


def test_exports_what_was_used(values: Values) -> None:
    values.fill("{port:two}", where="x")
    assert values.exported() == {"WIREPROOF_HOST": "127.0.0.1", "WIREPROOF_PORT_TWO": "4712"}


def test_refuses_what_has_no_value(values: Values) -> None:
    with pytest.raises(NotReady) as caught:
        values.fill("{certfile}", where="my.toml#one")
    assert str(caught.value) == (
        "my.toml#one: {certfile} has no value here. These have: {host}, {port}, {python}."
    )


def test_refuses_what_is_none() -> None:
    with pytest.raises(InvalidManifest) as caught:
        require_known(["{port}", "-x {prot:a}"], where="my.toml#one")
    assert str(caught.value).startswith("my.toml#one: there is no placeholder {prot:a}. Known: ")


def test_knows_every_name() -> None:
    require_known([f"{{{name}}}" for name in NAMES], where="x")


def test_names_sockets_by_their_label() -> None:
    assert socket_path(Path("/run"), "") == "/run/socket.sock"
    assert socket_path(Path("/run"), "control") == "/run/control.sock"


def test_says_when_a_path_is_too_long_for_a_socket() -> None:
    with pytest.raises(NotReady, match="is too long for the path of a socket") as caught:
        socket_path(Path("/") / ("x" * 100), "")
    assert caught.value.mend == "Set TMPDIR to a folder with a shorter name."
