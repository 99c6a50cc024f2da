"""Combinations: one thing that speaks against a server is enough, whatever speaks for it.

The product is small, so all of it is tried; what is due is decided by the faults alone.
"""

from __future__ import annotations

from itertools import product

import msgspec
import pytest

from wireproof import Target, requirement
from wireproof.certificates import Family, Identity, servers, strangers
from wireproof.certificates.family import DAY
from wireproof.certificates.lies import (
    CLIENTS_ONLY,
    Paper,
    addresses,
    dns,
    intermediate_of,
    root_of,
    sign,
)

from .visitors import expect_accepted, expect_refused, showing

ENTRIES = {"localhost": dns("localhost"), "127.0.0.1": addresses("127.0.0.1")}
OTHERS = {"localhost": dns("example.org"), "127.0.0.1": addresses("127.0.0.2")}
FAULTS = ("nothing", "the past", "the future", "the name", "the purpose", "the authority")


def paper(name: str, fault: str) -> Paper:
    """Make a certificate that is for a name, with one fault."""
    good = Paper(entries=ENTRIES[name])
    changed: dict[str, dict[str, object]] = {
        "the past": {"ends": -DAY},
        "the future": {"begins": DAY},
        "the name": {"entries": OTHERS[name]},
        "the purpose": {"purposes": CLIENTS_ONLY},
    }
    return msgspec.structs.replace(good, **changed.get(fault, {}))


def signed(family: Family, one: Paper, *, direct: bool) -> Identity:
    """Have a paper signed by a family's root or intermediate."""
    if direct:
        return sign(one, root_of(family)).followed_by()
    return sign(one, intermediate_of(family)).followed_by(family.intermediate)


@requirement("TLS-045", role="client")
@pytest.mark.parametrize(
    ("name", "direct"),
    list(product(ENTRIES, [True, False])),
    ids=["name-direct", "name-below", "address-direct", "address-below"],
)
def test_one_fault_is_enough(target: Target, name: str, direct: bool) -> None:  # noqa: FBT001
    for fault in FAULTS:
        family = strangers() if fault == "the authority" else servers()
        host = showing(signed(family, paper(name, fault), direct=direct))
        if fault == "nothing":
            expect_accepted(target, host, "a good server", name=name)
        else:
            expect_refused(target, host, f"a server of which {fault} is wrong", name=name)
