"""CPython's own XML-RPC server around a dictionary, as its documentation would have it.

Ours: the five functions, those of the documentation's example and those that only tests want, the
port, the line that announces it, and the end with stdin.
CPython's: everything on the wire.
"""

import datetime
import json
import sys
import threading
import time
from xmlrpc.client import Fault
from xmlrpc.server import SimpleXMLRPCServer


def key(name):
    if not isinstance(name, str):
        raise TypeError("a key is a string")
    return name


class KeyValueServer:
    """The classic recipe's five functions."""

    def __init__(self):
        self.data = {}

    def get(self, name):
        return self.data[key(name)]

    def set(self, name, value):
        self.data[key(name)] = value

    def delete(self, name):
        del self.data[key(name)]

    def exists(self, name):
        return key(name) in self.data

    def keys(self):
        return list(self.data)


class Point:
    """An instance of it goes out as whatever CPython makes of one."""

    def __init__(self, x, y):
        self.x = x
        self.y = y


def fail(code, text):
    raise Fault(code, text)


def sleep(milliseconds):
    time.sleep(milliseconds / 1000)
    return milliseconds


HOOKS = {
    "wireproof.echo": lambda *values: values,
    "wireproof.fault": fail,
    "wireproof.sleep": sleep,
    "wireproof.ctrl": lambda: "\x01",
    "wireproof.big": lambda count: "x" * count,
    "wireproof.point": Point,
    "wireproof.bytes": lambda count: bytes(range(count)),
}
EXAMPLE = {
    "getData": lambda: "42",
    "pow": pow,
    "add": lambda x, y: x + y,
    "currentTime.getCurrentTime": datetime.datetime.now,
}

store = KeyValueServer()
server = SimpleXMLRPCServer(("127.0.0.1", 0), allow_none=True, logRequests=False)
for name in ("get", "set", "delete", "exists", "keys"):
    server.register_function(getattr(store, name))
for name, function in {**HOOKS, **EXAMPLE}.items():
    server.register_function(function, name)
server.register_introspection_functions()
server.register_multicall_functions()
print(json.dumps({"listening": {"host": "127.0.0.1", "port": server.server_address[1]}}), flush=True)
threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
sys.stdin.read()
