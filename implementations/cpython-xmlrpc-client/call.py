"""CPython's ServerProxy, told what to call on stdin, with nothing added to it.

python call.py 127.0.0.1 8000
"""

import base64
import json
import sys
import xmlrpc.client

TOO_DEEP = {"t": "string", "v": "a value that is nested too deep to be told"}


def value(one):
    kind, held = one["t"], one.get("v")
    if kind == "array":
        return [value(item) for item in held]
    if kind == "struct":
        return {name: value(item) for name, item in held}
    make = {
        "nil": lambda _: None,
        "i4": int,
        "boolean": lambda text: text == "1",
        "double": float,
        "string": str,
        "dateTime": xmlrpc.client.DateTime,
        "base64": lambda text: xmlrpc.client.Binary(base64.b64decode(text)),
    }
    return make[kind](held)


def tagged(value):
    if value is None:
        return {"t": "nil"}
    if isinstance(value, (list, tuple)):
        return {"t": "array", "v": [tagged(item) for item in value]}
    if isinstance(value, dict):
        return {"t": "struct", "v": [[name, tagged(item)] for name, item in value.items()]}
    if isinstance(value, bool):
        return {"t": "boolean", "v": str(int(value))}
    if isinstance(value, xmlrpc.client.Binary):
        return {"t": "base64", "v": base64.b64encode(value.data).decode()}
    if isinstance(value, xmlrpc.client.DateTime):
        return {"t": "dateTime", "v": value.value}
    return {"t": {int: "i4", float: "double"}.get(type(value), "string"), "v": str(value)}


def answer(order):
    host, port = sys.argv[1:]
    server = xmlrpc.client.ServerProxy(f"http://{host}:{port}/RPC2", allow_none=True)
    try:
        result = getattr(server, order["method"])(*map(value, order["params"]))
    except xmlrpc.client.Fault as fault:
        return {"ok": False, "fault": {"code": fault.faultCode, "string": fault.faultString}}
    except Exception as trouble:  # whatever it is, the caller has no value
        return {"ok": False, "error": type(trouble).__name__}
    try:
        return {"ok": True, "result": tagged(result)}
    except RecursionError:  # ours: it did give a value
        return {"ok": True, "result": TOO_DEEP}


if __name__ == "__main__":
    told = answer(json.loads(sys.stdin.readline()))
    print(json.dumps(told), flush=True)
    sys.exit(0 if told["ok"] else 3)
