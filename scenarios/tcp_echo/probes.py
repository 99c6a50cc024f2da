"""Find out what an undeclared target looks like: its variant, its concurrency."""

from __future__ import annotations

from wireproof import Target, Violation


def variant(target: Target) -> str:
    """A byte server answers a single octet; a line server waits for the LF."""
    with target.connect() as client:
        client.send(b"x")
        try:
            client.expect(b"x", within=1.0)
        except Violation:
            client.send(b"\n")
            client.expect(b"x\n")
            return "line"
        client.expect_exchange(b"\n", b"\n")
        return "byte"


def concurrency(target: Target) -> str:
    """A sequential server leaves the second client waiting."""
    with target.connect() as first:
        first.expect_exchange(b"first\n", b"first\n")
        with target.connect() as second:
            second.send(b"second\n")
            try:
                second.expect(b"second\n", within=1.0)
            except Violation:
                return "sequential"
            return "concurrent"
