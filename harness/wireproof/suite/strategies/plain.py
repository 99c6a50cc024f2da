"""Plain Python data, as pickle RPC carries it: trees of what needs no class."""

from __future__ import annotations

from hypothesis import strategies as st


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of all that UTF-8 can carry.

    That is Hypothesis's own alphabet, but it finds it out by encoding every character there is,
    which took 1.4 s of each worker.
    """
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=most)


def scalars() -> st.SearchStrategy[object]:
    """Values that hold no other; NaN is left out, since it differs from itself."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(2**200), 2**200),
        st.floats(allow_nan=False),
        texts(30),
        st.binary(max_size=30),
    )


def values(*, max_leaves: int = 12) -> st.SearchStrategy[object]:
    """Trees of lists, tuples, dictionaries and sets over all scalar types."""

    def larger(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.one_of(
            st.lists(inner, max_size=4),
            st.lists(inner, max_size=4).map(tuple),
            st.dictionaries(texts(8) | st.integers(), inner, max_size=4),
            st.sets(st.integers() | texts(8), max_size=4),
        )

    return st.recursive(scalars(), larger, max_leaves=max_leaves)
