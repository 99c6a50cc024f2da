"""cidr with the program ipcalc-ng: one run of it for each order."""
import ipaddress
import json
import subprocess
import sys


def calculate(text, kind):
    """Run it, with what it prints as JSON; a NUL cannot be given to any program."""
    if "\0" in text or len(text) > 100_000:
        return kind, "cannot be an argument"
    done = subprocess.run(["ipcalc-ng", "--json", "--", text], capture_output=True, text=True)
    if done.returncode:
        return kind, done.stderr
    return None, json.loads(done.stdout)


def address(text):
    kind, found = (("address", "a prefix") if "/" in text else calculate(text, "address"))
    if kind:
        return kind, found
    canonical = found.get("ADDRESS", found["NETWORK"])
    packed = ipaddress.ip_address(canonical).packed
    return None, {"version": 6 if ":" in canonical else 4, "canonical": canonical, "zone": None,
                  "exploded": found.get("FULLADDRESS", canonical), "packed": packed.hex(),
                  "int": str(int.from_bytes(packed, "big"))}


def network(text, strict=True):
    kind, found = calculate(text, "network")
    if kind:
        return kind, found
    if strict and found.get("ADDRESS", found["NETWORK"]) != found["NETWORK"]:
        return "host-bits", "the host part is not zero"
    first, prefix = found["NETWORK"], int(found["PREFIX"])
    return None, {"version": 6 if ":" in first else 4, "canonical": f"{first}/{prefix}",
                  "network": first, "netmask": found["NETMASK"], "prefix": prefix}


OPS = {
    "hello": lambda: (None, {"contract": "cidr/1", "ops": list(OPS), "caps": []}),
    "address": address,
    "network": network,
}


def answer(line):
    order = {}
    try:
        order = json.loads(line.decode(), parse_constant=int)
        if not isinstance(order, dict):
            order, kind, said = {}, "json", "no object"
        elif not isinstance(order.get("op"), str):
            kind, said = "argument", "no op"
        elif order["op"] not in OPS:
            kind, said = "unsupported", order["op"][:40]
        else:
            words = {name: value for name, value in order.items() if name not in ("id", "op")}
            wrong = any(type(value) is not (bool if name == "strict" else str) for name, value in words.items())
            kind, said = ("argument", "a member") if wrong else OPS[order["op"]](**words)
    except TypeError as trouble:
        kind, said = "argument", str(trouble)
    except (ValueError, RecursionError) as trouble:
        kind, said = "json", str(trouble)
    if kind:
        return {"id": order.get("id"), "ok": False, "error": {"kind": kind, "message": said[:200]}}
    return {"id": order.get("id"), "ok": True, "result": said}


for line in iter(sys.stdin.buffer.readline, b""):
    print(json.dumps(answer(line)), flush=True)
