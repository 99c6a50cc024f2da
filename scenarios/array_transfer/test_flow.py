"""Flow: slow readers, streams that end too soon, and clients that stop in the middle."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.stream import MiB, StreamConnection

from . import header
from .transfers import (
    Terms,
    agreed,
    awaited,
    bounce,
    carry,
    counted,
    deposit,
    fruitless,
    require_success,
    verdict_at,
)

SPIN_SECONDS = 0.5
MOST_CPU = 0.1  # of wall time, in which nothing should happen
SMALL_WINDOW = 4096
UNREAD_BYTES = 32 * MiB  # more than any kernel keeps for a reader who does not read
CUTS = [8000, 7999, 1]


@requirement("ARR-004")
def test_outlasts_a_slow_reader(target: Target) -> None:
    """A window of 4 KiB, read by 2 KiB: every write of the target is taken only in part."""
    data = counted("<f8", 4 * MiB // 8)
    with (
        agreed(target, "<f8", 4 * MiB // 8) as terms,
        terms.target.connect(receive_buffer=SMALL_WINDOW) as client,
    ):
        if target.implementation.role == "bounce":
            client.send(terms.message(data))
        found = terms.expect_header(client)
        header.require_items(found, _slowly(client, found.size), terms.dtype, data)


def _slowly(client: StreamConnection, size: int) -> bytes:
    """Read in small pieces; the silence between them is what makes the window close."""
    received = bytearray()
    while len(received) < size:
        piece = client.receive_some(min(2048, size - len(received)))
        if not piece:
            raise Violation(f"the array is cut: {len(received)} of {size} bytes, then the end")
        received += piece
    return bytes(received)


@requirement("ARR-005", role="receiver")
def test_reports_truncation(target: Target) -> None:
    """All bytes of the array are missing, all but one, and one."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms:
        carry(terms, data)
        for missing in CUTS:
            _require_truncated(terms, terms.message(data)[:-missing])
        carry(terms, data)


@requirement("ARR-005", role="bounce")
def test_returns_no_truncated_array(target: Target) -> None:
    """All bytes of the array are missing, all but one, and one."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms:
        for missing in CUTS:
            with terms.target.connect() as client:
                bounce(client, terms, data)
                _require_no_array(client, terms, terms.message(data)[:-missing])
        carry(terms, data)


@requirement("ARR-005", features=("header",))
@pytest.mark.parametrize("sent", [1, 7, 11, 26], ids="{}-bytes-sent".format)
def test_takes_a_cut_header_for_no_array(target: Target, sent: int) -> None:
    """In the magic, before the last octet that counts, after the type, and before the length."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms:
        carry(terms, data)
        if target.implementation.role == "bounce":
            with target.connect() as client:
                _require_no_array(client, terms, terms.message(data)[:sent])
        else:
            _require_truncated(terms, terms.message(data)[:sent])
        carry(terms, data)


def _require_truncated(terms: Terms, cut: bytes) -> None:
    verdict = deposit(terms, cut)
    if verdict["ok"]:
        raise Violation("a truncated array is reported as success", seen=str(verdict))


def _require_no_array(client: StreamConnection, terms: Terms, cut: bytes) -> None:
    """What had come may be on its way back already, but nothing is added to it."""
    client.send(cut)
    client.half_close()
    returned = client.expect_gone()
    refused = terms.announces and returned.startswith(header.REFUSAL)
    if len(returned) > len(cut) and not refused:
        raise Violation("a truncated array is returned as if complete")


