"""One payload through every way to call: where implementations of the RPC contracts part.

    python -m scenarios.headline.agreement > scenarios/headline/agreement.md

Payloads are drawn from what all three contracts can carry. For each implementation that can run
here, and for each kind of payload, the least one that it gives back as another is a row, and so
that row shows what all the others made of the same payload. Nobody is judged: what a contract asks
is told by its own cases.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from wireproof import Target, Violation
from wireproof.catalogue import contracts, manifests
from wireproof.errors import NotReady
from wireproof.model.features import Features
from wireproof.suite import machine
from wireproof.suite.strategies import xmlrpc as payloads
from wireproof.targets import words
from wireproof.targets.description import Description
from wireproof.targets.ward import Ward
from wireproof.wire import frames, pickles, xmlrpc
from wireproof.wire.patience import Patience

# In the wheel the scenarios are elsewhere, but still side by side.
from ..connection.objects import same  # noqa: TID252
from ..connection.peer import visiting  # noqa: TID252
from ..pickle_rpc.caller import calling  # noqa: TID252
from ..xmlrpc.service import Service, new_key  # noqa: TID252

EXAMPLES = 300  # of each kind, for each implementation
SAME = "same"
LONGEST = 60  # characters of a cell

# -- What is sent ------------------------------------------------------------------------------


def _containers() -> st.SearchStrategy[object]:
    leaves = st.integers(0, 9) | st.sampled_from(["", "a"])
    names = st.sampled_from(payloads.NAMES)
    return st.recursive(
        st.lists(leaves, max_size=2) | st.dictionaries(names, leaves, max_size=2),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
        max_leaves=4,
    )


KINDS: dict[str, st.SearchStrategy[object]] = {
    "text": payloads.texts(max_size=8) | payloads.returns(),
    "numbers": st.one_of(
        st.booleans(),
        st.integers(-(2**31), 2**31 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
    ),
    "bytes": st.binary(max_size=8),
    "containers": _containers(),
}
"""What every contract has a type for; NaN is left out, since it differs from itself."""


# -- What comes back ---------------------------------------------------------------------------


def over_xmlrpc(target: Target, payload: object) -> object:
    """Store it, and get it: every implementation of the contract can."""
    service, key = Service(target), new_key()
    service.set(key, payload)
    return plain(service.value("get", key))


def over_pickle_rpc(target: Target, payload: object) -> object:
    """Have it echoed by a call."""
    with calling(target) as caller:
        match caller.value("echo", payload):
            case ((echoed,), dict()):
                return echoed
            case other:
                raise Violation("echo gives another number of values", seen=pickles.shown(other))


def over_connection(target: Target, payload: object) -> object:
    """Have it echoed as an object."""
    with visiting(target) as guest:
        guest.say(payload)
        return pickles.load(frames.converse(frames.read_frame(), guest.client))


WAYS: dict[str, Callable[[Target, object], object]] = {
    "xmlrpc": over_xmlrpc,
    "pickle-rpc": over_pickle_rpc,
    "connection": over_connection,
}


def plain(value: xmlrpc.Value) -> object:
    """Give what stands for a value of XML-RPC in Python; a type that we never sent is itself."""
    match value:
        case xmlrpc.Array(items):
            return [plain(item) for item in items]
        case xmlrpc.Struct(members):
            return {name: plain(item) for name, item in members}
        case xmlrpc.Int(held) | xmlrpc.Double(held) | xmlrpc.Boolean(held):
            return held
        case xmlrpc.String(held) | xmlrpc.Base64(held):
            return held
    return value


def cell(target: Target, payload: object) -> str:
    """Tell what an implementation makes of a payload."""
    try:
        seen = WAYS[target.implementation.contract](target, payload)
    except Violation as trouble:
        return _short(trouble.message)
    return SAME if same(payload, seen) else f"`{_short(ascii(seen))}`"


def _short(text: str) -> str:
    text = text.replace("|", "\\|")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


# -- Who is asked ------------------------------------------------------------------------------


def partings(target: Target, examples: int = EXAMPLES) -> list[object]:
    """Find the least payload of each kind that an implementation gives back as another."""
    drawing = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    found = []
    for kind in KINDS.values():
        try:
            found.append(find(kind, lambda one: cell(target, one) != SAME, settings=drawing))
        except NoSuchExample:
            continue
    return found


@contextmanager
def started(one: Description) -> Iterator[Target]:
    """Start an implementation for as long as it is asked; raises `NotReady` where it cannot run."""
    with ExitStack() as stack:
        ward = Ward()
        stack.callback(ward.close)
        groups = contracts.scenario(one.implementation.contract).contract.groups
        features = Features(one.implementation.features, groups)
        target = Target(one, Patience(), features, ward)
        stack.callback(target.stop)
        yield target


def implementations() -> list[Description]:
    """Find every server of the three contracts, ours first."""
    entries = [*manifests.references(), *manifests.third_party()]
    servers = [one.implementation for one in entries if one.implementation.role == "server"]
    return words.parse([one.key for one in servers if one.contract in WAYS], words.Declared())


def rendered(rows: list[object], columns: dict[str, list[str]], versions: dict[str, str]) -> str:
    """Render the table: a row a payload, a column an implementation that parts somewhere."""
    parted = [key for key, cells in columns.items() if set(cells) != {SAME}]
    lines = [
        "# One payload through every way to call",
        "",
        "Written by `python -m scenarios.headline.agreement`; nobody is judged here.",
        "A row is the least payload of its kind that somebody gives back as another.",
        "Whoever has no column gives back every one of them as it was sent.",
        "What is a launcher's part is told in the manifests.",
        "",
        *(f"- {key}: {versions.get(key) or 'version not known'}" for key in columns),
        "",
        f"| | {' | '.join(parted)} |",
        f"|---|{'---|' * len(parted)}",
    ]
    for place, payload in enumerate(rows):
        cells = " | ".join(columns[key][place] for key in parted)
        lines.append(f"| `{_short(ascii(payload))}` | {cells} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Ask everybody, and print the table."""
    found = implementations()
    rows: list[object] = []
    here = []
    for one in found:
        try:
            with started(one) as target:
                new = partings(target)
        except NotReady as trouble:
            sys.stderr.write(f"{trouble}\n")
            continue
        here.append(one)
        rows += [payload for payload in new if not any(same(payload, row) for row in rows)]
    columns = {}
    for one in here:
        with started(one) as target:
            columns[one.key] = [cell(target, payload) for payload in rows]
    versions = {f"{one.contract}/{one.name}": one.version for one in machine.judged(here)}
    sys.stdout.write(rendered(rows, columns, versions))


if __name__ == "__main__":
    main()
