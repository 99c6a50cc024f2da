"""Strictness: a value that is not spelled as it must be is refused, and never guessed at."""

from __future__ import annotations

import pytest

from wireproof import Target, requirement
from wireproof.wire import http
from wireproof.wire.xmlrpc import (
    I8,
    Boolean,
    DateTime,
    Double,
    Fault,
    Form,
    Int,
    Value,
    encode_call,
    insist,
    require_same_value,
)

from .service import Service, new_key, spelled, wrong

WIDE = [2**31, -(2**31) - 1, 2**32, 2**32 + 7, 2**64, -(2**63) - 1]


@requirement("XRPC-023")
@pytest.mark.parametrize("element", ["int", "i4"])
def test_never_wraps_integers(target: Target, element: str) -> None:
    """Two of them are 0 and 7 in 32 bits."""
    service = Service(target)
    service.control()
    for number in WIDE:
        _require_wide_or_refused(service, f"<{element}>{number}</{element}>", number)
    service.control()


def _require_wide_or_refused(service: Service, xml: str, number: int) -> None:
    key = new_key()
    response = service.post(encode_call("set", [key, spelled(xml)]))
    if service.target.strict or _failed(service, response):
        service.require_refusal(response, f"a value of {xml}")
        service.require_exists(key, expected=False)
        return
    response = service.post(encode_call("get", [key]))
    if response.status >= 400:
        return  # it was stored, and cannot be told
    answer = service.read(response)
    if not isinstance(answer, Fault) and not _is(number, answer.value):
        raise wrong(f"{xml} comes back as another", answer.value)


def _is(number: int, value: Value) -> bool:
    """Tell whether a value is exactly this number; it may have become a double."""
    return isinstance(value, Int | I8 | Double) and value.number == number


def _failed(service: Service, response: http.Response) -> bool:
    return response.status >= 400 or isinstance(service.read(response), Fault)


INTEGERS = ["1_0", "5x", " 5 ", "1.5", "0x10", "", "\uff15", "1e3", "--1", "1-", "+"]
BOOLEANS = ["true", "false", "2", "", " 1", "-1", "yes"]
DOUBLES = ["nan", "inf", "-inf", "NaN", "Infinity", "1e999"]
BROKEN = ["@@@", "AAA", "AA=A", "A", "====", "AA==AA=="]


@requirement("XRPC-024")
def test_refuses_integers_beyond_sign_and_digits(target: Target) -> None:
    Service(target).require_none_kept(*(f"<int>{text}</int>" for text in INTEGERS))


@requirement("XRPC-025")
def test_refuses_booleans_beyond_0_and_1(target: Target) -> None:
    Service(target).require_none_kept(*(f"<boolean>{text}</boolean>" for text in BOOLEANS))


@requirement("XRPC-025")
def test_returns_booleans_as_booleans(target: Target) -> None:
    for truth in (False, True):
        sent = spelled(f"<boolean>{truth:d}</boolean>")
        Service(target).require_kept(Boolean(truth), sent=sent, what="the boolean")


@requirement("XRPC-027")
def test_writes_doubles_without_exponent(target: Target) -> None:
    service = Service(target)
    for number in (1e300, -1e300, 1e-300, 1.5e16, 2.5e-5):
        key = new_key()
        service.set(key, number)
        answer = service.answer("get", key)
        if isinstance(answer, Fault):
            raise wrong(f"the double {number} is answered with a fault", answer)
        require_same_value(Double(number), answer.value, "the double")
        insist(answer, Form.DOUBLE)


@requirement("XRPC-027")
def test_refuses_doubles_that_are_not_finite(target: Target) -> None:
    Service(target).require_none_kept(*(f"<double>{text}</double>" for text in DOUBLES))


@requirement("XRPC-092", fresh=True)
@pytest.mark.parametrize("text", DOUBLES)
def test_lives_with_doubles_that_are_not_finite(target: Target, text: str) -> None:
    """Taken or not: to write it again is a loop or a division that its author did not think of."""
    service, key = Service(target), new_key()
    service.control()
    service.post(encode_call("set", [key, spelled(f"<double>{text}</double>")]))
    service.post(encode_call("get", [key]))
    service.control()


MOMENTS = [
    "19980717T14:08:55",
    "00010101T00:00:00",
    "09990314T01:02:03",
    "20240229T23:59:59",
    "99991231T23:59:59",
    "19700101T00:00:00",
]
NO_MOMENTS = ["19981399T99:99:99", "20230229T00:00:00", "19000229T00:00:00", "yesterday", ""]


@requirement("XRPC-028")
def test_returns_moments_unchanged(target: Target) -> None:
    service = Service(target)
    for text in MOMENTS:
        service.require_kept(DateTime(text), what=f"the moment {text}")


@requirement("XRPC-028")
def test_refuses_moments_that_never_were(target: Target) -> None:
    service = Service(target)
    service.control()
    for text in NO_MOMENTS:
        _require_unchanged_or_refused(service, text)
    service.control()


def _require_unchanged_or_refused(service: Service, text: str) -> None:
    key, sent = new_key(), spelled(f"<dateTime.iso8601>{text}</dateTime.iso8601>")
    response = service.post(encode_call("set", [key, sent]))
    if service.target.strict or _failed(service, response):
        service.require_refusal(response, f"the moment {text!r}")
        service.require_exists(key, expected=False)
        return
    require_same_value(DateTime(text), service.value("get", key), "the impossible moment")


@requirement("XRPC-030")
def test_refuses_broken_base64(target: Target) -> None:
    Service(target).require_none_kept(*(f"<base64>{text}</base64>" for text in BROKEN))


def _struct(*names: str) -> str:
    members = [
        f"<member><name>{name}</name><value>{at}</value></member>" for at, name in enumerate(names)
    ]
    return f"<struct>{''.join(members)}</struct>"


@requirement("XRPC-032")
def test_refuses_members_that_come_twice(target: Target) -> None:
    Service(target).require_none_kept(*(_struct(*names) for names in ("aa", "aba", "abb")))


@requirement("XRPC-041")
def test_refuses_unknown_types(target: Target) -> None:
    Service(target).require_none_kept(
        "<foo>1</foo>", "<Int>1</Int>", "<integer>1</integer>", "<foo/>"
    )


SEVERAL = [
    "<int>1</int><int>2</int>",
    "<int>1</int><string>2</string>",
    "x<int>1</int>",
    "<int>1</int>y",
    "<string>a</string></value><value><string>b</string>",
]


@requirement("XRPC-080")
def test_refuses_several_values_in_one(target: Target) -> None:
    """Also where a param holds two values: the second could be smuggled in as a parameter."""
    Service(target).require_none_kept(*SEVERAL)
