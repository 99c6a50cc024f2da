"""Many calls in one: system.multicall, and what its entries are."""

from __future__ import annotations

from collections.abc import Sequence

from wireproof import Violation
from wireproof.wire.xmlrpc import Array, Struct, Value

from .service import Service, wrong


def multicall(service: Service, *calls: tuple[str, Sequence[object]]) -> tuple[Value, ...]:
    """Make many calls in one and give their entries, as many as there were calls."""
    return batch(service, [{"methodName": name, "params": params} for name, params in calls])


def batch(service: Service, entries: Sequence[object]) -> tuple[Value, ...]:
    """Send a batch of entries, whatever they are, and give as many."""
    answer = service.value("system.multicall", entries)
    if not isinstance(answer, Array):
        raise wrong("multicall does not answer with an array", answer)
    if len(answer.items) != len(entries):
        raise Violation(
            f"multicall answers {len(answer.items)} of {len(entries)} calls", timeless=True
        )
    return answer.items


def is_fault(entry: Value) -> bool:
    """Tell whether an entry is a call that failed."""
    return isinstance(entry, Struct) and {"faultCode", "faultString"} <= dict(entry.members).keys()
