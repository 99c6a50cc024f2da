"""What it is in a text that implementations take in different ways: the first cause that fits.

The order is that of how much a cause explains: digits of another script are what a text is about,
whatever else is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Applies = Callable[[str, str], object]  # of what stands before the slash, and behind it


def _host(pattern: str) -> Applies:
    compiled = re.compile(pattern)
    return lambda host, _prefix: compiled.search(host)


def _prefix(pattern: str) -> Applies:
    compiled = re.compile(pattern)
    return lambda _host, prefix: compiled.search(prefix)


def _either(pattern: str) -> Applies:
    compiled = re.compile(pattern)
    return lambda host, prefix: compiled.search(host + prefix)


def _too_long(host: str, prefix: str) -> bool:
    return prefix[1:].isdecimal() and int(prefix[1:]) > (128 if ":" in host else 32)


QUAD = r"(?:[0-9]+\.){3}[0-9]+"

CAUSES: dict[str, Applies] = {
    "digits and characters beyond ASCII": _either(r"[^\0-\x7f]"),
    "white space and control characters": _either(r"[\0-\x20\x7f]"),
    "brackets": _either(r"[\[\]]"),
    "a zone": _either("%"),
    "a prefix with a leading zero": _prefix(r"^/0[0-9]+$"),
    "a prefix with a sign": _prefix(r"^/[+-]"),
    "a netmask": _prefix(r"^/(?:[1-9][0-9]*(?:\.[0-9]+){3}|0\.0\.0\.0)$"),
    "a hostmask": _prefix(rf"^/{QUAD}$"),
    "a mask of IPv6": _prefix("^/.*:"),
    "a prefix that is no number": _prefix("^/.*[^0-9]|^/$"),
    "a prefix that is too long": _too_long,
    "an IPv4-mapped address": _host("(?i)^(?:0*:)+0*ffff:"),
    "a quad behind groups": _host(rf":{QUAD}$"),
    "a hexadecimal field": _host("(?i)^(?!.*:).*0x"),
    "a field with a leading zero": _host(r"^(?!.*:).*(?:^|\.)0[0-9]"),
    "fewer than four fields": _host(r"^[0-9]+(?:\.[0-9]+){0,2}$"),
    "fields that are empty, too many or too large": _host(r"^[0-9.]+$"),
    "a group of more than four digits": _host("(?i)(?:^|:)[0-9a-f]{5,}(?:$|:)"),
    "a colon at either end": _host("^:(?!:)|(?<!:):$"),
    "gaps, and the number of groups": _host(":"),
}
OTHER = "anything else"


def cause_of(text: str) -> str:
    """Name what an address or a network is spelled with that not everybody reads alike."""
    host, slash, prefix = text.partition("/")
    fitting = (name for name, applies in CAUSES.items() if applies(host, slash + prefix))
    return next(fitting, OTHER)
