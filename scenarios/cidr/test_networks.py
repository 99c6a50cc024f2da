"""Networks and interfaces: their prefix, their host bits, their masks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, requirement
from wireproof.suite.strategies import cidr

from . import model
from .examples import taken
from .judging import judge, judge_all, show
from .network_examples import arithmetic, seeded


@requirement("CIDR-016")
def test_takes_prefixes_in_plain_decimal_only(target: Target) -> None:
    show(target, "CIDR-016")


@requirement("CIDR-017")
def test_refuses_leading_zeros_in_a_prefix(target: Target) -> None:
    show(target, "CIDR-017")


@requirement("CIDR-018")
def test_refuses_host_bits_unless_told_to_clear_them(target: Target) -> None:
    show(target, "CIDR-018")


@requirement("CIDR-019")
def test_takes_a_bare_address_for_the_network_of_one(target: Target) -> None:
    show(target, "CIDR-019")


@requirement("CIDR-051")
def test_refuses_a_bare_address_as_a_network(target: Target) -> None:
    show(target, "CIDR-051")


@requirement("CIDR-020")
def test_refuses_abbreviated_networks(target: Target) -> None:
    show(target, "CIDR-020")


@requirement("CIDR-021")
def test_takes_contiguous_netmasks_only(target: Target) -> None:
    show(target, "CIDR-021")


@requirement("CIDR-049")
def test_refuses_every_netmask(target: Target) -> None:
    show(target, "CIDR-049")


@requirement("CIDR-022")
def test_takes_hostmasks_but_reads_zero_as_a_netmask(target: Target) -> None:
    show(target, "CIDR-022")


@requirement("CIDR-050")
def test_refuses_every_hostmask(target: Target) -> None:
    show(target, "CIDR-050")


@requirement("CIDR-023")
def test_knows_all_about_a_network_of_every_length(target: Target) -> None:
    judge_all(target, (arithmetic(seeded(prefix, 4, prefix)) for prefix in range(33)))
    judge_all(target, (arithmetic(seeded(prefix, 6, prefix)) for prefix in range(129)))


@requirement("CIDR-024")
def test_never_drops_the_zone_of_a_network(target: Target) -> None:
    """It may keep it or refuse it."""
    show(target, "CIDR-024")


@requirement("CIDR-034")
def test_keeps_the_host_of_an_interface(target: Target) -> None:
    show(target, "CIDR-034")


@requirement("CIDR-052")
def test_reads_interfaces_of_both_families_as_strictly_as_networks(target: Target) -> None:
    show(target, "CIDR-052")


@requirement("CIDR-034", needs=("CIDR-034", "CIDR-052"))
@given(version=st.sampled_from([4, 6]), data=st.data())
def test_agrees_with_itself_on_interface_and_network(
    target: Target, version: int, data: st.DataObject
) -> None:
    value = data.draw(cidr.numbers(version))
    prefix = data.draw(st.integers(0, model.WIDTH[version]))
    network = model.network_of(model.Address(version, value), prefix)
    ip = model.explode(version, value)
    due = {"ip": ip, "network": network.text, "prefix": prefix}
    judge(target, taken("CIDR-034", "", "interface", due, text=f"{ip}/{prefix}"))
