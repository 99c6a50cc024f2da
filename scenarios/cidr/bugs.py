"""The kinds of mistakes that the examples are about: what each flag of a vector stands for."""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """A class of mistakes, and where it is told what is right."""

    kind: str
    about: str
    link: str = ""


CVE = "https://nvd.nist.gov/vuln/detail/"
RFC = "https://www.rfc-editor.org/rfc/rfc"

FLAGS: dict[str, Bug] = {
    "DottedQuad": Bug("BASIC", "IPv4 in its strict form.", f"{RFC}6943#section-3.1.1"),
    "LeadingZero": Bug(
        "FILTER_BYPASS", "Octal to one reader, decimal to the next.", f"{CVE}CVE-2021-29921"
    ),
    "LooseIPv4": Bug(
        "FILTER_BYPASS", "What inet_aton takes and a filter does not know.", f"{RFC}6943"
    ),
    "FieldCount": Bug("LAX_PARSER", "Fields that are missing, surplus, empty or too large."),
    "StrayCharacter": Bug("LAX_PARSER", "White space, signs and NUL around or in an address."),
    "ForeignDigits": Bug("LAX_PARSER", "Digits that Unicode knows and the grammar does not."),
    "GapPlace": Bug("WRONG_VALUE", "`::` at either end and in the middle.", f"{RFC}4291"),
    "GroupCount": Bug("LAX_PARSER", "Too many groups or gaps, or too few.", f"{RFC}4291"),
    "GapOfOne": Bug("TOO_STRICT", "`::` for a single group.", f"{RFC}4291"),
    "GroupDigits": Bug("LAX_PARSER", "Groups with more than four digits, or with others."),
    "EmbeddedQuad": Bug("LAX_PARSER", "A dotted quad elsewhere than at the end.", f"{RFC}4291"),
    "NotAnAddress": Bug("LAX_PARSER", "Texts that only hold an address: URLs, ports, brackets."),
    "CanonicalForm": Bug("WRONG_FORM", "The one spelling to write.", f"{RFC}5952#section-4"),
    "MappedForm": Bug("WRONG_FORM", "A quad at the end of mapped ones.", f"{RFC}5952#section-5"),
    "WholeNumber": Bug("WRONG_VALUE", "All 128 bits, which no JSON number carries."),
    "Zone": Bug("WRONG_VALUE", "What follows the percent sign.", f"{RFC}4007#section-11"),
    "PrefixText": Bug("LAX_PARSER", "Prefix lengths that are not plain decimal, or too long."),
    "PrefixZero": Bug("LAX_PARSER", "Prefix lengths with a leading zero."),
    "HostBits": Bug("SILENT_CHANGE", "Bits beyond the prefix."),
    "BareNetwork": Bug("SILENT_CHANGE", "An address where a network is asked for."),
    "Abbreviated": Bug("FILTER_BYPASS", "Networks of fewer than four fields."),
    "NetMask": Bug("LAX_PARSER", "A netmask after the slash.", f"{RFC}4632#section-5.1"),
    "HostMask": Bug("WRONG_VALUE", "A hostmask after the slash; 0.0.0.0 is no hostmask."),
    "MaskArithmetic": Bug("WRONG_VALUE", "Ends, masks and counts for every prefix length."),
    "NetworkZone": Bug("SILENT_CHANGE", "The zone of a network.", f"{RFC}4007#section-11.7"),
    "Interface": Bug("SILENT_CHANGE", "An address with the network around it."),
    "Iteration": Bug("WRONG_VALUE", "All addresses, the first and the last one included."),
    "Laziness": Bug("DENIAL_OF_SERVICE", "Slices of networks that nobody can list."),
    "Mirror": Bug("WRONG_VALUE", "From the end, and across the edge of a 64-bit word."),
    "Index": Bug("WRONG_VALUE", "Indices of any size, on either side of zero."),
    "Hosts": Bug("WRONG_VALUE", "Which addresses a host can have.", f"{RFC}3021"),
    "Membership": Bug("FILTER_BYPASS", "Addresses at the edges of a network."),
    "Versions": Bug("FILTER_BYPASS", "IPv4 beside IPv6 with the same number.", f"{RFC}6943"),
    "Mapped": Bug("FILTER_BYPASS", "IPv4-mapped addresses beside IPv4.", f"{RFC}4291"),
    "Subnets": Bug("WRONG_VALUE", "The parts of a network."),
    "NewPrefix": Bug("SILENT_CHANGE", "Prefixes on the wrong side of the network's own."),
    "Supernet": Bug("WRONG_VALUE", "The network around a network."),
    "Nesting": Bug("WRONG_VALUE", "Which network holds which."),
    "Exclude": Bug("WRONG_VALUE", "What is left of a network."),
    "Summarize": Bug("WRONG_VALUE", "The networks of a range, up to the highest address."),
    "Collapse": Bug("WRONG_VALUE", "The fewest networks for the same addresses."),
    "Order": Bug("WRONG_VALUE", "Numbers, not texts."),
    "Registry": Bug("STALE_TABLE", "The special-purpose registries.", f"{CVE}CVE-2024-4032"),
}
