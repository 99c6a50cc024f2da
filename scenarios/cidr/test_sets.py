"""Networks beside each other: subnets, supernets, what is left, what covers what, and order."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import cidr

from . import model, sets
from .asking import ask, ask_all
from .examples import Example, taken
from .judging import fault, judge, judge_all, show
from .model import Network
from .network_examples import seeded
from .set_examples import across, collapse, exclude, spelled, subnets, summarize, supernet

versions = st.sampled_from([4, 6])
MANY = 10_000


@requirement("CIDR-035")
def test_cuts_a_network_into_subnets(target: Target) -> None:
    show(target, "CIDR-035")


@requirement("CIDR-035", needs=("CIDR-035",))
@given(version=versions, data=st.data())
def test_cuts_any_network_into_subnets(target: Target, version: int, data: st.DataObject) -> None:
    network = Network(version, *data.draw(cidr.networks(version)))
    new_prefix = data.draw(st.integers(network.prefix, model.WIDTH[version]))
    judge(target, subnets(network, new_prefix, 5))


@requirement("CIDR-036")
def test_refuses_a_new_prefix_on_the_wrong_side(target: Target) -> None:
    show(target, "CIDR-036")


@requirement("CIDR-037")
def test_widens_a_network(target: Target) -> None:
    show(target, "CIDR-037")
    for net in (seeded(3, 4, 29), seeded(4, 6, 125)):
        judge_all(target, (supernet(net, prefix) for prefix in range(net.prefix + 1)))


@requirement("CIDR-038")
def test_knows_what_lies_in_what(target: Target) -> None:
    show(target, "CIDR-038")


@requirement("CIDR-038")
@pytest.mark.parametrize("version", [4, 6], ids="ipv{}".format)
def test_orders_networks_by_nesting(target: Target, version: int) -> None:
    """Seeded networks with equal, adjacent and nested ones among them, each against each."""
    judge_all(target, (one for pair in combinations(_family(version), 2) for one in _pair(*pair)))


def _family(version: int) -> list[Network]:
    host = seeded(7, version, model.WIDTH[version])
    around = [model.network_of(model.Address(version, host.first), width) for width in (0, 9, 10)]
    small = seeded(8, version, 20)
    neighbour = Network(version, small.first ^ small.size, 20)
    return [*around, around[-1], host, small, neighbour]


def _pair(one: Network, other: Network) -> list[Example]:
    a, b = one.text, other.text
    return [
        taken("CIDR-038", "", "subnet_of", sets.inside(one, other), a=a, b=b),
        taken("CIDR-038", "", "subnet_of", sets.inside(other, one), a=b, b=a),
        taken("CIDR-038", "", "overlaps", sets.meet(one, other), a=a, b=b),
        taken("CIDR-038", "", "overlaps", sets.meet(one, other), a=b, b=a),
    ]


@requirement("CIDR-039")
def test_takes_a_network_out_of_another(target: Target) -> None:
    show(target, "CIDR-039")


@requirement("CIDR-039", needs=("CIDR-039",))
@given(version=versions, data=st.data())
def test_leaves_exactly_the_rest(target: Target, version: int, data: st.DataObject) -> None:
    network = Network(version, *data.draw(cidr.networks(version)))
    within = network.first + data.draw(st.integers(0, network.size - 1))
    prefix = data.draw(st.integers(network.prefix, model.WIDTH[version]))
    judge(target, exclude(network, model.network_of(model.Address(version, within), prefix)))


@requirement("CIDR-040")
def test_covers_a_range_with_the_fewest_networks(target: Target) -> None:
    show(target, "CIDR-040")


@requirement("CIDR-040", needs=("CIDR-040",))
@given(version=versions, data=st.data())
def test_covers_any_range(target: Target, version: int, data: st.DataObject) -> None:
    first, last = sorted([data.draw(cidr.numbers(version)), data.draw(cidr.numbers(version))])
    judge(target, summarize(version, first, last))


@requirement("CIDR-041")
def test_merges_siblings_and_nothing_else(target: Target) -> None:
    show(target, "CIDR-041")


@requirement("CIDR-041", needs=("CIDR-041",))
@given(data=st.data())
def test_merges_any_networks(target: Target, data: st.DataObject) -> None:
    """Of both versions: networks that are near each other, whole sets of siblings among them."""
    chosen = random.Random(data.draw(st.integers(0, 1000)))
    near = st.tuples(versions, st.integers(0, 15), st.integers(28, 32))
    nets = [
        model.network_of(model.Address(version, value), prefix + (96 if version == 6 else 0))
        for version, value, prefix in data.draw(st.lists(near, max_size=12))
    ]
    whole = Network(4, *data.draw(cidr.networks(4)))
    halves = min(whole.prefix + 2, 32)
    parts = range(1 << (halves - whole.prefix))
    step = whole.size // len(parts)
    nets += [Network(4, whole.first + number * step, halves) for number in parts]
    chosen.shuffle(nets)
    judge(target, collapse(nets))


@requirement("CIDR-041", fresh=True, needs=("CIDR-041",))
def test_merges_very_many_networks_in_time(target: Target) -> None:
    dice = random.Random(41)
    nets = [
        model.network_of(model.Address(4, dice.getrandbits(32)), dice.randint(16, 32))
        for _ in range(MANY)
    ]
    example = collapse(nets)
    answer = ask(target, "collapse", within=target.patience.long, nets=example.order["nets"])
    if found := fault(example, answer):
        raise Violation(found[0], timeless=True)


@requirement("CIDR-042")
def test_orders_by_number_and_then_by_length(target: Target) -> None:
    show(target, "CIDR-042")


@requirement("CIDR-042", needs=("CIDR-042",))
@given(version=versions, data=st.data())
def test_orders_any_two(target: Target, version: int, data: st.DataObject) -> None:
    one, other = (Network(version, *data.draw(cidr.networks(version))) for _ in "ab")
    due = (one > other) - (one < other)
    a, b = one.text, other.text
    pairs = [
        taken("CIDR-042", "", "compare", due, a=a, b=b),
        taken("CIDR-042", "", "compare", -due, a=b, b=a),
        taken("CIDR-042", "", "compare", 0, a=a, b=a),
    ]
    judge_all(target, pairs)


@requirement("CIDR-042", needs=("CIDR-042",))
@given(value=cidr.numbers(4))
def test_orders_no_mapped_address_as_the_ipv4_one(target: Target, value: int) -> None:
    judge(target, across(value, model.MAPPED | value))


class Territory(RuleBasedStateMachine):
    """A set of addresses that the tool keeps as networks, and we as intervals."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target
        self.held: list[Network] = []

    @rule(first=st.integers(0, 63), prefix=st.integers(26, 32))
    def add(self, first: int, prefix: int) -> None:
        """Take a network in, and merge."""
        self.held.append(model.network_of(model.Address(4, first), prefix))
        judge(self.target, collapse(self.held))
        self.held = sets.collapse(self.held)

    @rule(first=st.integers(0, 63), prefix=st.integers(26, 32))
    def remove(self, first: int, prefix: int) -> None:
        """Cut a network out of all that hold it, and drop all that it holds."""
        lost = model.network_of(model.Address(4, first), prefix)
        cut = [one for one in self.held if sets.inside(lost, one)]
        judge_all(self.target, (exclude(one, lost) for one in cut))
        rest = [one for one in self.held if not sets.meet(one, lost)]
        self.held = sets.collapse([*rest, *(net for one in cut for net in sets.exclude(one, lost))])

    @rule(value=st.integers(0, 63))
    def look(self, value: int) -> None:
        """Ask every network about one address: at most one of them has it."""
        addr = model.write(4, value)
        orders = [{"op": "contains", "net": net, "addr": addr} for net in spelled(self.held)]
        found = [answer.result for answer in ask_all(self.target, orders)]
        due = [one.first <= value <= one.last for one in self.held]
        if found != due:
            raise Violation(f"{addr} is {found} of {spelled(self.held)}", timeless=True)


@requirement("CIDR-041", needs=("CIDR-030", "CIDR-039", "CIDR-041"), features=("contains",))
@pytest.mark.generates
def test_keeps_a_territory_through_any_changes(target: Target) -> None:
    class TerritoryHere(Territory):
        def __init__(self) -> None:
            super().__init__(target)

    run_state_machine_as_test(TerritoryHere)
