"""What lies in a network: iteration, indexing, usable hosts, membership."""

from __future__ import annotations

from . import model, sets
from .examples import ANY, Example, either, refused, taken
from .model import Network

CLASSIC = "123.45.67.64/27"  # the textbook example, with its IPv6 sibling
CLASSIC_V6 = "12:3456:78:90ab:cd:ef01:23:30/127"
HUGE = 2**128


def slice_of(network: Network, start: int, limit: int, first: int, last: int) -> dict[str, object]:
    """Tell what an iteration from ``first`` to ``last`` gives of a slice."""
    begin = first + start
    end = min(begin + limit, last + 1)
    items = [model.write(network.version, value) for value in range(begin, end)]
    return {"items": items, "more": end <= last}


def _read(text: str) -> Network:
    network = model.read_network(text)
    if network is None:
        raise ValueError(text)
    return network


def _iterates(
    requirement: str, flag: str, net: str, limit: int, start: int | None = None
) -> Example:
    network = _read(net)
    due = slice_of(network, start or 0, limit, network.first, network.last)
    members = {} if start is None else {"start": str(start)}
    return taken(requirement, flag, "iterate", due, net=net, limit=limit, **members)


def _hosts(requirement: str, net: str, limit: int = 20, start: int = 0) -> Example:
    network = _read(net)
    due = slice_of(network, start, limit, *sets.hosts(network))
    members = {"start": str(start)} if start else {}
    return taken(requirement, "Hosts", "hosts", due, net=net, limit=limit, **members)


ITERATION = [
    _iterates("CIDR-025", "Iteration", CLASSIC, 100),
    _iterates("CIDR-025", "Iteration", CLASSIC_V6, 100),
    _iterates("CIDR-025", "Iteration", "10.0.0.0/30", 100),
    _iterates("CIDR-025", "Iteration", "10.0.0.1/32", 100),
    _iterates("CIDR-025", "Iteration", "2001:db8::/126", 100),
    _iterates("CIDR-025", "Iteration", CLASSIC, 5),
    _iterates("CIDR-025", "Iteration", CLASSIC, 32),
    _iterates("CIDR-025", "Iteration", CLASSIC, 5, 30),
    _iterates("CIDR-025", "Iteration", "10.0.254.0/23", 4, 254),
    _iterates("CIDR-026", "Laziness", "::/0", 5),
    _iterates("CIDR-026", "Laziness", "0.0.0.0/0", 5),
    _iterates("CIDR-026", "Laziness", "0.0.0.0/0", 100, 4294967290),
    _iterates("CIDR-026", "Laziness", "::/0", 100, HUGE - 3),
    _iterates("CIDR-026", "Laziness", "2001:db8::/32", 3, 2**95),
    _iterates("CIDR-053", "Mirror", "2001:db8::/64", 4, 2**64 - 4),
    _iterates("CIDR-053", "Mirror", "10.0.0.0/8", 4, 2**24 - 4),
    _iterates("CIDR-053", "Mirror", CLASSIC, 4, 28),
    _iterates("CIDR-053", "Mirror", "::/0", 4, 2**64 - 2),
    _iterates("CIDR-053", "Mirror", "2001:db8::/32", 4, 2**80 - 2),
]


def _index(requirement: str, net: str, i: int) -> Example:
    network = _read(net)
    value = (network.first if i >= 0 else network.last + 1) + i
    return taken(
        *(requirement, "Index", "index", model.write(network.version, value)), net=net, i=str(i)
    )


INDEXING = [
    *(_index("CIDR-027", CLASSIC, i) for i in (0, 1, 31, -1, -2, -32)),
    *(_index("CIDR-027", CLASSIC_V6, i) for i in (0, 1, -1, -2)),
    *(_index("CIDR-027", "::/0", i) for i in (0, HUGE - 1, -1, -HUGE, 2**64, 2**64 - 1, -(2**64))),
    *(_index("CIDR-027", "0.0.0.0/0", i) for i in (2**31, 2**32 - 1, -(2**32), -1)),
    *refused(
        *("CIDR-027", "Index", "index", "range"),
        over=[
            {"net": net, "i": str(i)}
            for net, i in [
                (CLASSIC, 32),
                (CLASSIC, -33),
                (CLASSIC, 2**32),
                (CLASSIC, -(2**64)),
                (CLASSIC, 10**40),
                ("10.0.0.0/32", 1),
                ("10.0.0.0/32", -2),
                (CLASSIC_V6, 2),
                ("::/0", HUGE),
                ("::/0", -HUGE - 1),
                ("2001:db8::/64", 2**64),
                ("0.0.0.0/0", 2**32),
            ]
        ],
    ),
    *(_index("CIDR-053", net, i) for net in ("2001:db8::/64", "10.0.0.0/8") for i in (-1, -2, -4)),
]

