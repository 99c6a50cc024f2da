"""Pickles of a target, read without trusting it.

The rule of this file: nothing that a target sent ever reaches ``pickle.loads``. We run its opcodes
on a stack machine of our own that knows plain data and the builtin exceptions. It imports nothing,
resolves nothing, and allocates nothing that did not arrive as bytes. Whatever else a target sends
is a `Violation`; so is a value that is small on the wire and without end when it is walked.
"""

from __future__ import annotations

import builtins
import io
import pickle
import pickletools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from wireproof.errors import Violation
from wireproof.wire.plain_data import BOUNDS, KEY_BOUNDS, Bounds, measure, shown

__all__ = [
    "BOUNDS",
    "DEFAULT_PROTOCOL",
    "HIGHEST_PROTOCOL",
    "Bounds",
    "Named",
    "Step",
    "disassembly",
    "dump",
    "dump_beside",
    "load",
    "measure",
    "protocol",
    "shown",
    "steps",
    "texts",
]

HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4  # what CPython 3.8 to 3.13 send unless told otherwise
SHOWN_OPCODES = 12


# -- Opcodes ---------------------------------------------------------------------------------


class Step(NamedTuple):
    """One opcode by its name in pickletools, its argument, and the byte at which it stands."""

    name: str
    argument: object
    at: int


def steps(data: bytes) -> Iterator[Step]:
    """Take a pickle apart; when it is cut, malformed or followed by anything: `Violation`."""
    stream = io.BytesIO(data)
    try:
        for opcode, argument, position in pickletools.genops(stream):
            yield _checked(Step(opcode.name, argument, position or 0), data)
    except (ValueError, Warning) as trouble:  # Python 3.12 warns of odd escapes in protocol 0
        raise Violation(f"not a pickle: {trouble}", seen=disassembly(data)) from None
    if junk := len(data) - stream.tell():
        raise Violation(f"{junk} bytes follow the end of the pickle", seen=disassembly(data))


def _checked(step: Step, data: bytes) -> Step:
    """Hold PROTO and FRAME to what they say: our machine itself does not need them."""
    match step:
        case Step("PROTO", int(version)) if version > HIGHEST_PROTOCOL:
            raise Violation(f"pickle protocol {version} does not exist", seen=disassembly(data))
        case Step("FRAME", int(size), at) if size > len(data) - at - 9:  # opcode and length
            raise Violation("a frame is longer than its pickle", seen=disassembly(data))
    return step


def protocol(data: bytes) -> int:
    """Tell which protocol a pickle announces; protocols 0 and 1 announce nothing: 0."""
    return data[1] if data[:1] == pickle.PROTO and len(data) > 1 else 0


def texts(data: bytes) -> tuple[str, ...]:
    """Collect every string in a pickle, the names of classes included, used or not."""
    return tuple(step.argument for step in steps(data) if isinstance(step.argument, str))


def disassembly(data: bytes) -> str:
    """Show the first opcodes to a reader, as far as there are any."""
    lines: list[str] = []
    try:
        for opcode, argument, position in pickletools.genops(data):
            text = "" if argument is None else f" {shown(argument)}"
            lines.append(f"{position}: {opcode.name}{text}")
            if len(lines) == SHOWN_OPCODES:
                break
    except (ValueError, Warning):
        lines.append("then no opcode")
    return "; ".join([f"{len(data)} bytes {data[:24]!r}", *lines])


# -- Names -----------------------------------------------------------------------------------


class Named(Struct, frozen=True):
    """A class or function that a pickle names; we look it up in a table and nowhere else."""

    module: str
    name: str


def _key(value: object) -> object:
    """Let a value be hashed only after we know that this comes to an end."""
    if isinstance(value, tuple | frozenset):
        measure(value, KEY_BOUNDS)
    hash(value)
    return value


def _encode(text: str, encoding: str) -> bytes:
    """Read bytes as protocols 0 to 2 spell them; no other codec is looked up."""
    if not isinstance(encoding, str) or encoding not in {"latin1", "latin-1"}:
        raise ValueError("bytes are spelled in latin1")
    return str.encode(text, "latin-1")


