"""Extensions of the types: nil and i8, understood where declared and refused where not."""

from __future__ import annotations

import pytest
from hypothesis import given

from wireproof import Target, requirement
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.wire.xmlrpc import (
    I8,
    Array,
    Fault,
    Form,
    Int,
    Nil,
    String,
    Struct,
    Value,
    encode_call,
    insist,
    require_same_value,
)

from .service import Service, new_key, spelled, wrong

APACHE = "http://ws.apache.org/xmlrpc/namespaces/extensions"


@requirement("XRPC-037")
@pytest.mark.parametrize(
    "value",
    [Nil(), Array((Int(1), Nil(), String(""))), Struct((("a", Nil()), ("b", Array((Nil(),)))))],
    ids=["alone", "in-an-array", "in-a-struct"],
)
def test_nil_stands_where_a_value_may(target: Target, value: Value) -> None:
    Service(target).require_kept(value)


@requirement("XRPC-037")
@given(value=payloads.hollow())
def test_nil_stands_wherever_a_value_may(target: Target, value: Value) -> None:
    Service(target).require_kept(value)


@requirement("XRPC-037")
def test_methods_without_result_answer_nil(target: Target) -> None:
    service, key = Service(target), new_key()
    seen = service.value("set", key, "value")
    if not isinstance(seen, Nil):
        raise wrong("a method without a result does not answer nil", seen)
    require_same_value("value", service.value("get", key))


NILS = [
    "<nil/>",
    "<array><data><value><nil/></value></data></array>",
    "<struct><member><name>a</name><value><nil/></value></member></struct>",
]


@requirement("XRPC-038")
def test_refuses_nil_where_it_has_none(target: Target) -> None:
    Service(target).require_none_kept(*NILS)


@requirement("XRPC-038")
def test_methods_without_result_answer_something_else(target: Target) -> None:
    service, key = Service(target), new_key()
    answer = service.answer("set", key, "value")
    insist(answer, Form.FRAME)
    if isinstance(answer, Fault) or isinstance(answer.value, Nil):
        raise wrong("a method without a result answers nil", answer)
    require_same_value("value", service.value("get", key))


@requirement("XRPC-039")
def test_i8_round_trips(target: Target) -> None:
    for number in (0, -1, 9_000_000_000, 2**53 + 1, 2**63 - 1, -(2**63)):
        _require_kept(Service(target), number)


def _require_kept(service: Service, number: int) -> None:
    """What fits into 32 bits may come back as an int."""
    key = new_key()
    service.set(key, I8(number))
    seen = service.value("get", key)
    if seen not in ({I8(number), Int(number)} if -(2**31) <= number < 2**31 else {I8(number)}):
        raise wrong(f"the i8 {number} comes back as another", seen)


@requirement("XRPC-039")
def test_refuses_i8_beyond_64_bits(target: Target) -> None:
    service = Service(target)
    _require_kept(service, 1)
    wide = (2**63, -(2**63) - 1, 2**64 + 5)
    service.require_none_kept(*(f"<i8>{number}</i8>" for number in wide))


@requirement("XRPC-085")
def test_refuses_i8_where_it_has_none(target: Target) -> None:
    Service(target).require_none_kept("<i8>1</i8>", "<i8>9000000000</i8>")


@requirement("XRPC-040")
@pytest.mark.parametrize("prefix", ["ex", "other"])
@pytest.mark.parametrize(
    "value", ["<{0}:nil{1}/>", "<{0}:i8{1}>9000000000</{0}:i8>"], ids=["nil", "i8"]
)
def test_understands_the_namespace_of_apache(target: Target, prefix: str, value: str) -> None:
    """How they are returned is the server's choice."""
    service, key = Service(target), new_key()
    service.control()
    sent = spelled(value.format(prefix, f' xmlns:{prefix}="{APACHE}"'))
    answer = service.read(service.post(encode_call("set", [key, sent])))
    if isinstance(answer, Fault):
        raise wrong("an extension type is answered with a fault", answer)
    service.require_exists(key, expected=True)


@requirement("XRPC-040")
def test_takes_no_prefix_on_trust(target: Target) -> None:
    Service(target).require_none_kept(
        "<ex:nil/>", '<ex:nil xmlns:ex="urn:something-else"/>', f'<nil xmlns="{APACHE}/no"/>'
    )
