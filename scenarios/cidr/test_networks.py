"""Networks and interfaces: their prefix, their host bits, their masks."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from wireproof import Target, requirement
from wireproof.suite.strategies import cidr

from . import model
from .examples import ANY, Example, refused, taken
from .judging import judge, judge_all, show
from .network_examples import arithmetic, seeded


@requirement("CIDR-016")
def test_takes_prefixes_in_plain_decimal_only(target: Target) -> None:
    show(target, "CIDR-016")


@st.composite
def hosts(draw: st.DrawFn) -> model.Address:
    """Draw an address, with nothing in its spelling that a row is about."""
    version = draw(st.sampled_from([4, 6]))
    return model.Address(version, draw(cidr.numbers(version)))


def behind_slash(host: model.Address, prefix: str) -> dict[str, object]:
    """Spell a network, whose host bits are to be cleared."""
    return {"text": f"{model.explode(host.version, host.value)}/{prefix}", "strict": False}


@requirement("CIDR-016", needs=("CIDR-001", "CIDR-006", "CIDR-016", "CIDR-018"))
@given(host=hosts(), prefix=cidr.nearly(st.integers(0, 130).map(str)))
def test_reads_prefixes_as_the_grammar_does(
    target: Target, host: model.Address, prefix: str
) -> None:
    """Any text at all; leading zeros, masks and zones are other rows' affair."""
    padded = prefix[:1] == "0" and prefix[1:].isdecimal()
    assume(not padded and "%" not in prefix and model.read_v4(prefix) is None)
    members = behind_slash(host, prefix)
    if not model.PREFIX.fullmatch(prefix) or int(prefix) > model.WIDTH[host.version]:
        judge(target, Example("", "", {"op": "network", **members}, refuse=(ANY,)))
        return
    due = {"canonical": model.network_of(host, int(prefix)).text}
    judge(target, taken("CIDR-016", "", "network", due, **members))


@requirement("CIDR-017")
def test_refuses_leading_zeros_in_a_prefix(target: Target) -> None:
    show(target, "CIDR-017")


@requirement("CIDR-017", needs=("CIDR-017",))
@given(host=hosts(), zeros=st.integers(1, 3), data=st.data())
def test_refuses_any_prefix_with_leading_zeros(
    target: Target, host: model.Address, zeros: int, data: st.DataObject
) -> None:
    """Octal to one reader, decimal to the next."""
    prefix = data.draw(st.integers(0, model.WIDTH[host.version]))
    members = behind_slash(host, "0" * zeros + str(prefix))
    judge_all(target, refused("CIDR-017", "", "network", over=[members]))


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


@requirement("CIDR-023", needs=("CIDR-023",))
@given(version=st.sampled_from([4, 6]), data=st.data())
def test_knows_all_about_any_network(target: Target, version: int, data: st.DataObject) -> None:
    judge(target, arithmetic(model.Network(version, *data.draw(cidr.networks(version)))))


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
