"""Addresses: which texts are one, what they mean, and how they are written."""

from __future__ import annotations

import random

from . import model
from .examples import ANY, Example, either, refused, taken, texts

SEEDED = [random.Random(seed).getrandbits(128) for seed in range(8)]
EVERY_BIT = (1 << 128) - 1


def _reads(requirement: str, flag: str, *spelled: str) -> list[Example]:
    """Addresses that are taken for what the grammar makes of them, however they are written."""
    found = [(text, model.read_address(text)) for text in spelled]
    return [
        taken(requirement, flag, "address", {"canonical": one.text}, text=text)
        for text, one in found
        if one
    ]


def _whole(requirement: str, flag: str, text: str) -> Example:
    one = model.read_address(text)
    if one is None:
        raise ValueError(text)
    about = {
        "version": one.version,
        "canonical": one.text,
        "int": str(one.value),
        "packed": model.pack(one.version, one.value),
    }
    return taken(requirement, flag, "address", about, "text", text=text)


def _refuses(requirement: str, flag: str, *bad: str, kind: str = "") -> list[Example]:
    return refused(requirement, flag, "address", *filter(None, [kind]), over=texts(*bad))


def _in_a_network(requirement: str, flag: str, *bad: str) -> list[Example]:
    return refused(requirement, flag, "network", "address", "network", over=texts(*bad))


V4 = [
    *(
        _whole("CIDR-001", "DottedQuad", text)
        for text in ["0.0.0.0", "255.255.255.255", "123.45.67.69", "1.2.3.4", "0.0.0.1"]
    ),
    *_reads("CIDR-002", "LeadingZero", "10.0.0.1", "0.10.0.0"),
    *_refuses(
        *("CIDR-002", "LeadingZero", "010.0.0.1", "1.2.3.00", "0127.0.0.1", "1.02.3.4"),
        *("1.2.3.010", "1.2.3.08", "00.0.0.0", "::ffff:1.2.03.4"),
        kind="address",
    ),
    *_in_a_network("CIDR-002", "LeadingZero", "010.0.0.0/8", "10.0.0.00/8"),
    *_refuses(
        *("CIDR-003", "LooseIPv4", "127.1", "127.0.1", "1.2.3", "0x7f.0.0.1", "0x7f000001"),
        *("2130706433", "192.168.12345", "0o177.0.0.1", "1"),
    ),
    *_refuses(
        *("CIDR-004", "FieldCount", "256.1.1.1", "1.2.3.256", "1.2.3.1000", "1.2.3.4.5", "1..2.3"),
        *(".1.2.3", "1.2.3.", "1.2.3.4.", "", ".", "...", "1.2.3.4294967297"),
    ),
    *_in_a_network("CIDR-004", "FieldCount", "1.2.3.256/32", "1.2.3.4.5/32", "/8"),
    *_refuses(
        *("CIDR-005", "StrayCharacter", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "\t1.2.3.4"),
        *("1. 2.3.4", "1.2.3.4\r\n", "1.2.3.4\0", "1.2.3.4\0x", "\ufeff1.2.3.4", "1.2.3.4\u200b"),
        *("1.2.3.4\u00a0", "+1.2.3.4", "-1.2.3.4", "1.2.+3.4", "1.2.-3.4", "1_0.0.0.1"),
        *(" ::1", "::1 ", "::1\n", ":: 1", "::1\0"),
    ),
    *_refuses(
        *("CIDR-005", "ForeignDigits", "\u0661.2.3.4", "\uff11.2.3.4", "1.2.3.\u0664"),
        *("\u0967.2.3.4", "1\u3002" + "2\uff0e3\uff614", "\u00b2.2.3.4", "::\u0661", "::\uff11"),
    ),
]

