"""Mistakes about methods: the wrong ones are called, or the right ones wrongly.

python -m reference_impl.xmlrpc.mutants_dispatch walks_attributes
"""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Callable
from operator import attrgetter
from types import MethodType

from reference_impl._mutants import start
from reference_impl.xmlrpc import threaded
from reference_impl.xmlrpc.service import PUBLISHED
from reference_impl.xmlrpc.values import APPLICATION, Fault, Value


class TakesNamesForPatterns(threaded.Endpoint):
    """Names are matched as the shell would, so that a dot or a star can stand for others."""

    def resolve(self, name: str) -> Callable[..., Value]:
        for published in PUBLISHED:
            with contextlib.suppress(re.error):
                if re.fullmatch(name, published):
                    return super().resolve(published)
        return super().resolve(name)


class FillsMissingParameters(threaded.Endpoint):
    """As many languages do: what is missing is nil, what is too much is dropped."""

    def check_count(self, method: Callable[..., Value], params: list[Value]) -> None:
        try:
            super().check_count(method, params)
        except Fault:
            wanted = len(inspect.signature(method).parameters)
            params[:] = (params + [None] * wanted)[:wanted]


class WalksAttributes(threaded.Endpoint):
    """``getattr`` all the way down, with nothing in its way."""

    def resolve(self, name: str) -> Callable[..., Value]:
        try:
            method: Callable[..., Value] = attrgetter(PUBLISHED.get(name, name))(self)
        except AttributeError:
            return super().resolve(name)
        return method


class GivesWhatIsNoMethod(threaded.Endpoint):
    """A name leads to something, and if that cannot be called, it is the answer."""

    def resolve(self, name: str) -> Callable[..., Value]:
        try:
            return super().resolve(name)
        except Fault as fault:
            if any(part.startswith("_") for part in name.split(".")):
                raise
            try:
                found = attrgetter(name)(self)
            except AttributeError:
                raise fault from None
            if callable(found):
                raise
            return MethodType(lambda _self: str(found), self)


class StopsAtTheFirstFault(threaded.Endpoint):
    """The first failure ends the batch."""

    def multicall(self, entries: list[Value]) -> list[Value]:
        results = []
        for result in map(self.one_of_many, entries):
            results.append(result)
            if isinstance(result, dict):
                break
        return results


class ForgetsToWrap(threaded.Endpoint):
    """A result is a result, so why put it into an array?"""

    def one_of_many(self, entry: Value) -> Value:
        result = super().one_of_many(entry)
        return result[0] if isinstance(result, list) else result


class TellsTheException(threaded.Endpoint):
    """What the language says is what the caller gets."""

    def call(self, name: str, params: list[Value]) -> Value:
        method = self.resolve(name)
        self.check_count(method, params)
        try:
            return method(*params)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
            raise Fault(APPLICATION, f"{type(trouble)}:{trouble}") from trouble


class ListsWhatItHides(threaded.Endpoint):
    """Everything that is there, as the language lists it."""

    def list_methods(self) -> list[str]:
        return [*super().list_methods(), "wireproof._secret"]


class SignsWithOneArray(threaded.Endpoint):
    """One method, one signature, so why an array of them?"""

    def method_signature(self, name: str) -> Value:  # type: ignore[override]  # this is the mistake
        self.resolve(name)
        return ["string", "string"]


class HelpsLineByLine(threaded.Endpoint):
    """The text as it is kept: in lines."""

    def method_help(self, name: str) -> Value:  # type: ignore[override]  # this is the mistake
        return list(super().method_help(name).splitlines())


class SpellsVersions(threaded.Endpoint):
    """A version is text: 1.0 is none but the first."""

    def get_capabilities(self) -> dict[str, Value]:
        found = super().get_capabilities()
        for one in found.values():
            if isinstance(one, dict):
                one["specVersion"] = str(one["specVersion"])
        return found


class BeginsAtTheEnd(threaded.Endpoint):
    """A stack of calls, and what was put on it last is done first."""

    def multicall(self, entries: list[Value]) -> list[Value]:
        return [self.one_of_many(entry) for entry in reversed(entries)]


class FailsTheBatch(threaded.Endpoint):
    """What is no call cannot be called, so all are refused."""

    def one_of_many(self, entry: Value) -> Value:
        self.read_entry(entry)
        return super().one_of_many(entry)


class NestsBatches(threaded.Endpoint):
    """A method like any other."""

    def read_entry(self, entry: Value) -> tuple[str, list[Value]]:
        if isinstance(entry, dict) and entry.get("methodName") == "system.multicall":
            params = entry.get("params")
            return "system.multicall", params if isinstance(params, list) else []
        return super().read_entry(entry)


if __name__ == "__main__":
    start(globals())
