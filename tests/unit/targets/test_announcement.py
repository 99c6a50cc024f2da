"""The one line that matters, among whatever else a program prints."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.targets.announcement import Announcement
from wireproof.wire.address import Address


def heard(*lines: str | bytes) -> Announcement:
    made = Announcement()
    for line in lines:
        made.read(line if isinstance(line, bytes) else line.encode())
    return made


@pytest.mark.parametrize(
    ("listening", "address"),
    [
        ({"port": 4711}, Address("tcp", host="127.0.0.1", port=4711)),
        ({"host": "127.0.0.2", "port": 1}, Address("tcp", host="127.0.0.2", port=1)),
        ({"host": "0.0.0.0", "port": 1}, Address("tcp", host="127.0.0.1", port=1)),
        ({"host": "", "port": 1}, Address("tcp", host="127.0.0.1", port=1)),
        ({"host": "localhost", "port": 1}, Address("tcp", host="127.0.0.1", port=1)),
        ({"host": "::", "port": 1}, Address("tcp", host="::1", port=1)),
        ({"host": "::1", "port": 1}, Address("tcp", host="::1", port=1)),
        ({"host": "::ffff:127.0.0.1", "port": 1}, Address("tcp", host="127.0.0.1", port=1)),
        ({"path": "/run/x"}, Address("unix", path="/run/x")),
    ],
)
def test_tells_where_to_connect(listening: object, address: Address) -> None:
    made = heard(json.dumps({"listening": listening}))
    assert made.told.is_set()
    assert made.main("x") == address


def test_tells_several_ports() -> None:
    made = heard('{"listening": {"port": 1, "ports": {"udp_echo": 2}}}')
    assert {name: one.port for name, one in made.addresses.items()} == {"": 1, "udp_echo": 2}


def test_only_the_first_counts() -> None:
    made = Announcement()
    assert made.read(b"hello")
    assert not made.read(b'{"ready": true}')
    assert made.main("x") is None


@pytest.mark.parametrize("line", ["", "hello", "{}", '{"a": 1}', '["ready"]', '"ready"', "ready"])
def test_other_lines_are_output(line: str) -> None:
    made = heard(line)
    assert not made.told.is_set()
    assert made.almost == ""


@pytest.mark.parametrize(
    ("host", "path"), [("tcp://127.0.0.1:9/a", ""), ("tcp://[::1]:9/a", ""), ("unix:///x", "/x")]
)
def test_an_address_is_spelled_as_it_is_read(host: str, path: str) -> None:
    v6 = "::1" if "[" in host else "127.0.0.1"
    address = Address("tcp", host=v6, port=9, resource="/a")
    assert str(Address("unix", path=path) if path else address) == host


@given(line=st.binary(max_size=200) | st.just(b'{"ready":') | st.just(b'{"listening":"'))
def test_no_line_breaks_it(line: bytes) -> None:
    made = heard(line, b'{"listening": ' + line + b"}", b'{"listening": {"port": 5}}')
    assert made.told.is_set()


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["host", "port", "ports", "path", "x"]), inner)
        ),
        max_leaves=6,
    )
)
def test_no_value_breaks_it(value: object) -> None:
    """Whatever is announced is an address or nonsense, never an exception of ours."""
    made = heard(json.dumps({"listening": value}))
    assert made.told.is_set()
    assert bool(made.nonsense) is not bool(made.addresses)
