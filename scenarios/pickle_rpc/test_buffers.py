"""Buffers beside the pickle: they arrive whole, in their places, uncopied, and never uninvited."""

from __future__ import annotations

import array
import pickle
import random

from hypothesis import given
from hypothesis import strategies as st

from wireproof import Target, Violation, requirement
from wireproof.suite.strategies import plain
from wireproof.wire import frames, pickles
from wireproof.wire.hostile_pickles import call, number, pickled
from wireproof.wire.stream import MiB

from . import beside
from .beside import announced, buffer, message
from .caller import Caller, calling, count_of_bumps, expect_served, require_equal
from .test_costs import MOST_FOR_A_FRAME, at_most

LARGE_BYTES = 48 * MiB
BUFFERS = st.lists(st.binary(max_size=2000), min_size=1, max_size=4)


@requirement("PRPC-030")
def test_functions_get_what_is_in_a_buffer(target: Target) -> None:
    values = array.array("d", [0.5, -2.0, 40.0])
    with calling(target) as caller:
        total, _ = beside.call(caller, "total", buffer(values.tobytes()))
        require_equal(38.5, total, "the total of a buffer")
        caller.greet()


@requirement("PRPC-030")
@given(sent=BUFFERS, writable=st.booleans(), around=st.integers() | plain.texts(5))
def test_any_buffers_round_trip(
    target: Target,
    sent: list[bytes],
    writable: bool,  # noqa: FBT001 - drawn
    around: object,
) -> None:
    """Empty ones, too, between other arguments and in containers; writable or not."""
    made = [buffer(bytearray(data) if writable else data) for data in sent]
    with calling(target) as caller:
        caller.greet()
        value, size = beside.call(caller, "echo", made[0], around, made[1:])
        require_equal(((sent[0], around, sent[1:]), {}), value, "the echo of buffers")
    if size != sum(map(len, sent)):
        raise Violation(
            "buffers come back in the pickle",
            expected=f"{sum(map(len, sent))} bytes beside it",
            seen=f"{size} bytes",
        )


def bump_with(*pushes: bytes) -> bytes:
    """Spell a bump, with values that are pushed and popped before it."""
    popped = b"".join(push + pickle.POP for push in pushes)
    return pickled(popped + call("bump"), protocol=5)


NEXT = pickle.NEXT_BUFFER


def misfits(caller: Caller) -> dict[str, bytes]:
    """Spell bumps whose buffers are not what they should be."""
    two = (b"first", b"second")
    taken, framed = bump_with(NEXT, NEXT), caller.framed
    short, long = frames.frame(b"secon"), frames.frame(b"second!")
    begun = announced([5, 6]) + framed(taken) + frames.frame(two[0])
    return {
        "one too many for its pickle": message(caller, bump_with(NEXT), two),
        "none for its pickle": framed(bump_with(NEXT)),
        "one too few for its pickle": message(caller, taken, two[:1]),
        "nothing that may be read only": framed(bump_with(number(1) + pickle.READONLY_BUFFER)),
        "one shorter than announced": begun + short,
        "one longer than announced": begun + long,
        "lengths cut in the middle": frames.frame(beside.ANNOUNCEMENT + bytes(7)) + framed(taken),
        "more than 1024": message(
            caller, bump_with(*[NEXT] * 1025), [b""] * (beside.MOST_BUFFERS + 1)
        ),
    }


@requirement("PRPC-031")
def test_refuses_buffers_that_do_not_fit(target: Target) -> None:
    with calling(target) as caller:
        caller.client.send(message(caller, bump_with(NEXT, NEXT), (b"first", b"second")))
        answered, _ = beside.reply(caller)
        if not answered.ok:
            raise Violation("a call with two buffers is an error", seen=str(answered))
        attempts = misfits(caller)
    before = count_of_bumps(target)
    for what, attempt in attempts.items():
        with calling(target) as caller:
            caller.require_refused(attempt, f"a call whose buffers are {what}")
    made = count_of_bumps(target) - before - 1
    if made:
        raise Violation(f"{made} calls were made though their buffers did not fit")
    expect_served(target, after="buffers that did not fit")


@requirement("PRPC-032", fresh=True)
def test_buffers_count_against_the_limit(target: Target) -> None:
    limit = int(target.limit("max_frame"))
    with calling(target) as caller:
        beside.call(caller, "echo", buffer(b"small"))
        request = caller.framed(bump_with(NEXT))
    excesses = ([limit + 1], [1 << 40], [limit // 2 + 1] * 2, [1 << 63] * 2, [limit] * 1000)
    with at_most(target, MOST_FOR_A_FRAME, "buffers above the limit"):
        for lengths in excesses:
            with calling(target) as caller:
                caller.greet()
                attempt = announced(lengths) + request + frames.header(lengths[0], wide=True)
                what = f"a call with {len(lengths)} buffers of {lengths[0]} bytes"
                caller.require_refused(attempt, what)
        expect_served(target, after="buffers above the limit")


@requirement("PRPC-033", fresh=True, measures=True, needs=("PRPC-030",))
def test_a_large_buffer_is_held_once(target: Target) -> None:
    """A copy on either way would double what one buffer takes."""
    size = min(LARGE_BYTES, int(target.limit("max_frame")) * 3 // 4)
    if size < 4 * MiB:
        size = 0
    data = random.Random(33).randbytes(MiB) * (size // MiB)
    with calling(target) as caller:
        beside.call(caller, "echo", buffer(b"small"))
        with at_most(target, len(data) * 3 // 2, f"a buffer of {len(data) // MiB} MiB"):
            within = target.patience.bulk(2 * len(data))
            value, _ = beside.call(caller, "echo", buffer(data), within=within)
    if value != ((data,), {}):
        raise Violation("a large buffer comes back as something else", seen=pickles.shown(value))
