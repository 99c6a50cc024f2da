"""Ask several implementations the same, and find the least texts that they take differently.

Nobody is judged, and nobody is right: a text is of interest where answers part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Self

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct

from wireproof import Target, Violation
from wireproof.suite.strategies import cidr

from . import model
from .asking import BATCH, Answer, ask_at_once
from .causes import cause_of
from .examples import Order

EXAMPLES = 3000
MOST_ROUNDS = 40
UNASKED = "-"

Columns = dict[str, list[str]]
Camps = tuple[tuple[int, bool], ...]
Witnesses = Mapping[str, "Witness"]


class Split(Struct, frozen=True, kw_only=True):
    """One cause: its least example, what each makes of it, and how often they parted."""

    cause: str
    order: Order
    cells: dict[str, str]
    count: int

    @property
    def camps(self) -> dict[str, list[str]]:
        """Who says what."""
        said = dict.fromkeys(self.cells.values())
        return {one: [name for name, cell in self.cells.items() if cell == one] for one in said}


def cell(answer: Answer) -> str:
    """Tell in a word what was answered."""
    if not answer.ok:
        return UNASKED if answer.kind == "unsupported" else "refused"
    if isinstance(answer.result, dict):
        return f"`{answer.result.get('canonical')}`"
    return str(answer.result).lower()


class Witness:
    """One implementation, started for as long as it is asked, and anew where it breaks."""

    def __init__(self, start: Callable[[], AbstractContextManager[Target]]) -> None:
        self._start = start
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._target = self._stack.enter_context(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def cells(self, orders: Sequence[Order]) -> Iterator[str]:
        """Tell in a word what it makes of each order."""
        for begin in range(0, len(orders), BATCH):
            batch = orders[begin : begin + BATCH]
            try:
                yield from list(map(cell, ask_at_once(self._target, batch)))
            except Violation:
                self._again()
                yield from map(self._cell, batch)

    def _cell(self, order: Order) -> str:
        try:
            return cell(ask_at_once(self._target, [order])[0])
        except Violation:
            self._again()
            return "no answer"

    def _again(self) -> None:
        self._stack.close()
        self._target = self._stack.enter_context(self._start())


def ask_everybody(witnesses: Witnesses, orders: Sequence[Order]) -> Columns:
    """Give every order to everybody; what each says, in a word, in order."""
    return {name: list(witness.cells(orders)) for name, witness in witnesses.items()}


def fields() -> st.SearchStrategy[str]:
    """Spell a field of IPv4 as somebody might: padded, in hexadecimal, too large."""
    plain = st.integers(0, 300).map(str)
    padded = st.builds("{}{}".format, st.sampled_from(["0", "00"]), plain)
    return plain | padded | st.integers(0, 255).map(hex)


def prefixes() -> st.SearchStrategy[str]:
    """Spell what follows a slash: lengths, padded ones, signs, masks of either kind."""
    length = st.integers(0, 33)
    spelled = st.builds("{}{}".format, st.sampled_from(["", "", "0", "+", "-"]), length)
    netmasks = st.integers(0, 32).map(lambda ones: model.write(4, 2**32 - 2 ** (32 - ones)))
    hostmasks = st.integers(0, 32).map(lambda ones: model.write(4, 2 ** (32 - ones) - 1))
    return spelled | netmasks | hostmasks | st.integers(0, 130).map(str)


def texts() -> st.SearchStrategy[str]:
    """Spell addresses and networks, right, nearly right, and as they were never meant."""
    right = cidr.v4_texts() | cidr.v6_texts()
    loose = st.lists(fields(), min_size=1, max_size=5).map(".".join)
    mapped = st.builds("::ffff:{}".format, cidr.v4_texts())
    addresses = right | loose | mapped
    networks = st.builds("{}/{}".format, addresses, prefixes())
    return addresses | networks | cidr.nearly(right) | cidr.nearly(networks)


def orders_drawn(examples: int = EXAMPLES) -> list[Order]:
    """Draw orders, always the same ones."""
    found: dict[str, Order] = {}

    @seed(1)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(text=texts())
    def draw(text: str) -> None:
        found[text] = order_of(text)

    draw()
    return list(found.values())


def order_of(text: str) -> Order:
    """Ask for a network where there is a slash; strict would hide much behind host bits."""
    if "/" in text:
        return {"op": "network", "text": text, "strict": False}
    return {"op": "address", "text": text}


def splits(witnesses: Witnesses, orders: Sequence[Order]) -> list[Split]:
    """Find what answers part over, by cause, each with the least text that shows it.

    Of several ways to part over one cause, the most frequent is shown.
    """
    found = _by_cause(witnesses, orders)
    usual = {cause: max(ways, key=lambda way: len(ways[way])) for cause, ways in found.items()}
    least = {cause: min(found[cause][way], key=_size) for cause, way in usual.items()}
    for _ in range(MOST_ROUNDS):
        simpler = [order_of(text) for order in least.values() for text in _simpler(order["text"])]
        again = _by_cause(witnesses, simpler)
        alike = {cause: again.get(cause, {}).get(way, []) for cause, way in usual.items()}
        better = {cause: min([least[cause], *more], key=_size) for cause, more in alike.items()}
        if better == least:
            break
        least = better
    counts = {cause: sum(map(len, ways.values())) for cause, ways in found.items()}
    return [_split(witnesses, cause, least[cause], counts[cause]) for cause in sorted(least)]


def _by_cause(witnesses: Witnesses, orders: Sequence[Order]) -> dict[str, dict[Camps, list[Order]]]:
    """Sort what answers part over by cause, and by who agrees with whom."""
    columns = ask_everybody(witnesses, orders)
    found: dict[str, dict[Camps, list[Order]]] = {}
    for place, order in enumerate(orders):
        cells = {name: cells[place] for name, cells in columns.items()}
        if len({*cells.values()} - {UNASKED}) > 1:
            ways = found.setdefault(cause_of(order["text"]), {})
            ways.setdefault(_camps(cells), []).append(order)
    return found


def _camps(cells: Mapping[str, str]) -> Camps:
    """Tell who agrees with whom, and who refuses, whatever it is that they say."""
    said = list(dict.fromkeys(cells.values()))
    return tuple((said.index(one), one == "refused") for one in cells.values())


def _split(witnesses: Witnesses, cause: str, order: Order, count: int) -> Split:
    cells = {name: cells[0] for name, cells in ask_everybody(witnesses, [order]).items()}
    return Split(cause=cause, order=order, cells=cells, count=count)


def _size(order: Order) -> tuple[int, str]:
    text = order["text"]
    return len(text), text


def _simpler(text: str) -> Iterator[str]:
    """Drop a character or two, or put a simpler one in its place."""
    for at, letter in enumerate(text):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at + 2 :]
        yield from _replaced(text, at, "01" if letter.isalnum() else "")


def _replaced(text: str, at: int, letters: Iterable[str]) -> Iterator[str]:
    return (text[:at] + letter + text[at + 1 :] for letter in letters if letter < text[at])
