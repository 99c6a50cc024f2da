"""The loader for what targets send: it reads what CPython writes, and nothing that bites."""

from __future__ import annotations

import io
import pickle
import pickletools
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.errors import Violation
from wireproof.wire import pickles
from wireproof.wire.hostile_pickles import CORPUS, HostilePickle

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
)
KEYS = st.recursive(SCALARS, lambda part: st.tuples(part, part) | st.frozensets(part), max_leaves=4)
TREES = st.recursive(
    SCALARS | st.complex_numbers(allow_nan=False) | st.builds(bytearray, st.binary()),
    lambda part: (
        st.lists(part)
        | st.tuples(part, part, part)
        | st.builds(tuple, st.lists(part))
        | st.dictionaries(KEYS, part)
        | st.sets(KEYS)
    ),
    max_leaves=20,
)
EXCEPTIONS = [
    ValueError("wrong"),
    KeyError("k"),
    OSError(2, "no", "f"),
    UnicodeDecodeError("utf8", b"\xff", 0, 1, "r"),
    ImportError("x", name="n"),
    SystemExit(3),
    ExceptionGroup("several", [ValueError(1), TypeError("two")]),
]


# -- What it reads ---------------------------------------------------------------------------


@given(value=TREES, protocol=st.sampled_from(PROTOCOLS))
def test_reads_whatever_cpython_writes(value: object, protocol: int) -> None:
    assert typed(pickles.load(pickle.dumps(value, protocol))) == typed(value)


def typed(value: object) -> tuple[type, object]:
    """Tell ``True`` from ``1`` and ``1.0``, at any depth."""
    match value:
        case list() | tuple():
            return type(value), tuple(map(typed, value))
        case set() | frozenset():
            return type(value), frozenset(map(typed, value))
        case dict():
            return dict, frozenset((typed(key), typed(part)) for key, part in value.items())
        case bytearray():
            return bytearray, bytes(value)
    return type(value), value


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("error", EXCEPTIONS, ids=lambda error: type(error).__name__)
def test_reads_builtin_exceptions(error: Exception, protocol: int) -> None:
    error.add_note("found in the reply")
    loaded = pickles.load(pickle.dumps(error, protocol))
    assert isinstance(loaded, BaseException)
    assert (str(loaded), loaded.__notes__) == (str(error), error.__notes__)
    assert isinstance(error, type(loaded))  # protocols 0 to 2 know fewer classes


def test_keeps_what_is_shared_shared() -> None:
    part = [1]
    loaded = pickles.load(pickle.dumps([part, part]))
    assert isinstance(loaded, list)
    assert loaded[0] is loaded[1]


def test_reads_what_the_slow_pickler_writes_without_a_memo() -> None:
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 4)
    pickler.fast = True
    pickler.dump(("add", (2, 3), {"x": [1.5]}))
    assert pickles.load(stream.getvalue()) == ("add", (2, 3), {"x": [1.5]})


def test_writes_the_protocol_that_it_is_told() -> None:
    for protocol in PROTOCOLS:
        data = pickles.dump(b"body", protocol=protocol)
        assert pickles.load(data) == b"body"
        assert pickles.protocol(data) == (protocol if protocol > 1 else 0)


