"""Flow: slow readers, and streams that end too soon."""

from __future__ import annotations

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.compare import require_same
from wireproof.wire.stream import MiB, StreamConnection

from .transfers import agreed, bounce, carry, counted, deposit

SPIN_SECONDS = 0.5
MOST_CPU = 0.1  # of wall time, in which nothing should happen


@requirement("ARR-004")
def test_outlasts_a_slow_reader(target: Target) -> None:
    """A window of 4 KiB, read by 2 KiB: every write of the target is taken only in part."""
    data = counted("<f8", 4 * MiB // 8)
    with (
        agreed(target, "<f8", 4 * MiB // 8) as sender,
        sender.connect(receive_buffer=4096) as client,
    ):
        if sender.implementation.role == "bounce":
            client.send(data)
        require_same(data, _slowly(client, len(data)), "the array")


def _slowly(client: StreamConnection, size: int) -> bytes:
    """Read in small pieces; the silence between them is what makes the window close."""
    received = bytearray()
    while len(received) < size:
        piece = client.receive_some(2048)
        if not piece:
            raise Violation(f"the array is cut: {len(received)} of {size} bytes, then the end")
        received += piece
    return bytes(received)


@requirement("ARR-005", role="receiver")
@pytest.mark.parametrize("missing", [8000, 7999, 1], ids="{}-bytes-missing".format)
def test_reports_truncation(target: Target, missing: int) -> None:
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as receiver:
        carry(receiver, data)
        verdict = deposit(receiver, data[: len(data) - missing])
        if verdict["ok"]:
            raise Violation("a truncated array is reported as success", seen=str(verdict))
        carry(receiver, data)


@requirement("ARR-005", role="bounce")
@pytest.mark.parametrize("missing", [8000, 7999, 1], ids="{}-bytes-missing".format)
def test_returns_no_truncated_array(target: Target, missing: int) -> None:
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as bouncer:
        with bouncer.connect() as client:
            bounce(client, data)
            client.send(data[: len(data) - missing])
            client.half_close()
            returned = client.expect_gone()
            if len(returned) >= len(data):
                raise Violation("a truncated array is returned as if complete")
        carry(bouncer, data)


@requirement("ARR-005", measures=True)
def test_does_not_spin_at_the_end(target: Target) -> None:
    """recv() returns nothing for ever at the end of a stream."""
    data = counted("<f8", 1000)
    with agreed(target, "<f8", 1000) as taker:
        carry(taker, data)
        with taker.connect() as client:
            client.send(data[:100])
            client.half_close()
            spent = _cpu_while_quiet(taker, client) if taker.observable else 0.0
        if spent > MOST_CPU * SPIN_SECONDS:
            raise Violation(
                f"spins at the end of the stream: {spent:.2f} s of CPU in {SPIN_SECONDS} s"
            )
        carry(taker, data)


def _cpu_while_quiet(target: Target, client: StreamConnection) -> float:
    before = target.vitals().cpu_seconds
    client.stay_away(SPIN_SECONDS)
    return target.vitals().cpu_seconds - before
