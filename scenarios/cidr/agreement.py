"""Where real implementations part: what each makes of the same texts, side by side.

    python -m scenarios.cidr.agreement > scenarios/cidr/agreement.md

It asks every implementation of the contract that can run here, and renders what they say.
Nobody is judged: a cell is what was answered, and a row is only there because answers differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wireproof import Target
from wireproof.catalogue import contracts, manifests
from wireproof.errors import NotReady, Violation
from wireproof.model.features import Features
from wireproof.suite import machine
from wireproof.targets import words
from wireproof.targets.description import Description
from wireproof.targets.ward import Ward
from wireproof.wire.patience import Patience

from .asking import Answer, ask_at_once
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


def cell(answer: Answer) -> str:
    """Tell in a word what was answered."""
    if not answer.ok:
        return "-" if answer.kind == "unsupported" else "refused"
    if isinstance(answer.result, dict):
        return f"`{answer.result.get('canonical')}`"
    return str(answer.result).lower()


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


def column(one: Description) -> list[str]:
    """Ask one implementation everything; raises `NotReady` where it cannot run here."""
    with started(one) as target:
        try:
            answers = ask_at_once(target, [order for _, order in orders()])
            return [cell(answer) for answer in answers]
        except Violation as trouble:
            return [trouble.message] * len(list(orders()))


def implementations() -> list[Description]:
    """Find every implementation of the contract, ours first."""
    entries = [*manifests.references(), *manifests.third_party()]
    keys = [one.implementation.key for one in entries if one.implementation.contract == "cidr"]
    return words.parse(keys, words.Declared())


def rendered(columns: dict[str, list[str]], versions: dict[str, str]) -> str:
    """Render the table: a row a question, a column an implementation."""
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
        f"| | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for place, (label, _) in enumerate(orders()):
        cells = [columns[name][place] for name in names]
        if len(set(cells) - {"-"}) > 1:
            lines.append(f"| {ascii(label)[1:-1]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Ask everybody, and print the table."""
    found = implementations()
    columns = {}
    for one in found:
        try:
            columns[one.implementation.name] = column(one)
        except NotReady as trouble:
            sys.stderr.write(f"{trouble}\n")
    versions = {one.name: one.version for one in machine.judged(found)}
    sys.stdout.write(rendered(columns, versions))


if __name__ == "__main__":
    main()
