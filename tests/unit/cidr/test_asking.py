"""What is out of form in an answer of a cidr tool is told, and is the tool's failure."""

from __future__ import annotations

import json

import pytest

from scenarios.cidr.asking import Answer, read, tell
from scenarios.cidr.examples import Example, taken
from scenarios.cidr.judging import alike, fault, same
from wireproof import Target, Violation
from wireproof.errors import BrokenAdapter

GOOD = {"id": 3, "ok": True, "result": {"canonical": "1.2.3.4"}}
REFUSED = {"id": 3, "ok": False, "error": {"kind": "address", "message": "no", "more": 1}}
OUT_OF_FORM = {
    b"": "is no JSON",
    b"\x00\xff": "is no JSON",
    b"[" * 100_000: "is no JSON",
    b'{"id":3,"ok":true,"result":NaN}': "is no JSON",
    b"[]": "is no JSON object",
    b'{"id":4,"ok":true,"result":1}': "has the id 4, not 3",
    b'{"id":true,"ok":true,"result":1}': "has the id True, not 3",
    b'{"ok":true,"result":1}': "has the id 'none', not 3",
    b'{"id":3,"ok":true}': "neither a result nor an error",
    b'{"id":3,"ok":1,"result":1}': "neither a result nor an error",
    b'{"id":3,"ok":false,"error":"no"}': "neither a result nor an error",
    b'{"id":3,"ok":false,"error":{"kind":"oops"}}': "neither a result nor an error",
}


def line(answer: dict[str, object]) -> bytes:
    return json.dumps(answer).encode()


@pytest.mark.parametrize(("said", "told"), OUT_OF_FORM.items(), ids=lambda one: ascii(one)[:30])
def test_an_answer_out_of_form_is_a_violation(said: bytes, told: str) -> None:
    with pytest.raises(Violation) as caught:
        read(said, identifier=3, about="address(text='1.2.3.4')")
    assert told in caught.value.message
    assert "address(text='1.2.3.4')" in caught.value.message
    assert caught.value.timeless


def test_an_answer_in_form_is_read() -> None:
    assert read(line(GOOD), identifier=3, about="") == (True, {"canonical": "1.2.3.4"}, "", "")
    assert read(line(REFUSED), identifier=3, about="") == (False, None, "address", "no")
    assert read(line({**REFUSED, "id": None}), identifier=None, about="").kind == "address"


class Surplus:
    """Stands for a target that printed more lines than it was given."""

    def tell(self, *_lines: bytes, within: float = 0) -> list[bytes]:
        raise BrokenAdapter(f"it has printed more lines than it was given, within {within}")


def test_a_broken_adapter_is_the_tools_own_failure() -> None:
    """Elsewhere it is an error of ours; here the lines are part of the contract."""
    surplus: Target = Surplus()  # type: ignore[assignment]
    with pytest.raises(Violation, match="more lines"):
        tell(surplus, b"{}")


def test_values_are_compared_whatever_their_spelling() -> None:
    assert alike("::1", "0:0:0:0:0:0:0:0001")
    assert alike("2001:DB8::/32", "2001:db8:0::/32")
    assert alike("fe80::1%eth0", "FE80::0001%eth0")
    assert not alike("fe80::1%eth0", "fe80::1%ETH0")
    assert not alike("10.0.0.0/8", "10.0.0.0/9")
    assert not alike("16909060", "1.2.3.4")
    assert same({"n": 8, "items": ["::1"]}, {"n": 8.0, "items": ["::0:1"], "more": 1}, "value")
    assert not same({"n": 1}, {"n": True}, "value")
    assert not same({"n": "8"}, {"n": 8}, "value")
    assert not same(["::1"], ["::0:1"], "text")
    assert not same([], None, "value")


def test_a_fault_names_the_order_and_the_first_difference() -> None:
    one = taken("CIDR-001", "", "address", {"canonical": "1.2.3.4", "int": "1"}, text="1.2.3.4")
    assert fault(one, Answer(ok=True, result={"canonical": "1.2.3.4", "int": "1"})) is None
    wrong = fault(one, Answer(ok=True, result={"canonical": "1.2.3.4"}))
    assert wrong is not None
    assert wrong[0] == "address(text='1.2.3.4') gives int None, not '1'"
    refusal = fault(one, Answer(ok=False, kind="address", message="no"))
    assert refusal is not None
    assert "is refused: address (no)" in refusal[0]
    due = Example("", "", {"op": "address", "text": "x"}, refuse=("*",))
    assert fault(due, Answer(ok=False, kind="range")) is None
    assert "is taken" in str(fault(due, Answer(ok=True, result=1)))
