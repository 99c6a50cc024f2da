"""The oracle of cidr agrees with the standard library wherever the library is strict."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scenarios.cidr import model, sets
from wireproof.suite.strategies import cidr

ADDRESSES: dict[int, type[ipaddress.IPv4Address | ipaddress.IPv6Address]] = {
    4: ipaddress.IPv4Address,
    6: ipaddress.IPv6Address,
}
versions = st.sampled_from([4, 6])


def library(text: str) -> int | None:
    try:
        return int(ipaddress.ip_address(text))
    except ValueError:
        return None


@given(text=cidr.nearly(cidr.v4_texts()) | cidr.nearly(cidr.v6_texts()))
def test_takes_what_the_library_takes(text: str) -> None:
    assume("%" not in text)
    found = model.read_address(text)
    assert (None if found is None else found.value) == library(text)


@given(text=cidr.v4_texts() | cidr.v6_texts())
def test_takes_whatever_is_spelled_rightly(text: str) -> None:
    assert model.read_address(text) is not None


@given(value=cidr.numbers(6))
def test_writes_what_the_library_writes(value: int) -> None:
    assume(not model.is_mapped(6, value))  # of which libraries differ
    one = ipaddress.IPv6Address(value)
    assert (model.write(6, value), model.explode(6, value)) == (str(one), one.exploded)
    assert model.pack(6, value) == one.packed.hex()


@given(version=versions, data=st.data())
def test_covers_what_the_library_covers(version: int, data: st.DataObject) -> None:
    ends = sorted([data.draw(cidr.numbers(version)), data.draw(cidr.numbers(version))])
    first, last = (ADDRESSES[version](end) for end in ends)
    due = [str(net) for net in ipaddress.summarize_address_range(first, last)]
    found = [one for one in sets.cover(version, *ends) if not model.is_mapped(version, one.first)]
    assert [one.text for one in found] == [net for net in due if "::ffff:" not in net[:7]]


@given(data=st.data())
def test_merges_what_the_library_merges(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(cidr.networks(4), max_size=8))
    nets = [model.Network(4, *one) for one in chosen]
    due = ipaddress.collapse_addresses(ipaddress.IPv4Network(one.text) for one in nets)
    assert [one.text for one in sets.collapse(nets)] == [str(net) for net in due]


@pytest.mark.parametrize(
    "text", ["fe80::1%", "fe80::1%a%b", "fe80::1%a/b", "1.2.3.4%a", "%a"], ids=ascii
)
def test_refuses_broken_zones(text: str) -> None:
    assert model.read_address(text) is None


def test_keeps_zones() -> None:
    assert model.read_address("fe80::1%25eth0") == (6, (0xFE80 << 112) + 1, "25eth0")
    network = model.read_network("fe80::%1/64")
    assert network == (6, 0xFE80 << 112, 64, "1")
    assert model.read_network("fe80::/64%1") is None


@pytest.mark.parametrize("text", ["10.0.0.1/8", "10/8", "10.0.0.0", "::/129", "::/00", "/8"])
def test_refuses_what_is_no_network(text: str) -> None:
    assert model.read_network(text) is None
