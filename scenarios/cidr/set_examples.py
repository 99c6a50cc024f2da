"""Networks beside each other: subnets, supernets, what is left, what covers what, and order."""

from __future__ import annotations

from . import model, sets
from .examples import ANY, Example, either, refused, taken
from .model import Network


def network(text: str) -> Network:
    """Read a network that is known to be one."""
    found = model.read_network(text)
    if found is None:
        raise ValueError(text)
    return found


def spelled(networks: list[Network]) -> list[str]:
    """Write networks."""
    return [one.text for one in networks]


def subnets(net: Network, new_prefix: int, limit: int, **order: object) -> Example:
    """Build the example that asks for the first subnets of a length."""
    count = 1 << (new_prefix - net.prefix)
    step = net.size // count
    items = [
        Network(net.version, net.first + number * step, new_prefix)
        for number in range(min(count, limit))
    ]
    due = {"count": str(count), "items": spelled(items)}
    members = {"net": net.text, "new_prefix": new_prefix, "limit": limit, **order}
    return taken("CIDR-035", "Subnets", "subnets", due, **members)


def supernet(net: Network, new_prefix: int) -> Example:
    """Build the example that asks for the network around another."""
    due = model.network_of(model.Address(net.version, net.first), new_prefix)
    return taken("CIDR-037", "Supernet", "supernet", due.text, net=net.text, new_prefix=new_prefix)


NESTING = [
    subnets(network("10.0.0.0/24"), 26, 10),
    subnets(network("10.0.0.0/24"), 24, 10),
    subnets(network("10.0.0.0/8"), 16, 3),
    subnets(network("0.0.0.0/0"), 32, 3),
    subnets(network("0.0.0.0/0"), 1, 3),
    subnets(network("2001:db8::/32"), 48, 3),
    subnets(network("2001:db8::/62"), 64, 10),
    subnets(network("2001:db8::/63"), 66, 10),
    subnets(network("::/0"), 128, 3),
    *refused(
        *("CIDR-036", "NewPrefix", "subnets", "argument", "range"),
        over=[
            {"net": net, "new_prefix": new_prefix, "limit": 10}
            for net, new_prefix in [
                ("10.0.0.0/24", 23),
                ("10.0.0.0/24", 33),
                ("10.0.0.0/24", -1),
                ("10.0.0.0/24", 0),
                ("::/64", 129),
                ("::/64", 63),
            ]
        ],
    ),
    *refused(
        *("CIDR-036", "NewPrefix", "supernet", "argument", "range"),
        over=[
            {"net": net, "new_prefix": new_prefix}
            for net, new_prefix in [
                ("10.0.0.0/16", 24),
                ("10.0.0.0/16", 33),
                ("10.0.0.0/16", -1),
                ("0.0.0.0/0", 8),
                ("0.0.0.0/0", -1),
                ("::/64", 65),
                ("::/0", 129),
            ]
        ],
    ),
    supernet(network("10.1.2.0/24"), 8),
    supernet(network("10.1.2.0/24"), 24),
    supernet(network("255.255.255.255/32"), 0),
    supernet(network("2001:db8:ffff::/48"), 33),
    supernet(network("2001:db8::1/128"), 127),
]

