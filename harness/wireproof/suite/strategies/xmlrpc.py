"""XML-RPC payloads: trees of every type, text biased to what XML treats specially."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from wireproof.wire.xmlrpc import (
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    Nil,
    String,
    Struct,
    Value,
)

SPECIAL = ["&", "<", ">", "]]>", "<![CDATA[", "&amp;", "\t", "\n", " ", "'", '"', "\U0001f600", "é"]


def texts(*, max_size: int = 20) -> st.SearchStrategy[str]:
    """Text that XML 1.0 can carry (section 2.2); CR, which many servers lose, is left out."""
    characters = st.characters(
        exclude_categories=["Cs"],
        exclude_characters=["\r", *map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])],
    )
    pieces = st.one_of(characters, st.sampled_from(SPECIAL))
    return st.lists(pieces, max_size=max_size).map("".join)


def integers() -> st.SearchStrategy[Value]:
    """32-bit integers, their limits included."""
    return st.integers(-(2**31), 2**31 - 1).map(Int)


def doubles() -> st.SearchStrategy[Value]:
    """Doubles that every shortest decimal writer spells without an exponent."""
    sizes = st.floats(1e-4, 1e15, exclude_max=True, allow_nan=False)
    return st.builds(lambda size, sign: Double(size * sign), sizes, st.sampled_from([1, -1]))


def moments() -> st.SearchStrategy[Value]:
    """Dates with the time of day, in the basic form of the specification."""
    moments = st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(9999, 12, 31))  # noqa: DTZ001
    return moments.map(lambda moment: DateTime(moment.strftime("%Y%m%dT%H:%M:%S")))


def scalars(*, nil: bool) -> st.SearchStrategy[Value]:
    """Values that hold no other."""
    kinds = [
        integers(),
        doubles(),
        moments(),
        st.booleans().map(Boolean),
        texts().map(String),
        st.binary(max_size=80).map(Base64),
    ]
    return st.one_of(*kinds, *([st.just(Nil())] if nil else []))


def values(*, nil: bool, max_leaves: int = 12) -> st.SearchStrategy[Value]:
    """Trees of arrays and structs over all scalar types."""

    def larger(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        arrays = st.lists(inner, max_size=4).map(lambda items: Array(tuple(items)))
        members = st.dictionaries(texts(max_size=8), inner, max_size=4)
        return arrays | members.map(lambda found: Struct(tuple(found.items())))

    return st.recursive(scalars(nil=nil), larger, max_leaves=max_leaves)


# -- Where mistakes hide -----------------------------------------------------------------------

NAMES = ["", "a", "faultCode", "faultString", "name", "__proto__"]
"""Names of members that mean something elsewhere."""


def returns() -> st.SearchStrategy[str]:
    """Short texts with a carriage return inside; that white space around stays is not asked."""
    around = st.text("a\n\r", max_size=3)
    parts = st.tuples(st.just("a"), around, st.just("\r"), around, st.just("b"))
    return parts.map("".join)


def structs(leaves: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Trees of structs, at least one, whose names are notable and whose leaves are ``leaves``."""

    def larger(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        return _struct(NAMES, inner)

    return larger(st.recursive(leaves, larger, max_leaves=5))


def hollow() -> st.SearchStrategy[Value]:
    """Trees of arrays and structs, none of them empty, around little but nil."""

    def larger(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        arrays = st.lists(inner, min_size=1, max_size=3).map(lambda items: Array(tuple(items)))
        return arrays | _struct("abc", inner)

    return st.recursive(st.just(Nil()) | st.integers(0, 9).map(Int), larger, max_leaves=8)


def _struct(names: Sequence[str], inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Structs of one to three members whose names are among ``names``.

    A dictionary of sampled keys draws each from those that are left, so that to leave a member
    out renames the next: one in five counterexamples kept members that had no part in it.
    """
    member = st.tuples(st.sampled_from(names), inner)
    members = st.lists(member, min_size=1, max_size=3, unique_by=lambda one: one[0])
    return members.map(lambda found: Struct(tuple(found)))
