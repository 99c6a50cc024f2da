"""cidr with netaddr, called as its documentation shows."""
import json
import sys
from itertools import islice

from netaddr import AddrFormatError, IPAddress, IPNetwork, cidr_exclude, cidr_merge, iprange_to_cidrs
from netaddr.strategy.ipv6 import ipv6_verbose

MOST_ITEMS = 1000


class Refused(Exception):
    pass


def kind_of(kind, do, *args, **more):
    try:
        return do(*args, **more)
    except (AddrFormatError, ValueError, IndexError, TypeError) as trouble:
        raise Refused(kind, str(trouble)[:200])


def net_of(text, strict=True):
    net = kind_of("network", IPNetwork, text)
    if strict and net.ip != net.network:
        raise Refused("host-bits", "the host part is not zero")
    return net.cidr


def address_of(text):
    return kind_of("address", IPAddress, text)


def texts(nets):
    return [str(net) for net in nets]


def address(text):
    one = address_of(text)
    exploded = one.format(ipv6_verbose) if one.version == 6 else str(one)
    return {"version": one.version, "canonical": str(one), "exploded": exploded, "int": str(int(one)),
            "packed": one.packed.hex(), "zone": None}


def network(text, strict=True):
    net = net_of(text, strict)
    return {"version": net.version, "canonical": str(net), "network": str(net.network),
            "last": str(IPAddress(net.last, net.version)), "netmask": str(net.netmask),
            "hostmask": str(net.hostmask), "prefix": net.prefixlen, "count": str(net.size)}


def interface(text):
    one = kind_of("network", IPNetwork, text)
    return {"ip": str(one.ip), "network": str(one.cidr), "prefix": one.prefixlen}


def iterate(net, limit, start="0"):
    net, start = net_of(net), int(start)
    stop = min(start + min(limit, MOST_ITEMS), net.size)
    return {"items": [str(net[i]) for i in range(start, stop)], "more": stop < net.size}


def index(net, i):
    return str(kind_of("range", lambda: net[i]))


def hosts(net, limit, start="0"):
    limit = min(limit, MOST_ITEMS)
    found = list(islice(net_of(net).iter_hosts(), int(start), int(start) + limit + 1))
    return {"items": texts(found[:limit]), "more": len(found) > limit}


def summarize(first, last):
    first, last = address_of(first), address_of(last)
    return texts(kind_of("range", iprange_to_cidrs, first, last))


def compare(a, b):
    one, other = (net_of(a), net_of(b)) if "/" in a else (address_of(a), address_of(b))
    return (one > other) - (one < other)


OPS = {
    "hello": lambda: {"contract": "cidr/1", "ops": list(OPS), "caps": []},
    "address": address, "network": network, "interface": interface, "iterate": iterate, "hosts": hosts,
    "index": lambda net, i: index(net_of(net), kind_of("argument", int, i)),
    "contains": lambda net, addr: address_of(addr) in net_of(net),
    "exclude": lambda net, remove: texts(cidr_exclude(net_of(net), net_of(remove))),
    "summarize": summarize,
    "collapse": lambda nets: texts(cidr_merge([net_of(one) for one in nets])),
    "compare": compare,
}
TYPES = {"limit": int, "strict": bool, "nets": list}


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
        kind, message = ("argument" if order else "json"), str(trouble)
    return {"id": order.get("id"), "ok": False, "error": {"kind": kind, "message": message[:200]}}


for line in iter(sys.stdin.buffer.readline, b""):
    print(json.dumps(answer(line)), flush=True)
