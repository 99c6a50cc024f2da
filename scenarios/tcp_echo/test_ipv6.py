"""The other internet protocol."""

from __future__ import annotations

import errno

from wireproof import Target, Untested, requirement
from wireproof.wire.address import Address

from .polite import greet

NO_IPV6 = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH}


@requirement("ECHO-023")
def test_is_reached_over_ipv6(target: Target) -> None:
    there = Address("tcp", host="::1", port=target.address.port)
    try:
        client = target.connect(address=there)
    except OSError as trouble:
        if trouble.errno not in NO_IPV6:
            raise
        raise Untested(f"this machine has no IPv6: {trouble}") from trouble
    with client:
        client.expect_silence()
        greet(client)
