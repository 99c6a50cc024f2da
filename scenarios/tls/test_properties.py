"""Any hello: what is not understood is refused, and what is understood is not served in clear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, requirement
from wireproof.wire.rude import finish, push
from wireproof.wire.tls import client_hello

from .intruder import MARKER, expect_refused
from .peer import expect_served

changes = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255)), min_size=1, max_size=6)


@requirement("TLS-012", needs=("TLS-001", "TLS-006", "TLS-008"))
@given(changes=changes, kept=st.integers(1, 400))
def test_outlives_any_hello(target: Target, changes: list[tuple[int, int]], kept: int) -> None:
    """A hello of which bytes are others, or missing, may still be a hello, and no more."""
    hello = bytearray(client_hello())
    for at, difference in changes:
        hello[at % len(hello)] ^= difference
    with target.connect() as client:
        push(client, bytes(hello[:kept]), MARKER)
        finish(client)
        expect_refused(target, client, "a hello that is none")
    expect_served(target, after="a hello that is none")
