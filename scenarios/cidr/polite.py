"""Orders that are no hardship for anybody: one for each op, with its answer.

Whoever refuses what it should refuse has to serve these as well. The addresses have no zeros in
them, no letters, no gaps: nothing that a requirement is about.
"""

from __future__ import annotations

from .examples import Example, Order, taken

NET = "9.8.7.0/24"


def _polite(op: str, due: object, **members: object) -> Example:
    return taken("", "", op, due, "value", **members)


POLITE: dict[str, Example] = {
    one.order["op"]: one
    for one in [
        _polite("address", {"canonical": "9.8.7.6"}, text="9.8.7.6"),
        _polite("network", {"canonical": NET}, text=NET),
        _polite("interface", {"ip": "9.8.7.6", "network": NET, "prefix": 24}, text="9.8.7.6/24"),
        _polite(
            "iterate", {"items": ["9.8.7.0", "9.8.7.1"], "more": True}, net="9.8.7.0/30", limit=2
        ),
        _polite("hosts", {"items": ["9.8.7.1"], "more": True}, net="9.8.7.0/30", limit=1),
        _polite("index", "9.8.7.6", net=NET, i="6"),
        _polite("contains", due=True, net=NET, addr="9.8.7.6"),
        _polite(
            "subnets",
            {"count": "2", "items": ["9.8.0.0/17", "9.8.128.0/17"]},
            net="9.8.0.0/16",
            new_prefix=17,
            limit=2,
        ),
        _polite("supernet", "9.8.0.0/16", net="9.8.0.0/24", new_prefix=16),
        _polite("subnet_of", due=True, a=NET, b="9.8.0.0/16"),
        _polite("overlaps", due=True, a=NET, b="9.8.0.0/16"),
        _polite("exclude", ["9.128.0.0/9"], net="9.0.0.0/8", remove="9.0.0.0/9"),
        _polite("summarize", [NET], first="9.8.7.0", last="9.8.7.255"),
        _polite("collapse", [NET], nets=["9.8.7.0/25", "9.8.7.128/25"]),
        _polite("compare", -1, a="9.8.7.6", b="9.8.7.7"),
        _polite("classify", {}, addr="9.8.7.6"),
    ]
}
ORDERS: dict[str, Order] = {op: one.order for op, one in POLITE.items()}
