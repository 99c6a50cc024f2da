"""What the IANA special-purpose registries say of an address, as of 2025-10.

``global`` is the registries' column "Globally Reachable". ``private`` is what the registries hold
and do not let be reached, except 100.64.0.0/10, which is neither: it is shared. Addresses of
which the registries say "N/A" are asked about only where they are of another kind.
"""

from __future__ import annotations

from .examples import Example, taken

Kinds = dict[str, bool]

PLAIN: Kinds = {"loopback": False, "link_local": False, "multicast": False, "unspecified": False}
PUBLIC: Kinds = {"private": False, "global": True, **PLAIN}
PRIVATE: Kinds = {"private": True, "global": False, **PLAIN}
NEITHER: Kinds = {"private": False, "global": False, **PLAIN}

ADDRESSES: dict[str, Kinds] = {
    "8.8.8.8": PUBLIC,
    "1.1.1.1": PUBLIC,
    "192.0.0.9": PUBLIC,  # Port Control Protocol anycast, inside 192.0.0.0/24
    "192.0.0.10": PUBLIC,
    "192.31.196.1": PUBLIC,
    "11.0.0.0": PUBLIC,
    "172.32.0.0": PUBLIC,
    "192.0.0.8": PRIVATE,
    "10.0.0.1": PRIVATE,
    "172.16.0.1": PRIVATE,
    "172.31.255.255": PRIVATE,
    "192.168.0.1": PRIVATE,
    "192.0.2.1": PRIVATE,
    "198.18.0.1": PRIVATE,
    "198.51.100.1": PRIVATE,
    "203.0.113.1": PRIVATE,
    "240.0.0.1": PRIVATE,
    "100.64.0.1": NEITHER,
    "100.127.255.255": NEITHER,
    "100.128.0.0": PUBLIC,
    "127.0.0.1": {**PRIVATE, "loopback": True},
    "127.255.255.255": {**PRIVATE, "loopback": True},
    "169.254.0.1": {**PRIVATE, "link_local": True},
    "0.0.0.0": {**PRIVATE, "unspecified": True},
    "224.0.0.1": {"multicast": True, "loopback": False, "unspecified": False},
    "2606:4700::1111": PUBLIC,
    "64:ff9b::808:808": PUBLIC,
    "64:ff9b:1::1": PRIVATE,  # RFC 8215
    "2001:1::1": PUBLIC,
    "2001:3::1": PUBLIC,
    "2001:4:112::1": PUBLIC,
    "2001:20::1": PUBLIC,
    "2001:30::1": PUBLIC,
    "2001:2::1": PRIVATE,
    "2001:db8::1": PRIVATE,
    "3fff::1": PRIVATE,  # RFC 9637
    "3fff:1000::1": PUBLIC,
    "5f00::1": PRIVATE,  # RFC 9602
    "100::1": PRIVATE,
    "fc00::1": PRIVATE,
    "fdff::1": PRIVATE,
    "fe80::1": {**PRIVATE, "link_local": True},
    "::1": {**PRIVATE, "loopback": True},
    "0:0:0:0:0:0:0:0": {**PRIVATE, "unspecified": True},
    "::ffff:8.8.8.8": {"global": False},
    "ff02::1": {"multicast": True, "loopback": False, "unspecified": False},
    "2002::1": PLAIN,  # 6to4: the registry says N/A
}

EXAMPLES: list[Example] = [
    taken("CIDR-043", "Registry", "classify", due, addr=address)
    for address, due in ADDRESSES.items()
]
