"""What implementations part over has a name, and the least text is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast

import pytest

from scenarios.cidr.causes import OTHER, cause_of
from scenarios.cidr.differential import Witness, order_of, orders_drawn, splits
from scenarios.cidr.examples import Order


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("010.0.0.1", "a field with a leading zero"),
        ("010.0.0.0/8", "a field with a leading zero"),
        ("10/8", "fewer than four fields"),
        ("127.1", "fewer than four fields"),
        ("1.2.3.0/0.0.0.255", "a hostmask"),
        ("1.2.3.0/255.255.255.0", "a netmask"),
        ("0.0.0.0/0.0.0.0", "a netmask"),
        ("::/ffff::", "a mask of IPv6"),
        ("::/032", "a prefix with a leading zero"),
        ("::/129", "a prefix that is too long"),
        ("::/33", "gaps, and the number of groups"),
        ("::ffff:1.2.3.4", "an IPv4-mapped address"),
        ("0:0::ffff:102:304", "an IPv4-mapped address"),
        ("ffff::", "gaps, and the number of groups"),
        ("::1.2.3.4", "a quad behind groups"),
        ("\uff11.2.3.4", "digits and characters beyond ASCII"),
        ("1.2.3.4\n", "white space and control characters"),
        ("fe80::1%eth0", "a zone"),
        ("00001::", "a group of more than four digits"),
        ("0x7f.0.0.1", "a hexadecimal field"),
        ("1.2.3.4/x", "a prefix that is no number"),
        ("nowhere", OTHER),
    ],
)
def test_a_text_has_a_cause(text: str, cause: str) -> None:
    assert cause_of(text) == cause


class Reader:
    """A witness that reads texts in its own way."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def cells(self, orders: Sequence[Order]) -> Iterator[str]:
        return (self._read(order["text"]) for order in orders)


def test_the_least_text_shows_the_usual_way_to_part() -> None:
    """Where one has no answer at all, nobody parts."""
    witnesses = {
        "strict": Reader(lambda _: "refused"),
        "octal": Reader(lambda text: "`8.0.0.1`" if text.startswith("0") else "refused"),
        "mute": Reader(lambda _: "-"),
    }
    orders = [order_of(text) for text in ("012.034.056.078", "010.0.0.1", "1.2.3.4", "::/0")]
    (split,) = splits(cast("dict[str, Witness]", witnesses), orders)
    assert (split.cause, split.count) == ("a field with a leading zero", 2)
    assert split.order == {"op": "address", "text": "00"}
    assert split.camps == {"refused": ["strict"], "`8.0.0.1`": ["octal"], "-": ["mute"]}


def test_the_drawn_texts_are_always_the_same() -> None:
    drawn = orders_drawn(300)
    assert drawn == orders_drawn(300)
    assert {cause_of(order["text"]) for order in drawn} >= {
        "a field with a leading zero",
        "a hostmask",
        "an IPv4-mapped address",
    }