HOSTS = [
    *(_hosts("CIDR-028", net) for net in ("10.0.0.0/30", "10.0.0.8/29", CLASSIC, "10.0.0.0/8")),
    *(_hosts("CIDR-028", net) for net in ("2001:db8::/126", "2001:db8::/125", "2001:db8::/64")),
    _hosts("CIDR-028", CLASSIC, 4, 27),
    _hosts("CIDR-028", "2001:db8::/64", 4, 3),
    *(_hosts("CIDR-029", net) for net in ("10.0.0.0/31", "10.0.0.1/32", "255.255.255.254/31")),
    *(_hosts("CIDR-029", net) for net in ("2001:db8::/127", "2001:db8::1/128")),
]


def _in(requirement: str, flag: str, addr: str, net: str, *, member: bool) -> Example:
    return taken(requirement, flag, "contains", member, net=net, addr=addr)


MEMBERSHIP = [
    *(
        _in("CIDR-030", "Membership", addr, net, member=member)
        for addr, net, member in [
            ("123.45.67.69", CLASSIC, True),
            ("123.45.67.64", CLASSIC, True),
            ("123.45.67.95", CLASSIC, True),
            ("123.45.67.63", CLASSIC, False),
            ("123.45.67.96", CLASSIC, False),
            ("10.1.2.3", "10.0.0.0/8", True),
            ("11.0.0.0", "10.0.0.0/8", False),
            ("9.255.255.255", "10.0.0.0/8", False),
            ("10.0.0.10", "10.0.0.1/32", False),
            ("10.0.0.1", "10.0.0.1/32", True),
            ("255.255.255.255", "0.0.0.0/0", True),
            ("12:3456:78:90ab:cd:ef01:23:31", CLASSIC_V6, True),
            ("12:3456:78:90ab:cd:ef01:23:32", CLASSIC_V6, False),
            ("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32", True),
            ("2001:db9::1", "2001:db8::/32", False),
            ("2001:db8::1", "2001:db8::/64", True),
            ("2001:db8:0:1::1", "2001:db8::/64", False),
        ]
    ),
    *(
        either("CIDR-031", "Versions", "contains", [False], ["version"], net=net, addr=addr)
        for addr, net in [
            ("1.2.3.4", "::/0"),
            ("::1", "0.0.0.0/0"),
            ("::102:304", "1.2.3.4/32"),
            ("0.0.0.1", "::/96"),
            ("10.0.0.1", "::a00:0/104"),
        ]
    ),
    _in("CIDR-031", "Versions", "1.2.3.4", "1.2.3.0/24", member=True),
    _in("CIDR-031", "Versions", "::1:1", "::/96", member=True),
    *(
        either("CIDR-032", "Mapped", "contains", [False], ["version"], net=net, addr=addr)
        for addr, net in [
            ("::ffff:10.0.0.1", "10.0.0.0/8"),
            ("::ffff:a00:1", "10.0.0.0/8"),
            ("::ffff:1.2.3.4", "1.2.3.4/32"),
            ("::ffff:0.0.0.0", "0.0.0.0/0"),
            ("10.0.0.1", "::ffff:a00:0/104"),
        ]
    ),
    _in("CIDR-032", "Mapped", "::ffff:10.0.0.1", "::ffff:0:0/96", member=True),
    _in("CIDR-032", "Mapped", "10.0.0.1", "10.0.0.0/8", member=True),
]

EXAMPLES = [*ITERATION, *INDEXING, *HOSTS, *MEMBERSHIP]

ZONED_MEMBERSHIP = [
    either(
        *("CIDR-033", "Zone", "contains", [True, False], [ANY]),
        net="fe80::/64",
        addr=f"fe80::1%{zone}",
    )
    for zone in ("eth0", "1", "zz", "25eth0", "65536")
]
