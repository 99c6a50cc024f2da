"""Networks and interfaces: their prefix, their host bits, their masks."""

from __future__ import annotations

import random
from typing import Any

from . import model
from .examples import ANY, Example, either, refused, taken, texts
from .model import Network


def seeded(seed: int, version: int, prefix: int) -> Network:
    """Make a network of a given length out of random bits."""
    value = random.Random(seed).getrandbits(model.WIDTH[version])
    return model.network_of(model.Address(version, value), prefix)


def about(network: Network) -> dict[str, Any]:
    """Tell all that follows from a network."""
    netmask, hostmask = model.masks(network)
    return {
        "version": network.version,
        "canonical": network.text,
        "network": model.write(network.version, network.first),
        "last": model.write(network.version, network.last),
        "netmask": netmask,
        "hostmask": hostmask,
        "prefix": network.prefix,
        "count": str(network.size),
    }


def arithmetic(network: Network) -> Example:
    """Build the example that asks for everything about a network."""
    return taken("CIDR-023", "MaskArithmetic", "network", about(network), text=network.text)


def _reads(requirement: str, flag: str, *spelled: str, **members: object) -> list[Example]:
    return [
        taken(requirement, flag, "network", {"canonical": text}, text=text, **members)
        for text in spelled
    ]


def _refuses(requirement: str, flag: str, *bad: str) -> list[Example]:
    return refused(requirement, flag, "network", over=texts(*bad))


