"""Many calls in one: each is answered as if it were alone, and a batch is no place for batches."""

from __future__ import annotations

import pytest

from wireproof import Target, requirement
from wireproof.wire.xmlrpc import Array, Int, Value, encode_call, require_same_value

from .attempts import attempt, request
from .batches import batch, is_fault, multicall
from .service import Service, new_key, spelled, stored_under, wrong
from .test_dispatch import HIDDEN


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
        if not is_fault(entries[position]):
            raise wrong("a failing entry is no fault struct", entries[position])
    for position in (0, 4):
        entry = entries[position]
        if not isinstance(entry, Array) or len(entry.items) != 1:
            raise wrong("an entry is no array of one", entry)
    require_same_value(items, service.value("get", key), "what the batch stored")


@requirement("XRPC-058")
@pytest.mark.parametrize("count", [0, 1000], ids="{}-calls".format)
def test_multicall_takes_any_number(target: Target, count: int) -> None:
    service = Service(target)
    key = service.control()
    entries = multicall(service, *[("get", [key])] * count)
    require_same_value([[stored_under(key)]] * count, Array(entries), "the entries")


def _nest(key: str, depth: int) -> str:
    """Nest batches without recursion; the innermost would set a key."""
    value = "<value><string>{}</string></value>".format
    member = "<member><name>{}</name>{}</member>".format
    before = (
        "<value><array><data><value><struct>"
        + member("methodName", value("system.multicall"))
        + "<member><name>params</name><value><array><data>"
    )
    after = "</data></array></value></member></struct></value></data></array></value>"
    innermost = (before + value(1)).replace("system.multicall", "set").replace(
        value(1), value(key) + value(1)
    ) + after
    return before * depth + innermost + after * depth


@requirement("XRPC-059")
@pytest.mark.parametrize("depth", [1, 3, 500], ids="{}-deep".format)
def test_batches_hold_no_batches(target: Target, depth: int) -> None:
    """A fault for all, or for the entry: either will do."""
    service, key = Service(target), new_key()
    multicall(service, ("set", [new_key(), 1]))
    body = encode_call("system.multicall", [spelled("HERE")]).decode()
    sent = body.replace("<value>HERE</value>", _nest(key, depth)).encode()
    attempt(service, request(service, sent))
    service.require_exists(key, expected=False)
    service.control()


MALFORMED: list[object] = [
    "get",
    7,
    ["get", ["x"]],
    {"params": []},
    {"methodName": "get"},
    {"methodName": 5, "params": []},
    {"methodName": "get", "params": "x"},
]


@requirement("XRPC-060")
def test_a_bad_entry_spoils_no_other(target: Target) -> None:
    service = Service(target)
    service.control()
    for bad in MALFORMED:
        key = new_key()
        first = {"methodName": "set", "params": [key, 1]}
        last = {"methodName": "get", "params": [key]}
        _require_one_fault(batch(service, [first, bad, last]))


@requirement("XRPC-060", features=("hooks",))
def test_a_result_that_cannot_be_written_spoils_no_other(target: Target) -> None:
    service, key = Service(target), new_key()
    entries = multicall(service, ("set", [key, 1]), ("wireproof.ctrl", []), ("get", [key]))
    _require_one_fault(entries)


def _require_one_fault(entries: tuple[Value, ...]) -> None:
    """Insist on a fault between two results, of which the last is one."""
    if is_fault(entries[0]) or not is_fault(entries[1]):
        raise wrong("the bad entry alone is no fault", Array(entries))
    require_same_value([1], entries[2], "the entry after the bad one")


@requirement("XRPC-052", features=("multicall",), needs=("XRPC-058",))
def test_hides_private_names_inside_multicall(target: Target) -> None:
    """One batch for each, so that how a batch goes on after a fault is no matter here."""
    service = Service(target)
    service.control()
    for name in HIDDEN:
        (entry,) = multicall(service, (name, []))
        if not is_fault(entry):
            raise wrong(f"{name} is executed inside multicall", entry)
    service.control()
