"""Node ids hold a case and the implementation it runs on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireproof.suite import names


@pytest.mark.parametrize(
    ("nodeid", "case", "implementation"),
    [
        ("test_a.py::test_x[@tcp-echo/one]", "test_a::test_x", "tcp-echo/one"),
        ("echo/test_a.py::test_x[5-bytes-@udp/a.b]", "test_a::test_x[5-bytes]", "udp/a.b"),
        ("test_a.py::test_x[a@b-@c/d]", "test_a::test_x[a@b]", "c/d"),
        ("test_a.py::test_x[--@c/d]", "test_a::test_x[-]", "c/d"),
        ("test_a.py::test_x[[]-@c/d]", "test_a::test_x[[]]", "c/d"),
        ("test_a.py::test_x[x::y/z-@c/d]", "test_a::test_x[x::y/z]", "c/d"),
        ("test_a.py::TestB::test_x[@c/d]", "test_a::TestB::test_x", "c/d"),
    ],
)
def test_reads_them_back(nodeid: str, case: str, implementation: str) -> None:
    assert names.case(nodeid) == case
    assert names.implementation(nodeid) == implementation


def test_other_tests_have_no_implementation() -> None:
    assert names.implementation("test_a.py::test_x[5-bytes]") == ""
    assert names.implementation("test_a.py::test_x[@@@-NOTSET]") == ""


@given(
    parameter=st.text("ab-@[]:/ .", min_size=1), key=st.from_regex(r"[a-z]+/[a-z]+", fullmatch=True)
)
def test_whatever_a_parameter_is_called(parameter: str, key: str) -> None:
    nodeid = f"test_a.py::test_x[{parameter}-{names.parameter(key)}]"
    assert names.implementation(nodeid) == key
    assert names.case(nodeid) == f"test_a::test_x[{parameter}]"