def _bytearray(source: bytes | str = b"", encoding: str = "latin-1") -> bytearray:
    """Not the builtin: given a number it would allocate."""
    if isinstance(source, str):
        return bytearray(_encode(source, encoding))
    return bytearray(memoryview(source))


def _set(members: Iterable[object]) -> set[object]:
    return set(map(_key, members))


_EXCEPTIONS: dict[str, Callable[..., object]] = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
_BUILTINS: dict[str, Callable[..., object]] = _EXCEPTIONS | {
    "set": _set,
    "frozenset": lambda members: frozenset(_set(members)),
    "bytearray": _bytearray,
    "bytes": lambda: b"",
    "complex": complex,
}
# Protocols 0 to 2 keep the module names of Python 2.
_MAKERS: dict[Named, Callable[..., object]] = {
    Named(module, name): maker
    for module, makers in (
        ("builtins", _BUILTINS),
        ("__builtin__", _BUILTINS),
        ("exceptions", _EXCEPTIONS),
        ("_codecs", {"encode": _encode}),
    )
    for name, maker in makers.items()
}


# -- The machine -----------------------------------------------------------------------------


class _Machine:
    """The stack, the stacks below open marks, and the memo of one pickle."""

    def __init__(self, data: bytes, bounds: Bounds, buffers: Sequence[bytes]) -> None:
        self.data = data
        self.bounds = bounds
        self.buffers = list(reversed(buffers))
        self.stack: list[object] = []
        self.below: list[list[object]] = []
        self.memo: dict[object, object] = {}  # no array: a large index is one entry

    def run(self) -> object:
        for count, step in enumerate(steps(self.data)):
            if count == self.bounds.opcodes:
                raise self.wrong(step, "is one too many")
            try:
                self.perform(step)
            except (IndexError, KeyError):
                raise self.wrong(step, "takes what was never put there") from None
            except (TypeError, ValueError, OverflowError) as trouble:
                raise self.wrong(step, f"does not fit: {trouble}") from None
        if len(self.stack) != 1 or self.below:
            raise Violation("a pickle ends with no value or several", seen=disassembly(self.data))
        if self.buffers:
            raise Violation(
                f"{len(self.buffers)} buffers came beside a pickle that takes no more",
                seen=disassembly(self.data),
            )
        return self.stack[0]

    def perform(self, step: Step) -> None:
        if step.name in _PUSHES:
            self.push(step.argument)
        elif step.name in _FRESH:
            self.push(_FRESH[step.name]())
        elif step.name in _MOVES:
            _MOVES[step.name](self, step.argument)
        else:
            raise self.wrong(step, "has no place in plain data")

    def wrong(self, step: Step, what: str) -> Violation:
        return Violation(
            f"the opcode {step.name} at byte {step.at} {what}",
            expected="plain data and builtin exceptions",
            seen=disassembly(self.data),
        )

    def push(self, value: object) -> None:
        if isinstance(value, int) and value.bit_length() > self.bounds.integer_bits:
            raise ValueError(f"an integer of {value.bit_length()} bits")
        self.stack.append(value)

    def mark(self) -> None:
        self.below.append(self.stack)
        self.stack = []

    def since_mark(self) -> list[object]:
        items, self.stack = self.stack, self.below.pop()
        return items

    def last(self, count: int) -> list[object]:
        if len(self.stack) < count:
            raise IndexError
        items = self.stack[-count:]
        del self.stack[-count:]
        return items

    def extend(self, items: list[object]) -> None:
        match self.stack[-1]:
            case list() as values:
                values.extend(items)
            case set() as members:
                members.update(map(_key, items))
            case dict() as pairs:
                pairs.update(_paired(items))
            case _:
                raise TypeError("the value below is no container")

    def name(self, module: object, name: object) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise TypeError("a class is named by text")
        named = Named(module, name)
        if named not in _MAKERS:
            raise Violation(
                f"a pickle names {named.module}.{named.name}",
                expected="only builtin exception classes and containers",
                seen=disassembly(self.data),
            )
        self.stack.append(named)

    def call(self, named: object, arguments: object) -> None:
        if not isinstance(named, Named) or type(arguments) is not tuple:
            raise TypeError("only a named class is called, with a tuple")
        self.push(_MAKERS[named](*arguments))

    def buffer(self) -> bytes:
        """Take what may be made read-only."""
        value = self.stack.pop()
        if not isinstance(value, bytes):
            raise TypeError("the value below is no buffer")
        return value

    def build(self, state: object) -> None:
        """Give an exception its attributes, without the ``setattr`` that could run its code."""
        if not isinstance(self.stack[-1], BaseException):
            raise TypeError("only an exception has a state")
        if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
            raise TypeError("a state is a dictionary by names")
        vars(self.stack[-1]).update(state)


