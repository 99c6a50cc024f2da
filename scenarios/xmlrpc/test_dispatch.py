"""Dispatch: unknown names, wrong counts, hidden names, and many calls in one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wireproof import Target, Violation, requirement
from wireproof.wire.xmlrpc import Array, Int, String, Struct, Value, require_same_value

from .service import Service, new_key, stored_under

HIDDEN = [
    "_dispatch",
    "__init__",
    "get.__func__.__globals__",
    "get.__call__",
    "wireproof._secret",
    "system._x",
    "system.__class__",
]


@requirement("XRPC-051")
def test_refuses_unknown_methods_and_wrong_counts(target: Target) -> None:
    service, key = Service(target), new_key()
    control = service.control()
    service.require_refused("no_such_method", key)
    service.require_refused("get")
    service.require_refused("get", control, control)
    service.require_refused("set", key)
    service.require_exists(key, expected=False)
    require_same_value(stored_under(control), service.value("get", control), "the control value")


@requirement("XRPC-052")
@pytest.mark.parametrize("name", HIDDEN)
def test_hides_private_names(target: Target, name: str) -> None:
    service = Service(target)
    service.control()
    service.require_refused(name)
    service.require_refused(name, "get", Array((String("x"),)))
    service.control()


@requirement("XRPC-052", features=("multicall",))
def test_hides_private_names_inside_multicall(target: Target) -> None:
    """One batch for each, so that how a batch goes on after a fault is no matter here."""
    service = Service(target)
    service.control()
    for name in HIDDEN:
        (entry,) = multicall(service, (name, []))
        if not _is_fault(entry):
            raise Violation(f"{name} is executed inside multicall", seen=str(entry)[:200])
    service.control()


def multicall(service: Service, *calls: tuple[str, Sequence[object]]) -> tuple[Value, ...]:
    """Make many calls in one and give their entries, as many as there were calls."""
    batch = [{"methodName": name, "params": params} for name, params in calls]
    answer = service.value("system.multicall", batch)
    if not isinstance(answer, Array):
        raise Violation("multicall does not answer with an array", seen=str(answer)[:200])
    if len(answer.items) != len(calls):
        raise Violation(f"multicall answers {len(answer.items)} of {len(calls)} calls")
    return answer.items


def _is_fault(entry: Value) -> bool:
    return isinstance(entry, Struct) and {"faultCode", "faultString"} <= dict(entry.members).keys()


@requirement("XRPC-058")
def test_multicall_answers_each_call_in_order(target: Target) -> None:
    """A failure is a struct, a result an array of one, also when the result is an array."""
    service, key = Service(target), new_key()
    items = Array((Int(1), Int(2)))
    entries = multicall(
        service,
        ("set", [key, items]),
        ("get", [key]),
        ("no.such.method", []),
        ("get", [new_key("absent")]),
        ("exists", [key]),
    )
    require_same_value([items], entries[1], "the entry of get")
    for position in (2, 3):
        if not _is_fault(entries[position]):
            raise Violation("a failing entry is no fault struct", seen=str(entries[position])[:200])
    for position in (0, 4):
        entry = entries[position]
        if not isinstance(entry, Array) or len(entry.items) != 1:
            raise Violation("an entry is no array of one", seen=str(entry)[:200])
    require_same_value(items, service.value("get", key), "what the batch stored")


@requirement("XRPC-058")
@pytest.mark.parametrize("count", [0, 1000], ids="{}-calls".format)
def test_multicall_takes_any_number(target: Target, count: int) -> None:
    service = Service(target)
    key = service.control()
    entries = multicall(service, *[("get", [key])] * count)
    require_same_value([[stored_under(key)]] * count, Array(entries), "the entries")
