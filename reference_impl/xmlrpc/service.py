"""From the bytes of a call to the bytes of an answer, whatever carries them.

Names are published one by one in a table; what is not in it cannot be reached, however much of
it the objects behind have. Nothing that happens here ends without an answer.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from operator import attrgetter

from reference_impl.xmlrpc.demonstration import Demonstration
from reference_impl.xmlrpc.hooks import Hooks
from reference_impl.xmlrpc.reading import Reader
from reference_impl.xmlrpc.store import KeyValues
from reference_impl.xmlrpc.validator1 import Validator1
from reference_impl.xmlrpc.values import (
    APPLICATION,
    BAD_PARAMS,
    NO_METHOD,
    Fault,
    Value,
)
from reference_impl.xmlrpc.writing import Writer

PUBLISHED = {
    **{name: name for name in ("get", "set", "delete", "exists", "keys")},
    "getData": "get_data",
    "pow": "power",
    "add": "add",
    "currentTime.getCurrentTime": "get_current_time",
    "validator1.arrayOfStructsTest": "array_of_structs_test",
    "validator1.countTheEntities": "count_the_entities",
    "validator1.easyStructTest": "easy_struct_test",
    "validator1.echoStructTest": "echo_struct_test",
    "validator1.manyTypesTest": "many_types_test",
    "validator1.moderateSizeArrayCheck": "moderate_size_array_check",
    "validator1.nestedStructTest": "nested_struct_test",
    "validator1.simpleStructReturnTest": "simple_struct_return_test",
    "wireproof.echo": "wireproof.echo",
    "wireproof.fault": "wireproof.fault",
    "wireproof.sleep": "wireproof.sleep",
    "wireproof.ctrl": "wireproof.ctrl",
    "wireproof.big": "wireproof.big",
    "wireproof.point": "wireproof.point",
    "wireproof.bytes": "wireproof.bytes",
    "wireproof.obj.hello": "wireproof.obj.hello",
    "system.listMethods": "list_methods",
    "system.methodSignature": "method_signature",
    "system.methodHelp": "method_help",
    "system.multicall": "multicall",
    "system.getCapabilities": "get_capabilities",
}


@functools.cache
def arity(function: Callable[..., Value]) -> tuple[int, float]:
    """Tell the fewest and the most parameters of a method, itself left out."""
    kinds = [one.kind for one in list(inspect.signature(function).parameters.values())[1:]]
    named = kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return named, math.inf if inspect.Parameter.VAR_POSITIONAL in kinds else named


class Service(Reader, Writer, KeyValues, Validator1, Demonstration):
    """Answers calls."""

    published = PUBLISHED

    def __init__(self, max_depth: int) -> None:
        super().__init__()
        self.max_depth = max_depth
        self.wireproof = Hooks()

    def answer(self, document: bytes) -> bytes:
        try:
            return self.write_result(self.call(*self.read_call(document)))
        except Fault as fault:  # XRPC-002: what fails is said in the document.
            return self.write_fault(fault)

    def call(self, name: str, params: list[Value]) -> Value:
        method = self.resolve(name)
        self.check_count(method, params)
        try:
            return method(*params)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
            # XRPC-054: parameters of the wrong kind. What Python says of it is nobody's business.
            raise Fault(APPLICATION, "the method cannot work on these parameters") from trouble

    def resolve(self, name: str) -> Callable[..., Value]:
        # XRPC-052: whatever else changes here, what begins with an underscore stays private.
        if any(part.startswith("_") for part in name.split(".")):
            raise Fault(NO_METHOD, "no such method")
        # XRPC-006, XRPC-053: looked up as it is and as a whole: no pattern, no path, no attribute.
        if name not in self.published:
            raise Fault(NO_METHOD, "no such method")
        method: Callable[..., Value] = attrgetter(self.published[name])(self)
        return method

    def check_count(self, method: Callable[..., Value], params: list[Value]) -> None:
        fewest, most = arity(method.__func__)  # type: ignore[attr-defined]
        if not fewest <= len(params) <= most:  # XRPC-051: before anything happens
            raise Fault(BAD_PARAMS, "wrong number of parameters")
