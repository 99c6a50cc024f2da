"""The shared form: memory changes hands, and nobody trusts it for its looks."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator

import pytest

from wireproof import StreamConnection, Target, Violation, requirement
from wireproof.wire.descriptors import closing, receive_with, send_with

from . import header, hostile, shared
from .transfers import (
    Terms,
    agreed,
    awaited,
    carry,
    counted,
    fruitless,
    require_nothing_more,
    require_success,
    verdict_at,
)

TEN = (10,)
DATA = counted("<f8", 10)
MESSAGE = header.spell("<f8", TEN)
ROUNDS = 20
SPARE = 2  # descriptors that a process may happen to open meanwhile
LOOK_SECONDS = 0.02
SHAPES = [("|u1", (1001,)), ("<i4", (3, 5)), ("<c16", (2, 3, 4)), ("<f8", ()), ("<f8", (3, 0))]


def polite(target: Target) -> None:
    """Give one array that everybody takes."""
    carry(Terms(target, "<f8", TEN), DATA)


@contextlib.contextmanager
def refused(target: Target, what: str) -> Iterator[StreamConnection]:
    """Send something of which no array may come; others are served before and afterwards."""
    polite(target)
    with fruitless(Terms(target, "<f8", TEN), what) as client:
        yield client
        client.half_close()
        returned = client.expect_gone()
    if returned and not returned.startswith(header.REFUSAL):
        raise Violation(f"{what}: taken for an array and returned", seen=repr(returned[:80]))
    polite(target)


@requirement("ARR-005", features=("shared",))
@pytest.mark.parametrize("sent", [1, 7, 11, 26], ids="{}-bytes-sent".format)
def test_takes_a_cut_header_with_memory_for_no_array(target: Target, sent: int) -> None:
    with refused(target, "a header cut short") as client, shared.memory(DATA) as descriptor:
        send_with(client, MESSAGE[:sent], [descriptor])


@requirement("ARR-006", role="bounce", features=("shared",))
def test_leaves_the_next_memory_alone(target: Target) -> None:
    """Two arrays are there before the first is read."""
    terms, other = Terms(target, "<f8", TEN), DATA[::-1]
    with target.connect() as client, shared.memory(DATA) as one, shared.memory(other) as next_one:
        send_with(client, MESSAGE, [one])
        send_with(client, MESSAGE, [next_one])
        terms.expect(client, DATA)
        terms.expect(client, other)


@requirement("ARR-016", role="bounce", features=("shared",))
def test_ends_a_shared_header_that_stalls(target: Target) -> None:
    _stall(target)


@requirement("ARR-016", role="receiver", features=("shared",))
def test_reports_a_shared_header_that_stalls(target: Target) -> None:
    _stall(target)


def _stall(target: Target) -> None:
    polite(target)
    terms = Terms(target, "<f8", TEN)
    with fruitless(terms, "a header that stalls") as client, shared.memory(DATA) as descriptor:
        send_with(client, MESSAGE[:8], [descriptor])
        client.expect_gone(within=target.limit("idle_timeout") + client.patience.reply)
    polite(target)


@requirement("ARR-025", role="bounce", features=("shared",))
def test_serves_others_while_a_shared_header_stalls(target: Target) -> None:
    with target.connect() as stalled, shared.memory(DATA) as descriptor:
        send_with(stalled, MESSAGE[:8], [descriptor])
        polite(target)
        stalled.send(MESSAGE[8:])
        Terms(target, "<f8", TEN).expect(stalled, DATA)


@requirement("ARR-025", role="receiver", features=("shared",))
def test_receives_from_others_while_a_shared_header_stalls(target: Target) -> None:
    with target.connect() as stalled, shared.memory(DATA) as descriptor:
        send_with(stalled, MESSAGE[:8], [descriptor])
        polite(target)
        path = awaited(target)
        stalled.send(MESSAGE[8:])
        verdict = verdict_at(path, within=target.patience.reply)
    require_success(verdict, Terms(target, "<f8", TEN), DATA)


@requirement("ARR-026", role="sender")
def test_shares_what_it_announces(target: Target) -> None:
    for dtype, shape in SHAPES:
        with agreed(target, dtype, *shape, shares=True) as terms:
            with terms.target.connect() as client:
                terms.expect(client, counted(dtype, *shape))
                require_nothing_more(client)
            with terms.target.connect() as client:
                require_sealed(client)


@requirement("ARR-026", role="bounce")
def test_shares_what_it_returns(target: Target) -> None:
    for dtype, shape in SHAPES:
        carry(Terms(target, dtype, shape), counted(dtype, *shape))
    with target.connect() as client, shared.memory(DATA) as descriptor:
        send_with(client, MESSAGE, [descriptor])
        require_sealed(client)


def require_sealed(client: StreamConnection) -> None:
    """Memory that its owner could shrink would end whoever touches it (SIGBUS)."""
    with closing() as came:
        header.parse(lambda size: receive_with(client, size, came))
        for descriptor in came:
            shared.require_sealed(descriptor)


@requirement("ARR-027")
@pytest.mark.parametrize("held", [0, 79], ids="{}-bytes-held".format)
def test_refuses_memory_that_is_too_small(target: Target, held: int) -> None:
    with refused(target, "memory that is too small") as client, shared.memory(DATA[:held]) as one:
        send_with(client, MESSAGE, [one])


@requirement("ARR-027")
def test_refuses_memory_that_can_shrink(target: Target) -> None:
    """It shrinks as soon as it has been sent."""
    with refused(target, "memory that can shrink") as client, shared.memory(DATA, seals=0) as one:
        send_with(client, MESSAGE, [one])
        os.ftruncate(one, 0)


@requirement("ARR-027")
def test_refuses_memory_that_could_shrink(target: Target) -> None:
    with refused(target, "memory that could shrink") as client, shared.memory(DATA, seals=0) as one:
        send_with(client, MESSAGE, [one])


@requirement("ARR-027")
@pytest.mark.parametrize("kind", ["a-pipe", "a-file", "a-folder", "a-device"])
def test_refuses_what_is_no_memory(target: Target, kind: str) -> None:
    with refused(target, kind) as client, _no_memory(kind) as descriptor:
        send_with(client, MESSAGE, [descriptor])


@contextlib.contextmanager
def _no_memory(kind: str) -> Iterator[int]:
    with closing() as held, tempfile.TemporaryFile() as file:
        file.write(DATA)
        file.flush()
        match kind:
            case "a-file":
                yield file.fileno()
                return
            case "a-pipe":
                held.extend(os.pipe())
                os.write(held[1], DATA)
            case "a-folder":
                held.append(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
            case _:
                held.append(os.open("/dev/zero", os.O_RDWR))
        yield held[0]


@requirement("ARR-028")
@pytest.mark.parametrize("number", [0, 2, 9], ids="{}-descriptors".format)
def test_refuses_all_but_one_descriptor(target: Target, number: int) -> None:
    with refused(target, f"{number} descriptors") as client, shared.memory(DATA) as one:
        if number:
            send_with(client, MESSAGE, [one] * number)
        else:
            client.send(MESSAGE)


@requirement("ARR-029", needs=("ARR-027", "ARR-028"))
def test_keeps_no_descriptor(target: Target) -> None:
    """Of arrays that are taken, refused, or cut short."""
    polite(target)
    before = target.vitals().descriptors
    terms = Terms(target, "<f8", TEN)
    for octets, held, number in [(MESSAGE, 80, 1), (MESSAGE, 8, 1), (MESSAGE, 80, 3)] * ROUNDS:
        with fruitless_or_not(terms) as client, shared.memory(DATA[:held]) as one:
            send_with(client, octets, [one] * number)
    with fruitless(terms, "a header cut short") as client, shared.memory(DATA) as one:
        send_with(client, MESSAGE[:9], [one])
    polite(target)
    deadline = time.monotonic() + target.patience.reply
    while (now := target.vitals().descriptors) > before + SPARE:
        if time.monotonic() > deadline:
            raise Violation(f"{now - before} descriptors are left behind", timeless=True)
        time.sleep(LOOK_SECONDS)


@contextlib.contextmanager
def fruitless_or_not(terms: Terms) -> Iterator[StreamConnection]:
    """Connect, send something, and see the target through with it, whatever it makes of it."""
    path = awaited(terms.target) if terms.target.implementation.role == "receiver" else None
    with terms.target.connect() as client:
        yield client
        client.half_close()
        client.expect_gone()
    if path:
        verdict_at(path, within=terms.target.patience.refuse)


HEADERS = {
    **{what: octets for kind in hostile.MALFORMED.values() for what, octets in kind.items()},
    **hostile.REFERENCES,
}


@requirement("ARR-030")
def test_refuses_headers_that_lie_about_memory(target: Target) -> None:
    terms = Terms(target, "<f8", TEN)
    polite(target)
    for what, octets in HEADERS.items():
        with fruitless(terms, what) as client, shared.memory(hostile.BEHIND) as descriptor:
            send_with(client, octets, [descriptor])
            client.half_close()
            returned = client.expect_gone()
        if returned.startswith(header.MAGIC):
            raise Violation(f"{what}: taken for an array and returned", seen=repr(returned[:80]))
    polite(target)


@requirement("ARR-030", limits=("max_bytes",))
def test_refuses_memory_above_its_limit(target: Target) -> None:
    """Memory that nobody has touched costs nothing to announce, and nothing to send."""
    size = int(target.limit("max_bytes")) + 1
    with refused(target, "one byte above max_bytes") as client, shared.memory(b"") as descriptor:
        os.ftruncate(descriptor, size)
        send_with(client, header.spell("|u1", (size,)), [descriptor])


@requirement("ARR-031")
def test_sends_memory_that_clients_cannot_change(target: Target) -> None:
    with agreed(target, "<f8", *TEN, shares=True) as terms:
        with terms.target.connect() as client:
            terms.expect(client, DATA)
        with terms.target.connect() as client, closing() as came:
            header.parse(lambda size: receive_with(client, size, came))
            for descriptor in came:
                with contextlib.suppress(OSError):
                    os.pwrite(descriptor, b"\xff" * 80, 0)
        with terms.target.connect() as client:
            terms.expect(client, DATA)