PREFIXES = [
    *_reads("CIDR-016", "PrefixText", "0.0.0.0/0", "1.2.3.4/32", "10.0.0.0/8", "1.2.3.0/24"),
    *_reads("CIDR-016", "PrefixText", "::/0", "::1/128", "2001:db8::/32", "fe80::/10"),
    *_refuses(
        *("CIDR-016", "PrefixText", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8"),
        *("10.0.0.0/ 8", "10.0.0.0/8 ", "10.0.0.0 /8", "10.0.0.0/", "::/", "10.0.0.0/8.0"),
        *("10.0.0.0/8/8", "10.0.0.0//8", "10.0.0.0/\u0668", "10.0.0.0/\uff18", "10.0.0.0/0x8"),
        *("10.0.0.0/4294967304", "10.0.0.0/1_6", "10.0.0.0/8\n", "10.0.0.0/1e1", "::/-1"),
        *("::/+8", "::/128.0", "::/64/64", "10.0.0.0/8\0", "10.0.0.0/264", "/", "10.0.0.0/a"),
    ),
    *_refuses(
        *("CIDR-017", "PrefixZero", "1.2.3.0/024", "::/00", "0.0.0.0/00", "2001:db8::/032"),
        "10.0.0.0/08",
    ),
]

HOST_BITS = [
    *refused(
        *("CIDR-018", "HostBits", "network", "host-bits"),
        over=[
            *texts("10.0.0.1/8", "2001:db8::1/64", "0.0.0.1/0", "1.2.3.5/31", "::1/127"),
            {"text": "10.0.0.1/8", "strict": True},
        ],
    ),
    *(
        taken("CIDR-018", "HostBits", "network", {"canonical": net}, text=text, strict=strict)
        for text, net, strict in [
            ("10.0.0.1/8", "10.0.0.0/8", False),
            ("2001:db8::1/64", "2001:db8::/64", False),
            ("255.255.255.255/0", "0.0.0.0/0", False),
            ("1.2.3.4/32", "1.2.3.4/32", True),
        ]
    ),
]

BARE = [
    *(
        taken("CIDR-019", "BareNetwork", "network", {"canonical": net}, text=text)
        for text, net in [
            ("1.2.3.4", "1.2.3.4/32"),
            ("10.0.0.0", "10.0.0.0/32"),
            ("192.168.0.0", "192.168.0.0/32"),
            ("::1", "::1/128"),
            ("2001:db8::1", "2001:db8::1/128"),
        ]
    ),
    *_refuses("CIDR-051", "BareNetwork", "1.2.3.4", "10.0.0.0", "192.168.0.0", "::1"),
    *_refuses(
        *("CIDR-020", "Abbreviated", "10/8", "10.1/16", "192.168/16", "10./8", "10.0.0/24"),
        *("1/32", "172.16/12", "2001:db8/32"),
    ),
    *_reads("CIDR-020", "Abbreviated", "10.0.0.0/8", "192.168.0.0/16"),
]

NETMASKS = [
    *(
        taken("CIDR-021", "NetMask", "network", {"canonical": net}, text=text)
        for text, net in [
            ("1.2.3.0/255.255.255.0", "1.2.3.0/24"),
            ("10.0.0.0/255.0.0.0", "10.0.0.0/8"),
            ("1.2.3.4/255.255.255.255", "1.2.3.4/32"),
            ("128.0.0.0/128.0.0.0", "128.0.0.0/1"),
            ("1.2.3.4/255.255.255.252", "1.2.3.4/30"),
        ]
    ),
    *_refuses(
        *("CIDR-021", "NetMask", "1.0.3.0/255.0.255.0", "0.0.0.0/254.255.255.255"),
        *("0.0.0.0/255.255.255.1", "0.0.0.0/64.0.0.0", "1.2.3.0/255.255.255.00"),
        *("1.2.3.0/255.255.255", "1.2.3.0/256.255.255.0", "::/ffff::", "::/ffff:ffff::"),
        *("2001:db8::/255.255.0.0", "1.2.3.0/255.255.255.0/24"),
    ),
    *_refuses(
        *("CIDR-049", "NetMask", "1.2.3.0/255.255.255.0", "10.0.0.0/255.0.0.0"),
        *("1.2.3.4/255.255.255.255", "1.0.3.0/255.0.255.0", "::/ffff::", "128.0.0.0/128.0.0.0"),
    ),
]

HOSTMASKS = [
    *(
        taken("CIDR-022", "HostMask", "network", {"canonical": net}, text=text)
        for text, net in [
            ("1.2.3.0/0.0.0.255", "1.2.3.0/24"),
            ("10.0.0.0/0.255.255.255", "10.0.0.0/8"),
            ("0.0.0.0/0.0.0.0", "0.0.0.0/0"),
            ("1.2.3.4/255.255.255.255", "1.2.3.4/32"),
        ]
    ),
    *refused("CIDR-022", "HostMask", "network", "host-bits", over=texts("1.2.3.0/0.0.0.0")),
    *_refuses("CIDR-022", "HostMask", "1.2.3.0/0.0.255.0", "1.2.3.0/0.0.0.256"),
    *_refuses(
        *("CIDR-050", "HostMask", "1.2.3.0/0.0.0.255", "10.0.0.0/0.255.255.255"),
        *("1.2.3.4/0.0.0.3", "0.0.0.0/0.0.0.255"),
    ),
]

ZONED = [
    either(
        *("CIDR-024", "NetworkZone", "network"),
        results=[{"canonical": text}],
        kinds=[ANY],
        text=text,
    )
    for text in ["fe80::%1/64", "fe80::%eth0/64"]
] + _refuses("CIDR-024", "NetworkZone", "fe80::/64%1", "fe80::%/64", "fe80::%1%2/64", "1.0.0.0%1/8")

INTERFACES = [
    taken(
        requirement,
        "Interface",
        "interface",
        {"ip": ip, "network": net, "prefix": int(net.split("/")[1])},
        text=text,
    )
    for requirement, text, ip, net in [
        ("CIDR-034", "123.45.67.73/27", "123.45.67.73", "123.45.67.64/27"),
        ("CIDR-034", "10.0.0.1/8", "10.0.0.1", "10.0.0.0/8"),
        ("CIDR-034", "1.2.3.4/0", "1.2.3.4", "0.0.0.0/0"),
        ("CIDR-034", "1.2.3.4/32", "1.2.3.4", "1.2.3.4/32"),
        ("CIDR-034", "1.2.3.0/24", "1.2.3.0", "1.2.3.0/24"),
        ("CIDR-034", "123.45.67.73", "123.45.67.73", "123.45.67.73/32"),
        ("CIDR-052", "2001:db8::cafe/64", "2001:db8::cafe", "2001:db8::/64"),
        ("CIDR-052", "2001:db8::1/0", "2001:db8::1", "::/0"),
        ("CIDR-052", "::1/127", "::1", "::/127"),
        ("CIDR-052", "2001:db8::1/128", "2001:db8::1", "2001:db8::1/128"),
        ("CIDR-052", "2001:db8::1", "2001:db8::1", "2001:db8::1/128"),
    ]
] + refused(
    *("CIDR-052", "Interface", "interface"),
    over=texts(
        *("1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/", "1.2.3/24", "01.2.3.4/24", "1.2.3.4/8/8"),
        *("::1/129", "::1/", "1::2::3/64", "1.2.3.4/24 ", ""),
    ),
)

EXAMPLES = [
    *(*PREFIXES, *HOST_BITS, *BARE, *NETMASKS, *HOSTMASKS, *ZONED),
    *(arithmetic(seeded(17, 4, prefix)) for prefix in (0, 1, 8, 23, 31, 32)),
    *(arithmetic(seeded(18, 6, prefix)) for prefix in (0, 1, 63, 64, 65, 127, 128)),
    *INTERFACES,
]
