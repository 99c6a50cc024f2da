"""A pickler for plain data and the builtin exceptions: whoever asks can load what it writes."""

from __future__ import annotations

import builtins
import codecs
import io
import pickle
from typing import Any

EXCEPTIONS = {
    kind
    for kind in vars(builtins).values()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
# Beyond those, only what some protocol spells with a name.
NAMED = EXCEPTIONS | {set, frozenset, complex, bytearray, bytes}


class PlainPickler(pickle.Pickler):
    """Refuses what only we could load."""

    def reducer_override(self, value: object) -> Any:  # noqa: ANN401 - as its parent has it
        # PRPC-008: called for all but exact plain data, so a lock ends here as an error.
        # So does an instance of a class that the other side does not have.
        if type(value) in NAMED or value is codecs.encode:
            return NotImplemented
        if isinstance(value, type) and value in NAMED:
            return NotImplemented
        raise pickle.PicklingError(f"{type(value).__name__} is no plain data")


def dumps(value: object, protocol: int) -> bytes:
    stream = io.BytesIO()
    PlainPickler(stream, protocol).dump(value)
    return stream.getvalue()


def protocol_of(data: bytes) -> int:
    """Tell which protocol a pickle announces; those before 2 announce nothing."""
    announced = data[1] if data[:1] == pickle.PROTO and len(data) > 1 else 0
    return min(announced, pickle.HIGHEST_PROTOCOL)
