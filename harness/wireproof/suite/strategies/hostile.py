"""Pickles that no honest peer sends, generated: hidden calls, random programs, damaged requests.

The corpus names what can be called and by which opcode; here it is hidden in whatever else a
pickle may hold. A `Disguised` is names and nothing else, so that a counterexample can be read.
"""

from __future__ import annotations

import pickle
import pickletools
from collections.abc import Callable
from functools import reduce
from pathlib import Path

from hypothesis import strategies as st
from msgspec import Struct

from wireproof.wire.hostile_pickles import (
    CORPUS,
    HostilePickle,
    Push,
    call,
    dict_of,
    list_of,
    number,
    pickled,
    text,
    tuple_of,
)

# These start a program and do not wait for it; all others have had their effect once they return.
_LATE = ("Popen", "popen", "_reconstructor")
_CORES = {
    each.name: each
    for each in CORPUS
    if not each.whole and not any(word in each.name for word in _LATE)
}

DISGUISES: dict[str, Callable[[Push], Push]] = {
    "a list": list_of,
    "a tuple": tuple_of,
    "a tuple of one": lambda inner: inner + pickle.TUPLE1,
    "a dictionary": lambda inner: dict_of((text("key"), inner)),
    "an item set alone": lambda inner: pickle.EMPTY_DICT + text("key") + inner + pickle.SETITEM,
    "an item appended alone": lambda inner: pickle.EMPTY_LIST + inner + pickle.APPEND,
    "the memo": lambda inner: inner + pickle.BINPUT + b"\7" + pickle.POP + pickle.BINGET + b"\7",
    "a long memo": lambda inner: inner + pickle.LONG_BINPUT + b"\1\0\0\0" + pickle.DUP + pickle.POP,
    "what is dropped": lambda inner: inner + pickle.POP + pickle.NONE,
    "what is dropped to a mark": lambda inner: pickle.MARK + inner + pickle.POP_MARK + pickle.NONE,
    "what comes after noise": lambda inner: number(7) + pickle.POP + inner,
    "a frame": lambda inner: pickle.FRAME + len(inner).to_bytes(8, "little") + inner,
}
"""What a value can be hidden in, from the outside as harmless as the next pickle."""


class Disguised(Struct, frozen=True, kw_only=True):
    """One of the corpus, hidden in disguises from the inside out."""

    core: str
    disguises: tuple[str, ...]
    protocol: int

    def push(self, sentinel: Path) -> Push:
        """Push the value with all that it is hidden in."""
        inner = _CORES[self.core].push(sentinel)
        return reduce(lambda hidden, name: DISGUISES[name](hidden), self.disguises, inner)

    def alone(self, sentinel: Path) -> bytes:
        """Make a pickle of the value itself."""
        return pickled(self.push(sentinel), self.protocol)

    def as_argument(self, sentinel: Path) -> bytes:
        """Hide it among the arguments of a call that is otherwise well formed."""
        return pickled(call("add", self.push(sentinel), number(1)), self.protocol)


def disguised(requirement: str) -> st.SearchStrategy[Disguised]:
    """Hide what tries ``requirement``: PRPC-015 or PRPC-016."""
    cores = [each for each in _CORES.values() if each.requirement == requirement]
    return st.sampled_from(cores).flatmap(_hide)


def _hide(core: HostilePickle) -> st.SearchStrategy[Disguised]:
    return st.builds(
        Disguised,
        core=st.just(core.name),
        disguises=st.lists(st.sampled_from(sorted(DISGUISES)), max_size=4).map(tuple),
        protocol=st.sampled_from(_protocols(core)),
    )


def _protocols(core: HostilePickle) -> range:
    """Tell in which protocols a name means the same: before 3 it may be one of Python 2."""
    if core.requirement == "PRPC-015":  # without dots, and never renamed
        return range(6)
    return range(4, 6) if core.protocol >= 4 else range(core.protocol + 1)  # dots: since 4


# -- Programs --------------------------------------------------------------------------------

_ARGUMENTS: dict[str, bytes] = {
    "uint1": b"\1",
    "uint2": b"\1\0",
    "uint4": b"\1\0\0\0",
    "int4": b"\1\0\0\0",
    "uint8": b"\1" + bytes(7),
    "stringnl": b"'text'\n",
    "stringnl_noescape": b"text\n",
    "stringnl_noescape_pair": b"builtins\neval\n",
    "unicodestringnl": b"text\n",
    "decimalnl_short": b"1\n",
    "decimalnl_long": b"1L\n",
    "floatnl": b"1.5\n",
    "float8": bytes(8),
    **dict.fromkeys(("string1", "bytes1", "unicodestring1", "long1"), b"\2ab"),
    **dict.fromkeys(("string4", "bytes4", "unicodestring4", "long4"), b"\2\0\0\0ab"),
    **dict.fromkeys(("bytes8", "bytearray8", "unicodestring8"), b"\2" + bytes(7) + b"ab"),
}
"""One honest argument of each kind that pickletools knows."""


def opcodes() -> dict[str, bytes]:
    """Spell every opcode but STOP, each with an argument that it can read."""
    return {
        each.name: each.code.encode("latin-1") + (_ARGUMENTS[each.arg.name] if each.arg else b"")
        for each in pickletools.opcodes
        if each.name != "STOP"
    }


def programs() -> st.SearchStrategy[bytes]:
    """Opcodes in any order: most underflow the stack, some come to an end."""
    return st.lists(st.sampled_from(list(opcodes().values())), max_size=20).map(
        lambda codes: pickled(b"".join(codes))
    )


# -- Damage ----------------------------------------------------------------------------------


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Change, drop, repeat or insert a little somewhere in ``data``."""
    at = draw(st.integers(0, len(data) - 1))
    upto = draw(st.integers(at, min(at + 4, len(data))))
    put = draw(st.binary(max_size=4) | st.just(data[at:upto] * 2))
    return data[:at] + put + data[upto:]
