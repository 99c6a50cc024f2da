"""Mistakes in what is called: the store, validator1 and the demonstration service.

python -m reference_impl.xmlrpc.mutants_store keeps_the_first
"""

from __future__ import annotations

import binascii
import html
import sys

from reference_impl._mutants import start
from reference_impl.xmlrpc import threaded
from reference_impl.xmlrpc.values import DateTime, Value


class KeepsTheFirst(threaded.Endpoint):
    """``setdefault`` where assignment was meant."""

    def set(self, name: str, value: Value) -> None:
        self.store.setdefault(self.key(name), value)


class DeletesWhatIsAbsent(threaded.Endpoint):
    """``pop`` with a default."""

    def delete(self, name: str) -> None:
        self.store.pop(self.key(name), None)


class CountsInsteadOfTelling(threaded.Endpoint):
    """C's idea of truth."""

    def exists(self, name: str) -> int:  # type: ignore[override]  # this is the mistake
        return int(super().exists(name))


class RemembersDeletedKeys(threaded.Endpoint):
    """A list of names beside the table, never cleaned up."""

    def set(self, name: str, value: Value) -> None:
        super().set(name, value)
        self.names = {**getattr(self, "names", {}), name: None}

    def keys(self) -> list[Value]:
        return list(getattr(self, "names", {}))


class CopiesAndReplaces(threaded.Endpoint):
    """A new dictionary for each change, so that readers need no lock; writers do."""

    def set(self, name: str, value: Value) -> None:
        changed = {**self.store, self.key(name): value}
        sys.stderr.write(f"set {name[:40]}\n")
        self.store = changed


class AddsTheFirstThree(threaded.Endpoint):
    """The documentation's example had just these members, in this order."""

    def easy_struct_test(self, struct: dict[str, int]) -> int:
        return sum(list(struct.values())[:3])


class UnescapesTwice(threaded.Endpoint):
    """It does not trust its parser."""

    def count_the_entities(self, text: str) -> dict[str, int]:
        return super().count_the_entities(html.unescape(text))


class SendsBytesAsText(threaded.Endpoint):
    """Binary data that never comes out of its base64."""

    def many_types_test(self, *six: Value) -> list[Value]:
        return [
            binascii.b2a_base64(item).decode() if isinstance(item, bytes) else item
            for item in super().many_types_test(*six)
        ]


class TakesAnyKey(threaded.Endpoint):
    """Everything can be printed, and what is printed is a key."""

    def key(self, name: Value) -> str:
        return str(name)


class GivesANumber(threaded.Endpoint):
    """What looks like a number is one."""

    def get_data(self) -> int:  # type: ignore[override]  # this is the mistake
        return int(super().get_data())


class TakesPowersForXor(threaded.Endpoint):
    """In another language the hat is the power."""

    def power(self, x: float, y: float) -> Value:
        return int(x) ^ int(y)


class AddsOnlyIntegers(threaded.Endpoint):
    """add(1, 2) is three, which is all that the example has."""

    def add(self, x: float | str, y: float | str) -> Value:
        return int(x) + int(y)


class TellsTheTimeAsText(threaded.Endpoint):
    """A time for readers, in the longer form."""

    def get_current_time(self) -> DateTime:
        return str.__str__(super().get_current_time())  # type: ignore[return-value]  # the mistake


if __name__ == "__main__":
    start(globals())