PAIRS = [
    *(
        taken(*("CIDR-038", "Nesting", "subnet_of", sets.inside(network(a), network(b))), a=a, b=b)
        for a, b in [
            ("10.0.0.0/24", "10.0.0.0/8"),
            ("10.0.0.0/8", "10.0.0.0/24"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.0.1.0/24", "10.0.0.0/24"),
            ("11.0.0.0/24", "10.0.0.0/8"),
            ("10.0.0.0/8", "0.0.0.0/0"),
            ("2001:db8::/48", "2001:db8::/32"),
            ("2001:db9::/48", "2001:db8::/32"),
        ]
    ),
    *(
        taken(*("CIDR-038", "Nesting", "overlaps", sets.meet(network(a), network(b))), a=a, b=b)
        for a, b in [
            ("10.0.0.0/24", "10.0.0.0/8"),
            ("10.0.0.0/8", "10.0.0.0/24"),
            ("10.0.0.0/25", "10.0.0.128/25"),
            ("10.0.0.0/24", "10.0.1.0/24"),
            ("0.0.0.0/0", "255.255.255.255/32"),
            ("2001:db8::/33", "2001:db8:8000::/33"),
            ("2001:db8::/32", "2001:db8:8000::/33"),
        ]
    ),
    *(
        either("CIDR-038", "Versions", op, [False], ["version"], a=a, b=b)
        for op in ("subnet_of", "overlaps")
        for a, b in [("10.0.0.0/8", "::/0"), ("::/0", "0.0.0.0/0"), ("::/96", "0.0.0.0/0")]
    ),
]


def exclude(net: Network, remove: Network) -> Example:
    """Build the example that takes one network out of another."""
    due = spelled(sets.exclude(net, remove))
    return taken("CIDR-039", "Exclude", "exclude", due, net=net.text, remove=remove.text)


def summarize(version: int, first: int, last: int) -> Example:
    """Build the example that covers a range."""
    due = spelled(list(sets.cover(version, first, last)))
    ends = {"first": model.explode(version, first), "last": model.explode(version, last)}
    return taken("CIDR-040", "Summarize", "summarize", due, **ends)


def collapse(nets: list[Network]) -> Example:
    """Build the example that merges networks."""
    due = spelled(sets.collapse(nets))
    return taken("CIDR-041", "Collapse", "collapse", due, nets=spelled(nets))


SETS = [
    *(
        exclude(network(net), network(remove))
        for net, remove in [
            ("10.0.0.0/24", "10.0.0.0/26"),
            ("10.0.0.0/24", "10.0.0.128/25"),
            ("10.0.0.0/24", "10.0.0.77/32"),
            ("10.0.0.0/24", "10.0.0.0/24"),
            ("0.0.0.0/0", "255.255.255.255/32"),
            ("0.0.0.0/0", "128.0.0.0/1"),
            ("2001:db8::/32", "2001:db8:1234::/48"),
            ("::/0", "::/128"),
            ("::/0", "::/0"),
        ]
    ),
    *(
        either("CIDR-039", "Exclude", "exclude", [rest], [ANY], net=net, remove=remove)
        for net, remove, rest in [
            ("10.0.0.0/24", "10.0.1.0/26", ["10.0.0.0/24"]),
            ("10.0.0.0/24", "10.0.0.0/23", []),
            ("10.0.0.0/24", "::/128", ["10.0.0.0/24"]),
            ("::/0", "10.0.0.0/24", ["::/0"]),
        ]
    ),
    *(
        summarize(version, first, last)
        for version, first, last in [
            (4, 0x0A000001, 0x0A000006),
            (4, 0, 2**32 - 1),
            (4, 1, 2**32 - 1),
            (4, 0, 2**32 - 2),
            (4, 2**32 - 1, 2**32 - 1),
            (4, 0x0A000000, 0x0A0000FF),
            (6, 0, 2**128 - 1),
            (6, 1, 2**128 - 1),
            (6, 2**64 - 1, 2**64),
            (6, 0x20010DB8 << 96, (0x20010DB9 << 96) - 1),
        ]
    ),
    *refused(
        *("CIDR-040", "Summarize", "summarize"),
        over=[
            {"first": "10.0.0.6", "last": "10.0.0.1"},
            {"first": "::2", "last": "::1"},
            {"first": "10.0.0.1", "last": "::ffff"},
            {"first": "::1", "last": "10.0.0.1"},
        ],
    ),
    *(
        collapse([network(text) for text in texts])
        for texts in [
            ["10.0.0.0/25", "10.0.0.128/25"],
            ["10.0.1.0/24", "10.0.2.0/24"],
            ["10.0.0.0/24", "10.0.0.0/24"],
            ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32"],
            ["10.0.0.3/32", "10.0.0.2/32", "10.0.0.1/32", "10.0.0.0/32"],
            ["0.0.0.0/1", "128.0.0.0/1"],
            ["::/1", "8000::/1"],
            ["2001:db8:1::/48", "10.0.1.0/24", "2001:db8::/48", "10.0.0.0/24"],
            ["255.255.255.255/32", "255.255.255.254/32", "::/128"],
            ["10.0.0.0/24"],
            [],
        ]
    ),
]


def across(four: int, six: int) -> Example:
    """Build the example that compares two versions: IPv4 is less, or has no order with IPv6."""
    ends = {"a": model.write(4, four), "b": model.write(6, six)}
    return either("CIDR-042", "Order", "compare", [-1], ["version"], **ends)


ORDER = [
    *(
        taken("CIDR-042", "Order", "compare", due, a=a, b=b)
        for a, b, due in [
            ("10.0.0.9", "10.0.0.10", -1),
            ("10.0.0.10", "10.0.0.9", 1),
            ("9.0.0.0", "10.0.0.0", -1),
            ("10.0.0.1", "10.0.0.1", 0),
            ("2001:DB8::1", "2001:db8:0::1", 0),
            ("2001:db8::9", "2001:db8::10", -1),
            ("::ffff", "1::1", -1),
            ("ffff::1", "::1", 1),
            ("10.0.0.0/8", "10.0.0.0/16", -1),
            ("10.0.0.0/24", "10.0.0.0/9", 1),
            ("10.0.0.0/24", "9.0.0.0/8", 1),
            ("10.0.0.0/8", "10.0.0.0/8", 0),
            ("2001:db8::/32", "2001:DB8:0::/32", 0),
            ("2001:db8::/100", "2001:db8::/32", 1),
        ]
    ),
    either("CIDR-042", "Order", "compare", [-1], ["version"], a="255.0.0.0", b="::1"),
    either("CIDR-042", "Order", "compare", [1], ["version"], a="::1", b="255.0.0.0"),
    across(0x01020304, model.MAPPED | 0x01020304),
]

EXAMPLES = [*NESTING, *PAIRS, *SETS, *ORDER]
