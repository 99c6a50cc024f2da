"""A loader for plain data: a pickle in which whoever sent it can name nothing of ours.

The loader of the standard library builds whatever a pickle names. Ours is asked for each name
and looks it up in a table; nothing is imported and no dotted name is followed. What needs no name
can still hurt, so ``inspection.py`` goes over the opcodes before the fast loader sees them.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable

from reference_impl.pickle_rpc.inspection import Inspection


def latin1(text: str, encoding: str) -> bytes:
    """Read bytes as protocols 0 to 2 spell them, and look up no other codec."""
    if encoding not in {"latin1", "latin-1"}:
        raise pickle.UnpicklingError("bytes are spelled in latin1")
    return str.encode(text, "latin-1")


def octets(source: str | bytes = b"", encoding: str = "latin-1") -> bytearray:
    """Stand for ``bytearray``, which would allocate as many bytes as a number says."""
    return bytearray(latin1(source, encoding) if isinstance(source, str) else memoryview(source))


def no_bytes() -> bytes:
    """Stand for ``bytes``, for the same reason: only empty ones are spelled with its name."""
    return b""


CONTAINERS: dict[str, Callable[..., object]] = {
    "set": set,
    "frozenset": frozenset,
    "complex": complex,
    "bytearray": octets,
    "bytes": no_bytes,
}
ALLOWED: dict[tuple[str, str], Callable[..., object]] = {
    **{("builtins", name): maker for name, maker in CONTAINERS.items()},
    **{("__builtin__", name): maker for name, maker in CONTAINERS.items()},  # protocols 0 to 2
    ("_codecs", "encode"): latin1,
}


class AskingUnpickler(pickle.Unpickler):
    """The fast loader, with somebody to ask."""

    def __init__(
        self,
        data: bytes,
        allow: Callable[[str, str], object],
        buffers: Iterable[pickle.PickleBuffer] = (),
    ) -> None:
        super().__init__(io.BytesIO(data), buffers=buffers)
        self.allow = allow

    def find_class(self, module: str, name: str) -> object:
        return self.allow(module, name)


class Restricted:
    """Loads plain data of at most ``max_depth`` levels; any error means that it is none."""

    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth

    def load(self, data: bytes) -> object:
        self.inspect(data)
        value = self.unpickle(data)
        self.measure(value)
        return value

    def inspect(self, data: bytes) -> None:
        # PRPC-020: nothing is built before we know what it would cost.
        # PRPC-019: to the last byte; what follows the end is neither junk to be skipped nor a
        # second request.
        end = Inspection().follow(data)
        if end != len(data):
            raise pickle.UnpicklingError(f"{len(data) - end} bytes follow the pickle")

    def unpickle(self, data: bytes) -> object:
        # PRPC-015, PRPC-016: not ``pickle.loads``, which resolves whatever it is told to.
        return AskingUnpickler(data, self.allow).load()

    def allow(self, module: str, name: str) -> object:
        # PRPC-015: a table, so what is not in it is not even looked for.
        # PRPC-016: the key is the pair; a prefix, an alias or a dotted name is another pair.
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return ALLOWED[module, name]

    def measure(self, value: object) -> None:
        # PRPC-020: repr, comparison and pickling recurse. Every container is seen once.
        seen: set[int] = set()
        level = [value]
        for _ in range(self.max_depth + 1):
            seen.update(map(id, level))
            level = [part for item in level for part in parts(item) if id(part) not in seen]
            if not level:
                return
        raise pickle.UnpicklingError(f"more than {self.max_depth} levels")


def parts(item: object) -> list[object]:
    """Tell the containers in a container."""
    if isinstance(item, dict):
        found: list[object] = [*item, *item.values()]
    else:
        found = list(item) if isinstance(item, list | tuple | set | frozenset) else []
    return [part for part in found if isinstance(part, dict | list | tuple | set | frozenset)]
