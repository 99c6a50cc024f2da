"""The tool itself: a line for a line, whatever the line is, in bounded time and memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import Target, Violation, requirement
from wireproof.targets.growth import Growth
from wireproof.wire.patience import Deadline
from wireproof.wire.stream import MiB

from . import model
from .asking import KINDS, Answer, ask, ask_all, ask_at_once, read, shown, spell, tell
from .examples import Order, refused, taken
from .judging import fault, judge_all
from .polite import ORDERS, POLITE

CONTRACT = "cidr/1"
RUSH = 1000  # lines, which fit in the buffer of a pipe
RUSHES = 10
LARGE = 1 << 20  # characters
VERY_LARGE = 10 * LARGE
MOST_GROWTH = 128 * MiB  # refusing 14 MiB of text, Ruby 3.1 grew by 66, and none of it was kept
POLITE_LINE = spell({"id": 7, **POLITE["address"].order})

NO_OBJECTS = {  # what is no JSON object at all
    "a brace": b"{",
    "an array": b"[]",
    "a number": b"7",
    "an empty line": b"",
    "a line of words": b"address 1.2.3.4",
    "an order cut short": b'{"id":7,"op":"address","text":"1.2.',
    "two objects in a line": b"{}{}",
    "an order with NaN": b'{"id":7,"op":"address","text":NaN}',
    "an order in Latin-1": b'{"id":7,"op":"address","text":"\xff\xfe"}',
}
WRONG_MEMBERS: dict[str, Order] = {
    "an order with no op": {},
    "an order in which op is a number": {"op": 7},
    "an order with an unknown op": {"op": "frobnicate"},
    "an order with an op of the language": {"op": "__init__"},
    "an order with no text": {"op": "address"},
    "an order in which text is null": {"op": "address", "text": None},
    "an order in which text is a number": {"op": "address", "text": 16909060},
    "an order in which text is a list": {"op": "network", "text": ["10.0.0.0", 8]},
    "an order in which strict is a word": {"op": "network", "text": "10.0.0.0/8", "strict": "no"},
    "an order in which net is an object": {"op": "contains", "net": {}, "addr": "1.2.3.4"},
}
WRONG_NUMBERS: dict[str, Order] = {
    "an order in which i is a fraction": {"op": "index", "net": "10.0.0.0/8", "i": 1.5},
    "an order in which i is a word": {"op": "index", "net": "10.0.0.0/8", "i": "one"},
    "an order in which i is missing": {"op": "index", "net": "10.0.0.0/8"},
}


@requirement("CIDR-047")
def test_says_what_it_does_and_does_it(target: Target) -> None:
    """Every op that it names is served, and every other is refused as unsupported."""
    hello = ask(target, "hello")
    about = hello.result if isinstance(hello.result, dict) else {}
    if about.get("contract") != CONTRACT or not isinstance(about.get("ops"), list):
        raise Violation(f"hello gives {hello}, not {CONTRACT} and its ops", timeless=True)
    for name in ("address", "network"):
        if name not in about["ops"]:
            raise Violation(f"hello does not name {name}", seen=str(hello), timeless=True)
    answers = ask_all(target, ORDERS.values())
    for name, answer in zip(ORDERS, answers, strict=True):
        unsupported = answer.kind == "unsupported"
        if (name in about["ops"]) == unsupported or not (answer.ok or unsupported):
            named = "names" if name in about["ops"] else "does not name"
            raise Violation(f"hello {named} {name}, which is {answer}", timeless=True)


@requirement("CIDR-044", fresh=True)
def test_answers_each_line_at_once(target: Target) -> None:
    """One after the other, refusals among them: no answer may wait for the next order."""
    for number in range(25):
        for text in (f"10.0.0.{number}", f"10.0.0.{number}."):
            answer = ask(target, "address", text=text)
            if answer.ok == text.endswith("."):
                raise Violation(f"the answer to {text!r} is {answer}", timeless=True)


@requirement("CIDR-044", fresh=True)
def test_answers_a_rush_in_order(target: Target) -> None:
    """A slow tool is not a wrong one, so it gets fewer rushes."""
    deadline = Deadline(target.patience.long)
    for first in range(0, RUSH * RUSHES, RUSH):
        if deadline.left():
            _rush(target, range(first, first + RUSH))


def _rush(target: Target, values: range) -> None:
    texts = {value: model.write(4, value) for value in values}
    orders = ({"id": one, "op": "address", "text": text} for one, text in texts.items())
    lines = tell(target, *map(spell, orders))
    for (value, text), line in zip(texts.items(), lines, strict=True):
        answer = read(line, identifier=value, about=f"order {value} of a rush")
        if found := fault(taken("", "", "address", {"canonical": text}, text=text), answer):
            raise Violation(f"in a rush, {found[0]}", timeless=True)


@requirement("CIDR-045")
def test_answers_what_is_no_object(target: Target) -> None:
    for name, line in NO_OBJECTS.items():
        _require(_between(target, line, identifier=None), {"json"}, about=name)


@requirement("CIDR-045")
def test_answers_orders_with_wrong_members(target: Target) -> None:
    _refuses_members(target, WRONG_MEMBERS)


@requirement("CIDR-045", features=("index",))
def test_answers_orders_with_wrong_numbers(target: Target) -> None:
    _refuses_members(target, WRONG_NUMBERS)


def _refuses_members(target: Target, orders: dict[str, Order]) -> None:
    for name, order in orders.items():
        answer = _between(target, spell({"id": 5, **order}), identifier=5)
        _require(answer, {"argument", "unsupported", "address"}, about=name)


@requirement("CIDR-045")
def test_answers_a_very_deep_order(target: Target) -> None:
    """Whether it can read that deep is its own affair, and so is the id it answers with."""
    deep = b'{"id":5,"op":"address","text":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    _require(_between(target, deep), {"json", "argument", "address"}, about="100000 brackets")


@requirement("CIDR-045")
def test_answers_an_order_that_says_a_member_twice(target: Target) -> None:
    """RFC 8259 section 4 leaves open what that means; silence and a crash are no answers."""
    twice = b'{"id":5,"op":"address","text":"1.2.3.4","text":"1.2.3.5"}'
    _between(target, twice)


def _between(target: Target, line: bytes, identifier: int | None = 0) -> Answer:
    """Give a line between two polite ones; ``identifier`` zero means that any will do."""
    before, answer, after = tell(target, POLITE_LINE, line, POLITE_LINE)
    for one in (before, after):
        if not read(one, identifier=7, about="a polite order").ok:
            raise Violation(f"a polite order is refused beside {shown(line)}", timeless=True)
    if identifier == 0:
        found = json.loads(answer).get("id") if answer.startswith(b"{") else None
        identifier = 5 if found == 5 else None
    return read(answer, identifier=identifier, about=shown(line.decode("utf-8", "replace")))


def _require(answer: Answer, kinds: set[str], *, about: str) -> None:
    if answer.ok:
        raise Violation(f"{about} is answered with a result", seen=str(answer), timeless=True)
    if answer.kind not in kinds & KINDS:
        due = " or ".join(sorted(kinds))
        raise Violation(f"{about} is {answer}, not {due}", timeless=True)


HUGE_TEXTS = {
    "digits": "1" * LARGE,
    "fields": "1." * (LARGE // 2),
    "groups": "1:" * (LARGE // 2),
    "gaps": ":" * LARGE,
    "zeros": "0" * LARGE + "1.2.3.4",
    "digits-and-a-letter": "1" * LARGE + "x",
    "prefix": "10.0.0.0/" + "8" * LARGE,
}


@requirement("CIDR-046", measures=True, fresh=True)
def test_refuses_a_megabyte_of_text_at_once(target: Target) -> None:
    """A long text needs no time that grows faster than it does; what it means is not asked."""
    with _bounded(target):
        for name, text in HUGE_TEXTS.items():
            for op in ("address", "network"):
                polite = POLITE[op].order
                _, after = ask_at_once(target, [{"op": op, "text": text}, polite])
                if not after.ok:
                    raise Violation(f"after a megabyte of {name}, {op} is {after}", timeless=True)


@requirement("CIDR-046", measures=True, fresh=True)
def test_answers_a_very_long_line_and_goes_on(target: Target) -> None:
    """It may refuse it before it has read it; then it does not know the id."""
    with _bounded(target):
        answer = _between(target, spell({"id": 5, "op": "address", "text": "1" * VERY_LARGE}))
        if answer.ok:
            raise Violation(f"ten megabytes of digits are {answer}", timeless=True)


@requirement("CIDR-046", measures=True, fresh=True, features=("iterate",))
def test_iterates_over_everything_in_little_memory(target: Target) -> None:
    with _bounded(target):
        _most(target, {"op": "iterate", "net": "::/0", "limit": 10**9})
        _most(target, {"op": "iterate", "net": "0.0.0.0/0", "start": "7", "limit": 10**9})


@requirement("CIDR-046", measures=True, fresh=True, features=("subnets",))
def test_cuts_everything_up_in_little_memory(target: Target) -> None:
    with _bounded(target):
        _most(target, {"op": "subnets", "net": "::/0", "new_prefix": 128, "limit": 10**9})
        judge_all(target, [POLITE["network"]])


def _most(target: Target, order: Order) -> None:
    """Ask for far too much: it gives its most, or refuses."""
    answer = next(ask_all(target, [order]))
    items = answer.result.get("items") if isinstance(answer.result, dict) else None
    if answer.ok and (not isinstance(items, list) or len(items) > target.limit("max_limit")):
        raise Violation(f"more than max_limit is given: {answer}", timeless=True)
    if not answer.ok and answer.kind not in {"argument", "range"}:
        raise Violation(f"{order['op']} with a huge limit is {answer}", timeless=True)


@contextmanager
def _bounded(target: Target) -> Iterator[None]:
    """Compare peak memory afterwards with that of the idle tool, which has seen some work."""
    nowhere = refused("", "", "address", over=[{"text": "nowhere"}])
    judge_all(target, [POLITE["address"], POLITE["network"], *nowhere] * 20)
    growth = Growth(target)
    yield
    growth.require_below(MOST_GROWTH)
