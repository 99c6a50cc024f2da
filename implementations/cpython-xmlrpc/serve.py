"""CPython's own XML-RPC server around a dictionary, as its documentation would have it.

Ours: the five functions, the port, the line that announces it, and the end with stdin.
CPython's: everything on the wire.
"""

import json
import sys
import threading
from xmlrpc.server import SimpleXMLRPCServer


class KeyValueServer:
    """The classic recipe's five functions."""

    def __init__(self):
        self.data = {}

    def get(self, name):
        return self.data[name]

    def set(self, name, value):
        self.data[name] = value

    def delete(self, name):
        del self.data[name]

    def exists(self, name):
        return name in self.data

    def keys(self):
        return list(self.data)


store = KeyValueServer()
server = SimpleXMLRPCServer(("127.0.0.1", 0), allow_none=True, logRequests=False)
for name in ("get", "set", "delete", "exists", "keys"):
    server.register_function(getattr(store, name))
server.register_introspection_functions()
server.register_multicall_functions()
print(json.dumps({"listening": {"host": "127.0.0.1", "port": server.server_address[1]}}), flush=True)
threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
sys.stdin.read()
