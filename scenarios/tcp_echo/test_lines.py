"""The line variant: lines are a matter of when to answer, never of what."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.wire.compare import require_same
from wireproof.wire.stream import MiB

from .polite import expect_served, greet

LONG_LINE = b"y" * MiB + b"\n"
LAST_LINE = b"z\n"

lines = st.lists(st.sampled_from([b"\r", b"\0", b"a", b" ", b"\xff"]), max_size=60).map(b"".join)


@requirement("LINE-001")
def test_answers_a_line_when_it_is_complete(target: Target) -> None:
    """Whether the beginning of a line comes back before its end is the server's affair."""
    with target.connect() as client:
        client.expect_exchange(b"ab\n", b"ab\n")
        client.send(b"cd")
        client.stay_away(target.patience.quiet)
        client.expect_exchange(b"\n", b"cd\n")


@requirement("LINE-002")
def test_keeps_line_ends_as_they_are(target: Target) -> None:
    with target.connect() as client:
        client.expect_exchange(b"a\r\nb\nc\rd\n", b"a\r\nb\nc\rd\n")


@requirement("LINE-002")
@given(text=st.lists(lines, min_size=1, max_size=20))
def test_keeps_lines_as_they_are(target: Target, text: list[bytes]) -> None:
    sent = b"".join(line + b"\n" for line in text)
    with target.connect() as client:
        client.expect_exchange(sent, sent)


@requirement("LINE-003")
def test_returns_the_last_line_without_its_end(target: Target) -> None:
    with target.connect() as client:
        greet(client)
        client.send(b"x\ny")
        client.half_close()
        client.expect(b"x\ny")


@requirement("LINE-004")
def test_never_cuts_a_long_line_and_goes_on(target: Target) -> None:
    """It may refuse the line by ending the connection, even while we still send."""
    with target.connect() as client:
        greet(client)
        with suppress(Violation):
            client.send(LONG_LINE + LAST_LINE)
        came = client.receive_until(LAST_LINE, within=target.patience.bulk(MiB))
        if came != LONG_LINE + LAST_LINE:
            require_same(LONG_LINE[: len(came)], came)
    expect_served(target, after="a long line")