def _paired(items: list[object]) -> dict[object, object]:
    return {_key(key): value for key, value in zip(items[::2], items[1::2], strict=True)}


# An opcode that takes nothing from the stack and leaves text or a number pushes its argument.
_PUSHES = frozenset(
    opcode.name
    for opcode in pickletools.opcodes
    if opcode.arg and opcode.stack_after and not opcode.stack_before
    if opcode.stack_after[0] is not pickletools.anyobject
)
_FRESH: dict[str, Callable[[], object]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
}
_MOVES: dict[str, Callable[[_Machine, object], object]] = {
    **dict.fromkeys(("PROTO", "FRAME", "STOP"), lambda _, __: None),
    "MARK": lambda m, _: m.mark(),
    "POP": lambda m, _: m.stack.pop() if m.stack else m.since_mark(),
    "POP_MARK": lambda m, _: m.since_mark(),
    "DUP": lambda m, _: m.push(m.stack[-1]),
    "LIST": lambda m, _: m.push(m.since_mark()),
    "TUPLE": lambda m, _: m.push(tuple(m.since_mark())),
    "TUPLE1": lambda m, _: m.push(tuple(m.last(1))),
    "TUPLE2": lambda m, _: m.push(tuple(m.last(2))),
    "TUPLE3": lambda m, _: m.push(tuple(m.last(3))),
    "DICT": lambda m, _: m.push(_paired(m.since_mark())),
    "FROZENSET": lambda m, _: m.push(frozenset(_set(m.since_mark()))),
    "APPEND": lambda m, _: m.extend(m.last(1)),
    "APPENDS": lambda m, _: m.extend(m.since_mark()),
    "SETITEM": lambda m, _: m.extend(m.last(2)),
    "SETITEMS": lambda m, _: m.extend(m.since_mark()),
    "ADDITEMS": lambda m, _: m.extend(m.since_mark()),
    "MEMOIZE": lambda m, _: m.memo.update({len(m.memo): m.stack[-1]}),
    **dict.fromkeys(
        ("PUT", "BINPUT", "LONG_BINPUT"), lambda m, index: m.memo.update({index: m.stack[-1]})
    ),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), lambda m, index: m.push(m.memo[index])),
    "GLOBAL": lambda m, both: m.name(*str(both).split(" ", 1)),
    "STACK_GLOBAL": lambda m, _: m.name(*m.last(2)),
    "REDUCE": lambda m, _: m.call(*m.last(2)),
    "NEWOBJ": lambda m, _: m.call(*m.last(2)),
    "BUILD": lambda m, _: m.build(m.stack.pop()),
    "NEXT_BUFFER": lambda m, _: m.push(m.buffers.pop()),
    "READONLY_BUFFER": lambda m, _: m.push(bytes(m.buffer())),
}


# -- Reading and writing ---------------------------------------------------------------------


def load(data: bytes, bounds: Bounds = BOUNDS, *, buffers: Sequence[bytes] = ()) -> object:
    """Read plain data and builtin exceptions; anything else is a `Violation`.

    ``buffers`` came beside the pickle (protocol 5); all of them must have their place in it.
    """
    value = _Machine(data, bounds, buffers).run()
    measure(value, bounds)
    return value


def dump(value: object, *, protocol: int = DEFAULT_PROTOCOL) -> bytes:
    """Write a value of our own. Only ours: see the rule of this file for theirs."""
    return pickle.dumps(value, protocol=protocol)


def dump_beside(value: object) -> tuple[bytes, tuple[bytes, ...]]:
    """Write a value of our own; each ``PickleBuffer`` in it is left out and given beside it."""
    found: list[pickle.PickleBuffer] = []
    data = pickle.dumps(value, protocol=5, buffer_callback=found.append)
    return data, tuple(bytes(each.raw()) for each in found)
