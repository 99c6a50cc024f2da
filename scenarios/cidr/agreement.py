"""Where real implementations part: what each makes of the same texts, side by side.

    python -m scenarios.cidr.agreement > scenarios/cidr/agreement.md

It asks every implementation of the contract that can run here, and renders what they say: first of
texts that are known to part them, then of ever so many that were drawn, by cause.
Nobody is judged: a cell is what was answered, and a row is only there because answers differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from wireproof import Target
from wireproof.catalogue import contracts, manifests
from wireproof.errors import NotReady
from wireproof.model.features import Features
from wireproof.suite import machine
from wireproof.targets import words
from wireproof.targets.description import Description
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience

from .differential import (
    EXAMPLES,
    UNASKED,
    Columns,
    Split,
    Witness,
    ask_everybody,
    order_of,
    orders_drawn,
    splits,
)
from .examples import Order

NETWORKS = [
    *("010.0.0.0/8", "10/8", "10.0.0.0/08", "10.0.0.0/+8", "10.0.0.0/\uff18", "10.0.0.0"),
    *("1.2.3.0/255.255.255.0", "1.2.3.0/0.0.0.255", "0.0.0.0/0.0.0.0"),
    *("0.0.0.0/64.0.0.0", "2001:db8::/032", "2001:db8::/ffff:ffff::", "fe80::%1/64"),
]
ADDRESSES = [
    *("010.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "\uff11.2.3.4", "1.2.3.4\n", "[::1]"),
    *("00001::", "::ffff:102:304", "::102:304", "::1.2.3.4", "fe80::1%eth0", "fe80::1%a%b"),
]
MEMBERS = [
    *(("::ffff:10.0.0.1", "10.0.0.0/8"), ("1.2.3.4", "::/0"), ("::1", "0.0.0.0/0")),
    ("fe80::1%eth0", "fe80::/64"),
]


def orders() -> Iterator[tuple[str, Order]]:
    """List what is asked, and how it is called in the table."""
    for text in NETWORKS:  # strict would hide what is made of the prefix behind an error
        yield f"network {text}", {"op": "network", "text": text, "strict": False}
    for text in ADDRESSES:
        yield f"address {text}", {"op": "address", "text": text}
    for addr, net in MEMBERS:
        yield f"{addr} in {net}", {"op": "contains", "net": net, "addr": addr}


@contextmanager
def started(one: Description) -> Iterator[Target]:
    """Start an implementation for as long as it is asked."""
    ward = Ward()
    groups = contracts.scenario("cidr").contract.groups
    try:
        features = Features(one.implementation.features, groups)
        target = Target(one, Patience(), features, ward)
        try:
            yield target
        finally:
            target.stop()
    finally:
        ward.close()


def implementations() -> list[Description]:
    """Find every implementation of the contract, ours first."""
    entries = [*manifests.references(), *manifests.third_party()]
    keys = [one.implementation.key for one in entries if one.implementation.contract == "cidr"]
    return words.parse(keys, words.Declared())


def rendered(columns: Columns, versions: dict[str, str], found: list[Split]) -> str:
    """Render the table, a row a question and a column an implementation, and then the causes."""
    names = list(columns)
    lines = [
        "# Where implementations of CIDR part",
        "",
        "Written by `python -m scenarios.cidr.agreement`; nobody is judged here.",
        "A dash is a question that an implementation does not take; *refused* is an error.",
        "Networks are read with `strict` false: host bits are cleared.",
        "What is a launcher's part is told in the manifests.",
        "",
        *(f"- {name}: {versions.get(name) or 'version not known'}" for name in names),
        "",
        "## Known splits",
        "",
        f"| | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for place, (label, _) in enumerate(orders()):
        cells = [columns[name][place] for name in names]
        if len(set(cells) - {UNASKED}) > 1:
            lines.append(f"| {shown(label)} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *causes(found)]) + "\n"


def causes(found: list[Split]) -> Iterator[str]:
    """Render what was found among the drawn texts: a cause, its least example, and the camps."""
    yield "## Causes"
    yield ""
    yield f"Of the texts above and {EXAMPLES} that were drawn, right and nearly right ones,"
    yield f"{sum(split.count for split in found)} part the implementations."
    yield "Each cause has the least text that shows it, and what each makes of that."
    for split in found:
        yield ""
        yield f"### {split.cause[0].upper()}{split.cause[1:]} ({split.count})"
        yield ""
        yield f"`{shown(split.order['text'])}` as {split.order['op']}:"
        yield ""
        for said, names in split.camps.items():
            yield f"- {'not asked' if said == UNASKED else said}: {', '.join(names)}"


def shown(text: str) -> str:
    """Show a text in ASCII."""
    return ascii(text)[1:-1]


def main() -> None:
    """Ask everybody, and print the table."""
    found = implementations()
    with ExitStack() as stack:
        witnesses = {}
        for one in found:
            try:
                witness = Witness(partial(started, one))
                witnesses[one.implementation.name] = stack.enter_context(witness)
            except NotReady as trouble:
                sys.stderr.write(f"{trouble}\n")
        columns = ask_everybody(witnesses, [order for _, order in orders()])
        known = [order_of(text) for text in (*NETWORKS, *ADDRESSES)]
        parted = splits(witnesses, [*known, *orders_drawn()])
    versions = {one.name: one.version for one in machine.judged(found)}
    sys.stdout.write(rendered(columns, versions, parted))


if __name__ == "__main__":
    main()
