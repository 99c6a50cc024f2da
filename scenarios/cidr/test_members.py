"""What lies in a network: iteration, indexing, usable hosts, membership."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import cidr

from . import model
from .asking import ask, ask_all
from .examples import Example, either, taken
from .judging import judge_all, show
from .member_examples import ZONED_MEMBERSHIP, slice_of
from .model import Network
from .network_examples import seeded


@requirement("CIDR-025")
def test_iterates_over_every_address(target: Target) -> None:
    """Network and broadcast address included."""
    show(target, "CIDR-025")


@requirement("CIDR-026", fresh=True)
def test_iterates_anywhere_in_a_huge_network_at_once(target: Target) -> None:
    show(target, "CIDR-026")


@requirement("CIDR-027")
def test_indexes_from_both_ends(target: Target) -> None:
    show(target, "CIDR-027")


@requirement("CIDR-053", needs=("CIDR-026",))
def test_counts_backwards_as_it_counts_forwards(target: Target) -> None:
    show(target, "CIDR-053")


@requirement("CIDR-053", needs=("CIDR-025", "CIDR-026", "CIDR-027", "CIDR-053"))
@given(version=st.sampled_from([4, 6]), data=st.data())
def test_gives_the_same_by_index_and_by_iteration(
    target: Target, version: int, data: st.DataObject
) -> None:
    network = Network(version, *data.draw(cidr.networks(version)))
    at = data.draw(st.integers(0, network.size - 1))
    due = slice_of(network, at, 3, network.first, network.last)
    one = model.write(version, network.first + at)
    net = {"net": network.text}
    orders = [
        taken("CIDR-053", "", "iterate", due, start=str(at), limit=3, **net),
        taken("CIDR-053", "", "index", one, i=str(at), **net),
        taken("CIDR-053", "", "index", one, i=str(at - network.size), **net),
    ]
    judge_all(target, orders)


@requirement("CIDR-028")
def test_leaves_out_what_no_host_can_have(target: Target) -> None:
    show(target, "CIDR-028")


@requirement("CIDR-029")
def test_uses_both_addresses_of_a_link_and_the_only_one(target: Target) -> None:
    show(target, "CIDR-029")


@requirement("CIDR-030")
def test_knows_its_members(target: Target) -> None:
    show(target, "CIDR-030")


@requirement("CIDR-030")
def test_ends_where_the_network_ends_whatever_its_length(target: Target) -> None:
    judge_all(target, (one for prefix in range(33) for one in _ends(seeded(prefix, 4, prefix))))
    judge_all(target, (one for prefix in range(129) for one in _ends(seeded(prefix, 6, prefix))))


def _ends(network: Network) -> Iterator[Example]:
    """Ask about both ends, and about their neighbours where there are any."""
    highest = (1 << model.WIDTH[network.version]) - 1
    for value in (network.first - 1, network.first, network.last, network.last + 1):
        if 0 <= value <= highest:
            yield _asked(network, value)


def _asked(network: Network, value: int) -> Example:
    member = network.first <= value <= network.last
    addr = model.explode(network.version, value)
    return taken("CIDR-030", "", "contains", member, net=network.text, addr=addr)


@requirement("CIDR-030", needs=("CIDR-030",))
@given(version=st.sampled_from([4, 6]), data=st.data())
def test_knows_any_member(target: Target, version: int, data: st.DataObject) -> None:
    network = Network(version, *data.draw(cidr.networks(version)))
    inside = network.first + data.draw(st.integers(0, network.size - 1))
    anywhere = data.draw(cidr.numbers(version))
    judge_all(target, [_asked(network, inside), _asked(network, anywhere)])


@requirement("CIDR-031")
def test_knows_no_members_of_the_other_version(target: Target) -> None:
    show(target, "CIDR-031")


@requirement("CIDR-032")
def test_takes_no_mapped_address_for_the_ipv4_one(target: Target) -> None:
    show(target, "CIDR-032")


@requirement("CIDR-032", needs=("CIDR-030", "CIDR-032"))
@given(data=st.data())
def test_takes_no_mapped_address_for_any_ipv4_one(target: Target, data: st.DataObject) -> None:
    """Nor an IPv4 address for the mapped one."""
    network = Network(4, *data.draw(cidr.networks(4)))
    inside = network.first + data.draw(st.integers(0, network.size - 1))
    mapped = Network(6, model.MAPPED | network.first, network.prefix + 96)
    addr = model.write(6, model.MAPPED | inside)
    orders = [
        either("CIDR-032", "", "contains", [False], ["version"], net=network.text, addr=addr),
        either(
            *("CIDR-032", "", "contains", [False], ["version"]),
            net=mapped.text,
            addr=model.write(4, inside),
        ),
        either("CIDR-032", "", "contains", [True], net=mapped.text, addr=addr),
    ]
    judge_all(target, orders)


@requirement("CIDR-033")
def test_says_the_same_of_every_zone(target: Target) -> None:
    """Whether a zoned address is a member is its own affair; which zone it is must not matter."""
    plain = ask(target, "contains", net="fe80::/64", addr="fe80::1")
    if plain.result is not True:
        raise Violation(f"fe80::1 in fe80::/64 is {plain}", timeless=True)
    answers = list(ask_all(target, (one.order for one in ZONED_MEMBERSHIP)))
    told = {answer.result if answer.ok else answer.kind for answer in answers}
    if len(told) > 1 or not told <= {True, False, "address", "argument", "version"}:
        seen = ", ".join(map(str, answers))
        raise Violation("which zone an address has changes the answer", seen=seen, timeless=True)
    elsewhere = ask(target, "contains", net="fe80::/64", addr="fe81::1%eth0")
    if elsewhere.result is True:
        raise Violation("fe81::1%eth0 is taken for a member of fe80::/64", timeless=True)
