"""The key-value service: the last one wins, and what is gone is gone."""

from __future__ import annotations

from wireproof import Target, requirement
from wireproof.wire.xmlrpc import (
    Boolean,
    Double,
    Nil,
    require_same_value,
)

from .listing import require_keys
from .service import Service, new_key, wrong
from .test_containers import ONE_OF_EACH

KEYS = 150


@requirement("XRPC-062")
def test_the_last_set_wins(target: Target) -> None:
    """Each type overwrites another."""
    service, key = Service(target), new_key()
    for value in (*ONE_OF_EACH.items, Double(1.0)):  # which is not the int 1
        service.set(key, value)
        require_same_value(value, service.value("get", key), "the latest value")


@requirement("XRPC-063")
def test_delete_removes_one_key(target: Target) -> None:
    service = Service(target)
    before, key, after = new_key(), new_key(), new_key()
    for name in (before, key, after):
        service.set(name, name)
    service.value("delete", key)
    service.require_refused("delete", key)
    service.require_refused("get", key)
    for name in (before, after):
        require_same_value(name, service.value("get", name), "a neighbour")


@requirement("XRPC-064")
def test_exists_answers_with_a_boolean(target: Target) -> None:
    service, key = Service(target), new_key()
    for expected in (False, True, False):
        seen = service.value("exists", key)
        if seen != Boolean(truth=expected):
            raise wrong("exists does not answer with the boolean", seen)
        service.value("delete", key) if expected else service.set(key, 1)


@requirement("XRPC-064")
def test_keys_lists_each_key_once(target: Target) -> None:
    """After inserts, overwrites and deletes."""
    service, names = Service(target), [new_key() for _ in range(KEYS)]
    for name in names:
        service.set(name, 1)
    for name in names[::3]:
        service.set(name, "again")
    for name in names[::7]:
        service.value("delete", name)
    require_keys(service, set(names), set(names) - set(names[::7]))


NO_KEYS: list[object] = [1, True, 1.0, ["1"], {"1": "1"}, b"1"]
KEYS_OF_ALL_KINDS = ["", " ", "\n", "k" * 10_000, "<&>'\"]]>", "ключ \U0001f600"]


@requirement("XRPC-065")
def test_keys_are_strings(target: Target) -> None:
    """What prints like a string is none: both must not meet."""
    service = Service(target)
    service.set("1", "one")
    for name in [*NO_KEYS, *([Nil()] if target.has("nil") else [])]:
        service.require_refused("set", name, "other")
        service.require_refused("get", name)
    require_same_value("one", service.value("get", "1"), "the value of the key '1'")


@requirement("XRPC-065")
def test_any_text_is_a_key(target: Target) -> None:
    service = Service(target)
    for key in KEYS_OF_ALL_KINDS:
        value = new_key("value")
        service.set(key, value)
        require_same_value(value, service.value("get", key), "the value of the key")
        service.require_exists(key, expected=True)
        service.value("delete", key)
        service.require_exists(key, expected=False)
