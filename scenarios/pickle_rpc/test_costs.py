"""What a stranger's few bytes may cost: hardly any memory, and no long wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import Target, Untested, requirement
from wireproof.targets.growth import Growth
from wireproof.wire import frames, pickles
from wireproof.wire.pickle_bombs import BOMBS
from wireproof.wire.stream import MiB

from .caller import Caller, calling, expect_served, require_equal

MOST_FOR_A_BOMB = 64 * MiB
MOST_FOR_A_FRAME = 32 * MiB
LARGEST_TRIED = 256 * MiB


@contextmanager
def at_most(target: Target, size: int, what: str) -> Iterator[None]:
    """Let peak memory grow by less than ``size`` bytes over what is resident now."""
    growth = Growth(target)
    yield
    growth.require_below(size, f"for {what}")


@requirement("PRPC-020", fresh=True)
def test_small_pickles_stay_cheap(target: Target) -> None:
    """Refused or answered, as long as it is soon; as an argument, and as the outer pickle."""
    expect_served(target)
    with at_most(target, MOST_FOR_A_BOMB, "small pickles"):
        for name, push in BOMBS.items():
            with calling(target) as caller:
                caller.greet()
                caller.outcome(caller.framed(push.as_argument), f"the pickle {name}")
            with calling(target) as caller:
                caller.outcome(frames.frame(push.alone), f"the pickle {name} as a frame")
        expect_served(target, after="small pickles that announce large objects")


def request_of(caller: Caller, size: int) -> bytes:
    """Make a frame of exactly ``size`` bytes whose result is small: a set without itself."""
    filler = size // 2
    for _ in range(4):  # the lengths of lengths settle
        large = {bytes(filler)}
        payload = caller.payload(pickles.dump(("sub", (large, large), {})))
        if len(payload) == size:
            return frames.frame(payload)
        filler += size - len(payload)
    raise Untested(f"no request of {size} bytes can be made")


@requirement("PRPC-021", fresh=True)
def test_frames_above_the_limit_are_not_read(target: Target) -> None:
    """One byte more than what is served, whole and well formed; then much more, announced only."""
    limit = int(target.limit("max_frame"))
    if limit > LARGEST_TRIED:
        raise Untested(f"`max_frame` is above {LARGEST_TRIED // MiB} MiB")
    with calling(target) as caller:
        caller.client.send(request_of(caller, limit))
        reply = caller.reply(within=target.patience.bulk(limit))
        require_equal(set(), reply.value, "a request of the declared limit")
        beyond = request_of(caller, limit + 1)
    with at_most(target, MOST_FOR_A_FRAME, "a frame above the limit"):
        with calling(target) as caller:
            caller.greet()
            caller.require_refused(beyond, "a frame above the limit")
        for length in (limit + 1, 1 << 40):
            with calling(target) as caller:
                caller.greet()
                caller.require_refused(
                    frames.header(length, wide=True), f"a frame of {length} bytes"
                )
        expect_served(target, after="frames above the limit")