# -- What it refuses -------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda hostile: hostile.name)
def test_refuses_everything_hostile(hostile: HostilePickle, tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel"
    with pytest.raises(Violation):
        pickles.load(hostile.alone(sentinel))
    if not hostile.whole:
        with pytest.raises(Violation):
            pickles.load(hostile.as_argument(sentinel))
    assert not sentinel.exists()


class Application(ValueError):
    """What a server ships that does not know its client."""


@pytest.mark.parametrize(
    "value", [Application("x"), Path("x"), ValueError, len, range(3)], ids=repr
)
def test_refuses_classes_that_are_not_builtin_exceptions(value: object) -> None:
    with pytest.raises(Violation) as caught:
        pickles.load(pickle.dumps(value))
    assert caught.value.expected


BOMBS = {
    "memo-long-binput": b"Nr\0\0\0\x40q\0000.",
    "memo-put": b"Np1000000000\n0.",
    "bytearray8": b"\x96" + (2**40).to_bytes(8, "little") + b".",
    "binbytes8": b"\x8e" + (2**40).to_bytes(8, "little") + b".",
    "frame": b"\x95" + (2**60).to_bytes(8, "little") + b"N.",
    "decimal": b"L" + b"9" * 100_000 + b"L\n.",
    "long4": b"\x8b\0\x08\0\0" + b"\1" * 2048 + b".",
    "nested": b"]" * 100_000 + b"a" * 99_999 + b".",
    "doubled": b")" + b"2\x86" * 60 + b".",
    "doubled-key": b"})" + b"2\x86" * 60 + b"Ns.",
    "doubled-lists": b"]" + b"]q\0h\0aa" * 3 + b"].",
    "cycle": b"]q\0h\0a.",
    "bytearray-of-a-number": b"cbuiltins\nbytearray\nJ\xff\xff\xff\x7f\x85R.",
    "file-name-of-an-error": b"cbuiltins\nOSError\n(K\2N)" + b"2\x86" * 60 + b"tR.",
    "codec-of-bytes": b"c_codecs\nencode\n(N)" + b"2\x86" * 60 + b"tR.",
    "empty-sets": b"(" + b"\x8f" * 2_000_000 + b"t.",
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_refuses_small_pickles_of_large_things_cheaply(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Violation):
            pickles.measure(pickles.load(b"\x80\4" + data, pickles.Bounds(opcodes=250_000)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 256 * 1024 * 1024


def test_refuses_every_prefix_and_any_tail() -> None:
    whole = pickles.dump(("ok", [1, 2.5, "text", b"bytes", {"k": None}]))
    for at in range(len(whole)):
        with pytest.raises(Violation):
            pickles.load(whole[:at])
    with pytest.raises(Violation, match="1 bytes follow"):
        pickles.load(whole + b"x")


@given(data=st.binary(max_size=60))
def test_noise_is_a_violation_or_plain_data(data: bytes) -> None:
    try:
        pickles.shown(pickles.load(data))
    except Violation as violation:
        assert violation.message  # noqa: PT017 - both ends are fine, any other exception is not


@given(
    names=st.lists(st.sampled_from([*pickles._MOVES, *pickles._FRESH]), max_size=12),
    tail=st.binary(max_size=8),
)
def test_any_order_of_opcodes_is_a_violation_or_plain_data(names: list[str], tail: bytes) -> None:
    codes = {opcode.name: opcode.code.encode("latin-1") for opcode in pickletools.opcodes}
    start = b"cbuiltins\nOSError\n(K\1U\1xt"
    try:
        pickles.load(start + b"".join(codes[name] for name in names) + tail + b".")
    except Violation as violation:
        assert violation.message  # noqa: PT017


# -- What it tells ---------------------------------------------------------------------------


def test_tells_what_it_refused_opcode_by_opcode() -> None:
    with pytest.raises(Violation, match=r"names os\.system") as caught:
        pickles.load(b"cos\nsystem\n(X\2\0\0\0idtR.")
    assert "GLOBAL 'os system'" in caught.value.seen


def test_collects_every_text_of_a_reply() -> None:
    error = ValueError("wrong")
    error.add_note("/home/someone")
    found = pickles.texts(pickle.dumps(error))
    assert {"builtins", "ValueError", "wrong", "__notes__", "/home/someone"} <= set(found)


def test_shows_large_values_in_one_short_line() -> None:
    for value in (
        bytes(10**6),
        "x" * 10**6,
        1 << 100_000,
        [list(range(1000))] * 1000,
        Exception(bytearray(10)),
    ):
        assert len(pickles.shown(value)) < 600


def test_gives_nothing_that_runs() -> None:
    """No lock, thread or function can come out, so neither can their behaviour."""
    with pytest.raises(TypeError):
        pickles.dump(threading.Lock())


# -- Buffers beside a pickle -----------------------------------------------------------------


@given(sent=st.lists(st.binary(max_size=50), max_size=4), writable=st.booleans())
def test_buffers_come_back_in_their_places(sent: list[bytes], writable: bool) -> None:  # noqa: FBT001
    made = [pickle.PickleBuffer(bytearray(one) if writable else one) for one in sent]
    data, buffers = pickles.dump_beside(("echo", tuple(made), {}))
    assert buffers == tuple(sent)
    assert pickles.load(data, buffers=buffers) == ("echo", tuple(sent), {})


def test_refuses_buffers_that_are_missing_or_left_over() -> None:
    data, _ = pickles.dump_beside([pickle.PickleBuffer(b"one"), pickle.PickleBuffer(b"two")])
    with pytest.raises(Violation, match="never put there"):
        pickles.load(data, buffers=[b"one"])
    with pytest.raises(Violation, match="1 buffers came beside"):
        pickles.load(data, buffers=[b"one", b"two", b"three"])


def test_refuses_to_make_read_only_what_is_no_buffer() -> None:
    with pytest.raises(Violation, match="no buffer"):
        pickles.load(b"\x80\x05N\x98.")