@requirement("ARR-005")
def test_does_not_spin_at_the_end(target: Target) -> None:
    """recv() returns nothing for ever at the end of a stream."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms:
        carry(terms, data)
        with fruitless(terms, "an array cut short") as client:
            client.send(terms.message(data)[:100])
            client.half_close()
            spent = _cpu_while_quiet(terms.target, client) if terms.target.observable else 0.0
            if spent > MOST_CPU * SPIN_SECONDS:
                raise Violation(
                    f"spins at the end of the stream: {spent:.2f} s of CPU in {SPIN_SECONDS} s",
                    timeless=True,
                )
        carry(terms, data)


def _cpu_while_quiet(target: Target, client: StreamConnection) -> float:
    before = target.vitals().cpu_seconds
    client.stay_away(SPIN_SECONDS)
    return target.vitals().cpu_seconds - before


@requirement("ARR-016", role="sender")
def test_gives_up_a_reader_who_stopped(target: Target) -> None:
    """Who never reads is owed nothing after the idle timeout: the array does not come whole."""
    items = UNREAD_BYTES // 8
    idle = target.limit("idle_timeout")
    with agreed(target, "<f8", items) as terms:
        with terms.target.connect() as client:
            _read_all(client, terms)
        with terms.target.connect(receive_buffer=SMALL_WINDOW) as client:
            client.stay_away(idle + client.patience.reply)
            came = _count_to_end(client, UNREAD_BYTES)
        if came >= UNREAD_BYTES:
            raise Violation(f"a reader who stopped for {idle:g} s and more still gets the array")


def _read_all(client: StreamConnection, terms: Terms) -> None:
    size = terms.expect_header(client).size
    if _count_to_end(client, size) < size:
        raise Violation("the array is cut")


def _count_to_end(client: StreamConnection, at_most: int) -> int:
    count = 0
    while count < at_most and (piece := client.receive_or_end(min(MiB, at_most - count))):
        count += len(piece)
    return count


@requirement("ARR-016", role="bounce")
def test_ends_a_transfer_that_stalls(target: Target) -> None:
    _stall(target, 4000)


@requirement("ARR-016", role="receiver")
def test_reports_a_transfer_that_stalls(target: Target) -> None:
    _stall(target, 4000)


@requirement("ARR-016", role="bounce", features=("header",))
def test_ends_a_header_that_stalls(target: Target) -> None:
    _stall(target, 8)


@requirement("ARR-016", role="receiver", features=("header",))
def test_reports_a_header_that_stalls(target: Target) -> None:
    _stall(target, 8)


def _stall(target: Target, sent: int) -> None:
    """Begin an array, and see the target end it; others are served before and after."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms:
        carry(terms, data)
        with fruitless(terms, "a transfer that stalls") as client:
            client.send(terms.message(data)[:sent])
            client.expect_gone(within=target.limit("idle_timeout") + client.patience.reply)
        carry(terms, data)


@requirement("ARR-025", role="sender", needs=("ARR-004",))
def test_sends_to_others_while_one_stalls(target: Target) -> None:
    """The one who stalled gets the rest afterwards: he was not ended to make room."""
    with (
        agreed(target, "<f8", 8 * MiB // 8) as terms,
        terms.target.connect(receive_buffer=SMALL_WINDOW) as stalled,
    ):
        missing = terms.expect_header(stalled).size - len(stalled.receive_exactly(1000))
        with terms.target.connect() as other:
            _read_all(other, terms)
        if _count_to_end(stalled, missing) < missing:
            raise Violation("the array is cut for one who stalled")


@requirement("ARR-025", role="bounce")
def test_serves_others_while_one_stalls(target: Target) -> None:
    """The one who stalled is served to the end afterwards: he was not ended to make room."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms, terms.target.connect() as stalled:
        stalled.send(terms.message(data)[:100])
        carry(terms, data)
        stalled.send(terms.message(data)[100:])
        terms.expect(stalled, data)


@requirement("ARR-025", role="receiver")
def test_receives_from_others_while_one_stalls(target: Target) -> None:
    """The one who stalled is served to the end afterwards: he was not ended to make room."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as terms, terms.target.connect() as stalled:
        stalled.send(terms.message(data)[:100])
        carry(terms, data)
        path = awaited(terms.target)
        stalled.send(terms.message(data)[100:])
        stalled.half_close()
        require_success(verdict_at(path, within=target.patience.reply), terms, data)
