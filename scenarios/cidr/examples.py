"""An example: one order, and every answer to it that keeps a requirement.

The examples are data, so that the cases here and ``vectors/*.json``, which other languages can
use without this harness, are the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Order = dict[str, Any]
Form = Literal["value", "text"]
ANY = "*"  # a refusal of whatever kind


class Example(NamedTuple):
    """``accept`` are the results that are right, ``refuse`` the kinds of errors that are.

    ``form`` tells whether the spelling of addresses and networks is compared, or their value.
    Members of a result that an example does not name are not compared.
    """

    requirement: str
    flag: str
    order: Order
    accept: tuple[Any, ...] = ()
    refuse: tuple[str, ...] = ()
    form: Form = "value"

    @property
    def key(self) -> str:
        """The order in short, as a reader knows it: ``contains(net='::/0', addr='::1')``."""
        return said(self.order)


def said(order: Order) -> str:
    """Show an order in short."""
    members = ", ".join(f"{name}={_short(value)}" for name, value in order.items() if name != "op")
    return f"{order.get('op')}({members})"


def _short(value: object, most: int = 60) -> str:
    text = ascii(value)
    return text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"


def taken(
    requirement: str, flag: str, op: str, due: object, form: Form = "value", /, **members: object
) -> Example:
    """Build an example of which exactly one result is right."""
    return Example(requirement, flag, {"op": op, **members}, accept=(due,), form=form)


def refused(
    requirement: str, flag: str, op: str, *kinds: str, over: Iterable[dict[str, object]]
) -> list[Example]:
    """Build examples that are errors, of one of ``kinds`` where any is named."""
    return [
        Example(requirement, flag, {"op": op, **members}, refuse=kinds or (ANY,))
        for members in over
    ]


def either(
    requirement: str,
    flag: str,
    op: str,
    results: Iterable[object] = (),
    kinds: Iterable[str] = (),
    **members: object,
) -> Example:
    """Build an example of which implementations may make one thing or another."""
    return Example(requirement, flag, {"op": op, **members}, tuple(results), tuple(kinds))


def texts(*found: str) -> list[dict[str, object]]:
    """Spell orders that differ in their text."""
    return [{"text": text} for text in found]