V6 = [
    *_reads(
        *("CIDR-006", "GapPlace", "::", "::1", "1::", "fe80::1", "1:2:3:4:5:6:7:8"),
        *("2001:DB8::AB", "2001:db8:0:0:0:0:0:1", "1:2:3::6:7:8", "0:0:0:0:0:0:0:0"),
        *("2001:0db8:0000:0000:0000:0000:0000:0001", "1:2::", "ABCD:EF01:2345:6789::"),
    ),
    *_refuses("CIDR-006", "GapPlace", "nowhere", "1:2"),
    *_reads("CIDR-007", "GroupCount", "1:2:3:4:5:6:7:8", "1::2:3"),
    *_refuses(
        *("CIDR-007", "GroupCount", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9"),
        *("1:2:3:4::5:6:7:8", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", ":1::", "::1:", "1:"),
        *(":1", ":", ":::", "1:::2", "::::", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:"),
    ),
    *_reads(
        *("CIDR-008", "GapOfOne", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3::5:6:7:8"),
        "1:2:3:4:5::1.2.3.4",
    ),
    *_refuses("CIDR-008", "GapOfOne", "nowhere", "1:2"),
    *_reads("CIDR-009", "GroupDigits", "0001::1", "f::1", "1:22:333:4444:5:6:7:8"),
    *_refuses(
        *("CIDR-009", "GroupDigits", "00001::", "g::", "fe801::1", "0x1::", "1_0::", "+1::"),
        *("-1::", "::00000", "::10000", "1:2:3:4:5:6:7:0008a", "0xa::", "::1h"),
    ),
    *_reads(
        *("CIDR-010", "EmbeddedQuad", "::ffff:1.2.3.4", "64:ff9b::1.2.3.4"),
        *("1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::13.1.68.3"),
    ),
    *_refuses(
        *("CIDR-010", "EmbeddedQuad", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3"),
        *("::1.2.3.4:5", "::1.2.3.4.5", "::1.2.3.256", "::ffff:0x1.2.3.4"),
        *("1.2.3.4:1::", "::1.2.3.4:", "::1.2.", "1:2:3:4:5:1.2.3.4"),
    ),
    *_refuses(
        *("CIDR-011", "NotAnAddress", "[::1]", "[::1]:80", "1.2.3.4:80", "[1.2.3.4]", "::1/128"),
        *("1.2.3.4/32", "http://1.2.3.4", "http://[::1]/", "1.2.3.4/", "//1.2.3.4", "localhost"),
        *("1.2.3.4,1.2.3.5", "::1]", "[::1"),
    ),
    *_reads("CIDR-011", "NotAnAddress", "1.2.3.4", "::1"),
]

FORM = [
    *(
        taken("CIDR-012", "CanonicalForm", "address", {"canonical": canonical}, "text", text=text)
        for text, canonical in [
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
            ("2001:db8::0:1", "2001:db8::1"),
            ("0:0:0:0:0:0:0:0", "::"),
            ("0:0:0:0:0:0:0:1", "::1"),
            ("1:0:0:0:0:0:0:0", "1::"),
            ("1:0:0:4:0:0:7:8", "1::4:0:0:7:8"),
            ("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"),
            ("0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1"),
            ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0"),
        ]
    ),
    *(
        taken("CIDR-013", "MappedForm", "address", {"canonical": canonical}, "text", text=text)
        for text, canonical in [
            ("::ffff:102:304", "::ffff:1.2.3.4"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
            ("::ffff:0:0", "::ffff:0.0.0.0"),
            ("::102:304", "::102:304"),
            ("::fffe:102:304", "::fffe:102:304"),
            ("1::ffff:102:304", "1::ffff:102:304"),
        ]
    ),
    *(
        taken(
            *("CIDR-014", "WholeNumber", "address"),
            {
                "exploded": model.explode(version, value),
                "int": str(value),
                "packed": model.pack(version, value),
            },
            "text",
            text=model.explode(version, value),
        )
        for version, value in [
            *((6, value) for value in [0, 1, 2**53 + 1, 2**64, EVERY_BIT, *SEEDED]),
            *((4, value) for value in [0, 1, 2**32 - 1, SEEDED[0] % 2**32, SEEDED[1] % 2**32]),
        ]
    ),
]

ZONES = [
    *(
        taken("CIDR-015", "Zone", "address", {"canonical": text, "zone": zone}, text=text)
        for text, zone in [
            ("fe80::1%eth0", "eth0"),
            ("fe80::1%1", "1"),
        ]
    ),
    *(  # RFC 4007 section 11.2: other strings than numbers may be supported
        either(
            *("CIDR-015", "Zone", "address", [{"canonical": text, "zone": zone}], [ANY]), text=text
        )
        for text, zone in [("fe80::1%25eth0", "25eth0"), ("fe80::1%Eth0.100", "Eth0.100")]
    ),
    taken("CIDR-015", "Zone", "address", {"canonical": "fe80::1", "zone": None}, text="fe80::1"),
    *_refuses(
        *("CIDR-015", "Zone", "fe80::1%", "fe80::1%a%b", "fe80::1%a/b", "1.2.3.4%eth0", "%eth0"),
        *("fe80::1%eth0%", "fe80::1%%", "1.2.3.4%"),
    ),
    taken("CIDR-048", "Zone", "address", {"canonical": "fe80::1"}, text="fe80::1"),
    *_refuses(
        *("CIDR-048", "Zone", "fe80::1%eth0", "fe80::1%1", "fe80::1%25eth0", "fe80::1%"),
        *("fe80::1%a%b", "1.2.3.4%eth0", "%eth0"),
    ),
]

EXAMPLES = [*V4, *V6, *FORM, *ZONES]
