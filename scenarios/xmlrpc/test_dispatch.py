"""Dispatch: unknown names, wrong counts, hidden names, and many calls in one."""

from __future__ import annotations

import re

from wireproof import Target, requirement
from wireproof.wire.xmlrpc import Array, Fault, String, encode_call, require_same_value

from .service import Service, new_key, stored_under, wrong

HIDDEN = [
    "_dispatch",
    "__init__",
    "get.__func__.__globals__",
    "get.__call__",
    "wireproof._secret",
    "system._x",
    "system.__class__",
]


NAMES = [
    "a:b/c.d_9",
    "k.ys",
    "keys/../keys",
    "key",
    "keyss",
    "KEYS",
    "key*",
    "(keys)",
    "a b",
    " keys ",
    "",
    "keyé",
    "%6beys",
    "k" * 65_536,
]


@requirement("XRPC-006")
def test_looks_names_up_as_they_are(target: Target) -> None:
    """What is nearly the name of a method is the name of none."""
    service = Service(target)
    service.value("keys")
    for name in NAMES:
        service.require_refused(name)
    service.control()


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
def test_hides_private_names(target: Target) -> None:
    service = Service(target)
    service.control()
    for name in HIDDEN:
        service.require_refused(name)
        service.require_refused(name, "get", Array((String("x"),)))
    service.control()


BESIDE = ["keys.im_func", "get.func_code", "get.name", "keys.keys"]
GUESSES = ["store.clear", "data.clear", "store.keys", "data.keys", "lock.acquire", "server.close"]


@requirement("XRPC-053")
def test_dots_reach_no_attribute(target: Target) -> None:
    """Attributes of a method, and of objects that a service is likely to hold."""
    service = Service(target)
    key = service.control()
    for name in [*BESIDE, *GUESSES]:
        service.require_refused(name)
    require_same_value(stored_under(key), service.value("get", key), "the control value")


@requirement("XRPC-053", features=("dotted", "hooks"))
def test_dots_reach_what_is_published(target: Target) -> None:
    service = Service(target)
    service.control()
    seen = service.value("wireproof.obj.hello")
    if not isinstance(seen, String):
        raise wrong("wireproof.obj.hello does not say hello", seen)
    service.require_refused("wireproof.obj")
    service.require_refused("wireproof")


@requirement("XRPC-053", features=("!dotted", "hooks"))
def test_without_the_feature_dots_reach_nothing(target: Target) -> None:
    service = Service(target)
    require_same_value(["fine"], service.value("wireproof.echo", "fine"), "the echo")
    service.require_refused("wireproof.obj.hello")


INSIDES = re.compile(
    r"Traceback|\.py\b|0x[0-9a-fA-F]{6,}|<class '|\bat [\w.$]+\([\w.]+:\d+\)|Exception\b"
)
FAILURES: list[tuple[str, list[object]]] = [
    ("get", ["absent"]),
    ("delete", ["absent"]),
    ("get", []),
    ("keys", [1, 2, 3]),
    ("no.such.method", []),
    ("get.__class__", []),
    ("get", [[]]),
    ("set", [{}, 1]),
    ("system.multicall", [5]),
    ("validator1.easyStructTest", [5]),
    ("wireproof.sleep", ["long"]),
]


@requirement("XRPC-054")
def test_faults_reveal_nothing_inside(target: Target) -> None:
    service = Service(target)
    service.control()
    for name, params in FAILURES:
        response = service.post(encode_call(name, params))
        if response.status >= 400:
            continue
        answer = service.read(response)
        if isinstance(answer, Fault) and INSIDES.search(answer.string):
            raise wrong(f"a fault of {name} reveals its insides", answer.string)
