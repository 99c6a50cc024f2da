"""What passed on a connection, bounded however much that was."""

from __future__ import annotations

import base64
import time

import pytest

from wireproof.model.evidence import Exchange
from wireproof.wire.transcript import KEPT_BYTES, KEPT_STEPS, SAME_BURST_SECONDS, Transcript


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [50.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def told(exchange: Exchange) -> list[tuple[str, int, int]]:
    return [(step.direction, step.size, step.times) for step in exchange.steps]


def test_keeps_what_passed_with_its_time(clock: list[float]) -> None:
    made = Transcript("tcp://127.0.0.1:9")
    made.happened("connected")
    clock[0] += 0.25
    made.sent(b"ping")
    clock[0] += 0.5
    made.received(memoryview(b"pong"))
    frozen = made.frozen()
    assert (frozen.peer, frozen.omitted) == ("tcp://127.0.0.1:9", 0)
    assert [step.at for step in frozen.steps] == [0.0, 0.25, 0.75]
    assert [step.direction for step in frozen.steps] == ["!", ">", "<"]
    assert [base64.b64decode(step.data) for step in frozen.steps] == [b"", b"ping", b"pong"]
    assert frozen.steps[0].note == "connected"


def test_what_comes_at_once_is_one_step(clock: list[float]) -> None:
    made = Transcript("x")
    made.received(b"ab")
    clock[0] += SAME_BURST_SECONDS / 2
    made.received(b"cd")
    clock[0] += SAME_BURST_SECONDS * 2
    made.received(b"ef")
    made.sent(b"g")
    made.received(b"h")
    made.happened("one")
    made.happened("two")
    frozen = made.frozen()
    assert told(frozen) == [
        *(("<", 4, 2), ("<", 2, 1), (">", 1, 1), ("<", 1, 1)),
        *(("!", 0, 1), ("!", 0, 1)),
    ]
    assert base64.b64decode(frozen.steps[0].data) == b"abcd"


def test_keeps_the_beginning_of_a_large_step_and_its_true_size(clock: list[float]) -> None:
    made = Transcript("x")
    made.sent(b"a" * (KEPT_BYTES - 1))
    made.sent(b"bc")
    made.sent(b"d" * 1_000_000)
    (step,) = made.frozen().steps
    assert (step.size, step.times) == (KEPT_BYTES + 1 + 1_000_000, 3)
    assert base64.b64decode(step.data) == b"a" * (KEPT_BYTES - 1) + b"b"
    assert clock[0] == 50.0


def test_keeps_the_first_steps_and_the_last(clock: list[float]) -> None:
    made = Transcript("x")
    count = 3 * KEPT_STEPS
    for number in range(count):
        clock[0] += 1
        made.sent(b"%d" % number)
    frozen = made.frozen()
    kept = [int(base64.b64decode(step.data)) for step in frozen.steps]
    assert kept == [*range(KEPT_STEPS), *range(count - KEPT_STEPS, count)]
    assert frozen.omitted == KEPT_STEPS
