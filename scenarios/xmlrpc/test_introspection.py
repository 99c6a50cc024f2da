"""Introspection: what can be called, how, and which extensions there are."""

from __future__ import annotations

from wireproof import Target, Violation, requirement
from wireproof.wire.xmlrpc import I8, Array, Fault, Int, Nil, String, Struct, Value

from .service import Service, wrong

OURS = {"get", "set", "delete", "exists", "keys"}
CTRL = "wireproof.ctrl"
NO_METHOD = -32601


def _listed(service: Service) -> list[str]:
    """List the methods, which must be strings and hold this contract's."""
    service.control()
    names = _strings(service.value("system.listMethods"), "listMethods")
    if missing := sorted(OURS - set(names)):
        raise Violation(f"listMethods does not list {missing[0]}", timeless=True)
    return names


def _strings(value: Value, what: str) -> list[str]:
    if not isinstance(value, Array):
        raise wrong(f"{what} is no array of strings", value)
    if bad := [item for item in value.items if not isinstance(item, String)]:
        raise wrong(f"{what} is no array of strings", bad[0])
    return [item.text for item in value.items if isinstance(item, String)]


@requirement("XRPC-055")
def test_lists_its_methods(target: Target) -> None:
    names = _listed(Service(target))
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Violation(f"listMethods lists {twice[0]} twice", timeless=True)


@requirement("XRPC-055", features=("fault-codes",))
def test_every_method_listed_can_be_called(target: Target) -> None:
    """Without arguments: any failure will do, save that there is no such method.

    One hook is not called here: whether its answer is well-formed is for XRPC-036.
    """
    service = Service(target)
    for name in _listed(service):
        if name == CTRL:
            continue
        answer = service.answer(name)
        if isinstance(answer, Fault) and answer.code == NO_METHOD:
            raise wrong(f"{name} is listed and cannot be called", answer)


@requirement("XRPC-056")
def test_signatures_are_arrays_of_arrays(target: Target) -> None:
    """Or no array at all, where none is known."""
    service = Service(target)
    for name in _listed(service):
        seen = service.value("system.methodSignature", name)
        if not isinstance(seen, Array):
            continue
        for signature in seen.items:
            if not _strings(signature, f"a signature of {name}"):
                raise wrong(f"a signature of {name} is empty", seen)


@requirement("XRPC-057")
def test_help_is_a_string(target: Target) -> None:
    service = Service(target)
    for name in _listed(service):
        seen = service.value("system.methodHelp", name)
        if not isinstance(seen, String):
            raise wrong(f"the help of {name} is no string", seen)


@requirement("XRPC-061")
def test_names_its_capabilities(target: Target) -> None:
    service = Service(target)
    service.control()
    seen = service.value("system.getCapabilities")
    if not isinstance(seen, Struct) or not seen.members:
        raise wrong("getCapabilities is no struct with members", seen)
    for name, capability in seen.members:
        _require_capability(name, capability)


def _require_capability(name: str, capability: Value) -> None:
    if not isinstance(capability, Struct):
        raise wrong(f"the capability {name} is no struct", capability)
    if not isinstance(capability.get("specUrl"), String):
        raise wrong(f"the capability {name} has no specUrl that is a string", capability)
    if not isinstance(capability.get("specVersion"), Int):
        raise wrong(f"the capability {name} has no specVersion that is an int", capability)


@requirement("XRPC-061")
def test_claims_no_capability_it_lacks(target: Target) -> None:
    service = Service(target)
    service.control()
    seen = service.value("system.getCapabilities")
    if not isinstance(seen, Struct):
        raise wrong("getCapabilities is no struct", seen)
    if seen.get("nil") is not None:
        service.require_kept(Nil())
    if seen.get("i8") is not None:
        service.require_kept(I8(2**33))
