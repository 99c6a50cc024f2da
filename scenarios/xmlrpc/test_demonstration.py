"""The demonstration service of CPython's documentation: four methods, and all of them at once."""

from __future__ import annotations

import datetime as dt

from wireproof import Target, Violation, requirement
from wireproof.wire.xmlrpc import (
    I8,
    DateTime,
    Double,
    Fault,
    Int,
    Value,
    decode_response,
    encode_call,
    require_same_value,
)

from .batches import multicall
from .service import Service, wrong

QUARTER = 900  # seconds: every time zone is whole quarters of an hour away from ours
MOST_APART = 5  # seconds between our clock and its, the call included
FARTHEST = dt.timedelta(hours=27)  # no zone is farther from ours


@requirement("XRPC-074")
def test_gets_the_data(target: Target) -> None:
    service = Service(target)
    service.control()
    require_same_value("42", service.value("getData"), "the data")


def _number(value: Value) -> float:
    if not isinstance(value, Int | I8 | Double):
        raise wrong("the answer is no number", value)
    return value.number


def _require_number(due: float, seen: Value, what: str) -> None:
    """Compare numbers only: a language may have one type for all of them."""
    if _number(seen) != due:
        raise wrong(f"{what} is {_number(seen)!r}, not {due!r}", seen)


@requirement("XRPC-075")
def test_raises_to_a_power(target: Target) -> None:
    service = Service(target)
    service.control()
    for x, y in [(2, 9), (-3, 3), (7, 0), (2, 30), (-1, 1001), (0, 5)]:
        _require_number(x**y, service.value("pow", x, y), f"pow({x}, {y})")


@requirement("XRPC-075")
def test_gives_no_wrong_power(target: Target) -> None:
    service = Service(target)
    service.control()
    for y in (40, 100, 300_000):
        _require_right_or_refused(service, 3**y, "pow", 3, y)


@requirement("XRPC-076")
def test_adds_numbers(target: Target) -> None:
    service = Service(target)
    service.control()
    for x, y in [(1, 2), (-5, 3), (1.5, 2.25), (0, 0)]:
        _require_number(x + y, service.value("add", x, y), f"add({x}, {y})")


@requirement("XRPC-076")
def test_gives_no_wrong_sum(target: Target) -> None:
    service = Service(target)
    service.control()
    _require_right_or_refused(service, 2**31, "add", 2**31 - 1, 1)


@requirement("XRPC-076")
def test_joins_strings(target: Target) -> None:
    service = Service(target)
    service.control()
    require_same_value("concatenated", service.value("add", "con", "catenated"), "the text")


def _require_right_or_refused(service: Service, due: int, name: str, *params: int) -> None:
    within = service.target.patience.reply
    response = service.post(encode_call(name, params), within=within)
    if response.status >= 400:
        return
    answer = decode_response(response.body)
    if not isinstance(answer, Fault) and _number(answer.value) != due:
        raise wrong(f"{name}{params} is a wrong number", answer.value)


@requirement("XRPC-077")
def test_tells_the_time(target: Target) -> None:
    """In its own time zone, which nobody knows; the minutes and seconds of all are ours."""
    service = Service(target)
    service.control()
    _require_now(service.value("currentTime.getCurrentTime"))


def _require_now(seen: Value) -> None:
    if not isinstance(seen, DateTime):
        raise wrong("the time is no dateTime", seen)
    try:
        moment = dt.datetime.strptime(seen.text, "%Y%m%dT%H:%M:%S")  # noqa: DTZ007 - it has none
    except ValueError:
        raise wrong("the time is no dateTime of the basic form", seen) from None
    ours = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    apart = (moment - ours).total_seconds() % QUARTER
    if abs(moment - ours) > FARTHEST or min(apart, QUARTER - apart) > MOST_APART:
        raise Violation(f"the time is {seen.text}", expected=f"{ours:%Y%m%dT%H:%M:%S}, in any zone")


@requirement("XRPC-078")
def test_answers_all_at_once(target: Target) -> None:
    service = Service(target)
    service.control()
    calls = [("getData", []), ("pow", [2, 9]), ("add", [1, 2]), ("currentTime.getCurrentTime", [])]
    *entries, now = multicall(service, *calls)
    for (name, _), due, entry in zip(calls, ["42", 512, 3], entries, strict=False):
        require_same_value([due], entry, f"the entry of {name}")
    items: tuple[Value, ...] = getattr(now, "items", ())
    if len(items) != 1:
        raise wrong("the entry of currentTime.getCurrentTime is no array of one", now)
    _require_now(items[0])
