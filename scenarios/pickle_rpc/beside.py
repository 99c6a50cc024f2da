"""Messages with buffers beside their pickle: lengths, pickle, buffers, each in a frame.

This is the layout that contract.toml describes under `out_of_band`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pickle import PickleBuffer

from wireproof import Violation
from wireproof.wire import frames, pickles

from .caller import Caller, Reply

ANNOUNCEMENT = b"#BUFFERS#"
MOST_BUFFERS = 1024


def announced(lengths: Sequence[int]) -> bytes:
    """Spell the frame that tells the lengths."""
    return frames.frame(ANNOUNCEMENT + struct.pack(f"!{len(lengths)}Q", *lengths))


def spelled(caller: Caller, name: str, *args: object) -> bytes:
    """Spell a call; each `PickleBuffer` in ``args`` travels beside it."""
    data, buffers = pickles.dump_beside((name, args, {}))
    return message(caller, data, buffers)


def message(caller: Caller, data: bytes, buffers: Sequence[bytes]) -> bytes:
    """Put a pickle and its buffers in frames."""
    parts = [announced([len(each) for each in buffers]), caller.framed(data)]
    return b"".join([*parts, *map(frames.frame, buffers)])


def reply(caller: Caller, *, within: float = 0) -> tuple[Reply, int]:
    """Read a reply; tell, too, how many bytes came beside its pickle."""
    first = caller.frame(within=within)
    if not first.startswith(ANNOUNCEMENT):
        return caller.read(first), 0
    lengths = _lengths(first.removeprefix(ANNOUNCEMENT))
    data = caller.frame(within=within)
    buffers = [caller.frame(within=within) for _ in lengths]
    if (seen := [len(each) for each in buffers]) != lengths:
        raise Violation(
            "buffers have other lengths than announced",
            expected=pickles.shown(lengths),
            seen=pickles.shown(seen),
        )
    return caller.read(data, buffers=buffers), sum(lengths)


def _lengths(data: bytes) -> list[int]:
    if len(data) % 8 or not 0 < len(data) // 8 <= MOST_BUFFERS:
        raise Violation(
            "the lengths of buffers make no sense",
            expected=f"1 to {MOST_BUFFERS} times 8 bytes",
            seen=f"{len(data)} bytes",
        )
    return [length for (length,) in struct.iter_unpack("!Q", data)]


def call(caller: Caller, name: str, *args: object, within: float = 0) -> tuple[object, int]:
    """Make one call; give its result, and how many bytes of it came beside the pickle."""
    caller.client.send(spelled(caller, name, *args))
    answered, size = reply(caller, within=within)
    if not answered.ok:
        raise Violation(f"{name} raises where a result is due", seen=str(answered))
    return answered.value, size


def buffer(data: bytes | bytearray) -> PickleBuffer:
    """Have ``data`` travel beside the pickle."""
    return PickleBuffer(data)
