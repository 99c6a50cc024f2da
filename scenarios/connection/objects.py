"""Objects to be echoed, and what an echo has to be."""

from __future__ import annotations

from wireproof import Violation
from wireproof.wire import pickles
from wireproof.wire.compare import require_same

OBJECTS: dict[str, object] = {
    "none": None,
    "booleans": [True, False],
    "small integers": [0, 1, -1, 255, 256, -(2**31), 2**31],
    "large integers": [2**63, -(2**63) - 1, 2**200, -(2**200)],
    "floats": [0.0, -1.5, 1e308, 5e-324, float("inf")],
    "text": ["", "a\0b", "gr\xfc\xdfe", "\u4e2d\u6587", "\U0001f40d"],
    "bytes": [b"", b"\0\xff", bytes(range(256))],
    "tuples": ((), (1,), (1, (2, (3,)))),
    "dictionaries": {"a": {1: [2.0, None]}, 1: "one", (1, 2): b"pair"},
    "sets": [set(), {1, 2, 3}, {"a", "b"}, frozenset({b"x"})],
    "what looks like the handshake": [b"#CHALLENGE#", b"#FAILURE#", "#WELCOME#"],
}


def require_echo(value: object, payload: bytes) -> None:
    """Insist that a payload holds an equal object of the same type."""
    if payload == pickles.dump(value):
        return
    echoed = pickles.load(payload)
    if isinstance(value, bytes) and isinstance(echoed, bytes):
        require_same(value, echoed, "the echo")
    elif not same(value, echoed):
        raise Violation(
            "an object comes back as something else",
            expected=pickles.shown(value),
            seen=pickles.shown(echoed),
            timeless=True,
        )


def same(one: object, other: object) -> bool:
    """Tell whether two values are equal, and of one type all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other


def bytes_to_fill(size: int) -> bytes:
    """Make a bytes object whose pickle is of ``size`` bytes, from 256 on."""
    overhead = len(pickles.dump(bytes(size - 64))) - (size - 64)
    filled = bytes(number % 251 for number in range(size - overhead))
    if len(pickles.dump(filled)) != size:
        raise ValueError(f"no bytes object has a pickle of {size} bytes")
    return filled
