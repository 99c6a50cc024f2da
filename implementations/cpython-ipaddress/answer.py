"""cidr with CPython's ipaddress, called as its documentation shows; for Python 3.6 and later."""
import ipaddress
import json
import sys
from itertools import islice

MOST_ITEMS = 1000
net_of, address_of = ipaddress.ip_network, ipaddress.ip_address


class Refused(Exception):
    pass


def kind_of(kind, do, *args, **more):
    try:
        return do(*args, **more)
    except (ValueError, IndexError, TypeError) as trouble:
        raise Refused("host-bits" if "host bits" in str(trouble) else kind, str(trouble)[:200])


def address(text):
    one = kind_of("address", address_of, text)
    try:
        exploded = one.exploded
    except ValueError:  # with a zone, in 3.9 to 3.13
        exploded = None
    return {"version": one.version, "canonical": str(one), "exploded": exploded, "int": str(int(one)),
            "packed": one.packed.hex(), "zone": getattr(one, "scope_id", None)}


def network(text, strict=True):
    net = kind_of("network", net_of, text, strict)
    return {"version": net.version, "canonical": str(net), "network": str(net.network_address),
            "last": str(net.broadcast_address), "netmask": str(net.netmask), "hostmask": str(net.hostmask),
            "prefix": net.prefixlen, "count": str(net.num_addresses)}


def interface(text):
    one = kind_of("network", ipaddress.ip_interface, text)
    return {"ip": str(one.ip), "network": str(one.network), "prefix": one.network.prefixlen}


def iterate(net, limit, start="0"):
    net, start = net_of(net), int(start)
    stop = min(start + min(limit, MOST_ITEMS), net.num_addresses)
    return {"items": [str(net[i]) for i in range(start, stop)], "more": stop < net.num_addresses}


def index(net, i):
    return str(kind_of("range", lambda: net[i]))


def hosts(net, limit, start="0"):
    limit = min(limit, MOST_ITEMS)
    found = list(islice(net_of(net).hosts(), int(start), int(start) + limit + 1))
    return {"items": [str(one) for one in found[:limit]], "more": len(found) > limit}


def subnets(net, new_prefix, limit):
    net = net_of(net)
    found = kind_of("argument", lambda: list(islice(net.subnets(new_prefix=new_prefix), min(limit, MOST_ITEMS))))
    return {"count": str(2 ** (new_prefix - net.prefixlen)), "items": [str(one) for one in found]}


def collapse(nets):
    nets = [net_of(one) for one in nets]
    return [str(one) for version in (4, 6)
            for one in ipaddress.collapse_addresses([net for net in nets if net.version == version])]


def compare(a, b):
    one, other = (net_of(a), net_of(b)) if "/" in a else (address_of(a), address_of(b))
    return kind_of("version", lambda: (one > other) - (one < other))


def classify(addr):
    one = address_of(addr)
    return {"private": one.is_private, "global": one.is_global, "loopback": one.is_loopback,
            "link_local": one.is_link_local, "multicast": one.is_multicast, "unspecified": one.is_unspecified}


OPS = {
    "hello": lambda: {"contract": "cidr/1", "ops": list(OPS), "caps": []},
    "address": address, "network": network, "interface": interface, "iterate": iterate, "hosts": hosts,
    "index": lambda net, i: index(net_of(net), kind_of("argument", int, i)),
    "contains": lambda net, addr: address_of(addr) in net_of(net),
    "subnets": subnets,
    "supernet": lambda net, new_prefix: str(kind_of("argument", net_of(net).supernet, new_prefix=new_prefix)),
    "subnet_of": lambda a, b: kind_of("version", net_of(a).subnet_of, net_of(b)),
    "overlaps": lambda a, b: kind_of("version", net_of(a).overlaps, net_of(b)),
    "exclude": lambda net, remove: kind_of(
        "argument", lambda: [str(one) for one in sorted(net_of(net).address_exclude(net_of(remove)))]),
    "summarize": lambda first, last: kind_of(
        "range", lambda: [str(one) for one in ipaddress.summarize_address_range(address_of(first), address_of(last))]),
    "collapse": collapse, "compare": compare, "classify": classify,
}
TYPES = {"limit": int, "new_prefix": int, "strict": bool, "nets": list}


def answer(line):
    order = {}
    try:
        order = json.loads(line.decode(), parse_constant=int)
        if not isinstance(order, dict):
            order = {}
            raise Refused("json", "no object")
        words = {name: value for name, value in order.items() if name not in ("id", "op")}
        if not isinstance(order.get("op"), str):
            raise Refused("argument", "no op")
        if order["op"] not in OPS:
            raise Refused("unsupported", order["op"][:40])
        if not all(isinstance(value, TYPES.get(name, str)) for name, value in words.items()):
            raise Refused("argument", "a member is of the wrong type")
        return {"id": order.get("id"), "ok": True, "result": OPS[order["op"]](**words)}
    except Refused as trouble:
        kind, message = trouble.args
    except TypeError as trouble:
        kind, message = "argument", str(trouble)
    except Exception as trouble:  # whatever the library raises is an error of some kind
        kind, message = ("address" if order else "json"), str(trouble)
    return {"id": order.get("id"), "ok": False, "error": {"kind": kind, "message": message[:200]}}


for line in iter(sys.stdin.buffer.readline, b""):
    print(json.dumps(answer(line)), flush=True)
