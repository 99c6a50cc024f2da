"""Values and documents of XML-RPC, for the tests of the codec."""

from __future__ import annotations

from hypothesis import strategies as st

from wireproof.wire import xmlrpc
from wireproof.wire.xmlrpc import (
    EVERY_FORM,
    I8,
    Array,
    Base64,
    Boolean,
    DateTime,
    Double,
    Int,
    Nil,
    Result,
    Spelling,
    String,
    Struct,
    Value,
)

texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(
        lambda char: char >= " " or char in "\t\n\r"
    )
)
scalars: st.SearchStrategy[Value] = st.one_of(
    st.integers(-(2**31), 2**31 - 1).map(Int),
    st.integers(-(2**63), 2**63 - 1).map(I8),
    st.booleans().map(Boolean),
    st.floats(allow_nan=False, allow_infinity=False).map(Double),
    texts.map(String),
    st.datetimes().map(lambda moment: DateTime(f"{moment:%Y%m%dT%H:%M:%S}".rjust(17, "0"))),
    st.binary().map(Base64),
    st.just(Nil()),
)


def containers(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    members = st.lists(st.tuples(texts, inner), max_size=4, unique_by=lambda member: member[0])
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: Array(tuple(items))),
        members.map(lambda found: Struct(tuple(found))),
    )


values = st.recursive(scalars, containers, max_leaves=20)
spellings = st.builds(
    Spelling,
    declaration=st.sampled_from(["", "<?xml version='1.0'?>\n", Spelling().declaration]),
    between=st.sampled_from(["", "\n  ", "<!-- here -->", "<?and here?>\t"]),
    strings=st.sampled_from(["typed", "untyped", "cdata", "references"]),
    integers=st.sampled_from(["own", "int", "i4"]),
    empty_params=st.booleans(),
)


def answered(inside: str) -> bytes:
    return f"<methodResponse>{inside}</methodResponse>".encode()


def with_value(inside: str) -> bytes:
    return answered(f"<params><param><value>{inside}</value></param></params>")


def value_in(inside: str) -> Value:
    """Read a value, insisting on every form."""
    answer = xmlrpc.decode_response(with_value(inside), insist_on=EVERY_FORM)
    assert isinstance(answer, Result)
    return answer.value
