"""The classic pickle RPC, as textbooks have it, with the functions of the contract. Not for use.

Ours: the functions, the port, the line that announces it, and the end with stdin.
The textbook's: RPCHandler and rpc_server, after recipe 11.8 of the Python Cookbook (third edition).
"""

import itertools
import json
import pickle
import sys
import threading
import time
from multiprocessing.connection import Listener
from pathlib import Path


class RPCHandler:
    """Registered functions, called by whoever sends their name."""

    def __init__(self):
        self._functions = {}

    def register_function(self, func):
        self._functions[func.__name__] = func

    def handle_connection(self, connection):
        try:
            while True:
                # Both loads build whatever they are told to.
                func_name, args, kwargs = pickle.loads(connection.recv())
                try:
                    r = self._functions[func_name](*args, **kwargs)
                    connection.send(pickle.dumps(r))
                except Exception as e:
                    connection.send(pickle.dumps(e))
        except EOFError:
            pass


def rpc_server(handler, listener):
    while True:
        client = listener.accept()
        t = threading.Thread(target=handler.handle_connection, args=(client,))
        t.daemon = True
        t.start()


class UnpicklableError(ValueError):
    def __init__(self, message):
        super().__init__(message)
        self.lock = threading.Lock()


class BadReduceError(ValueError):
    def __init__(self, message, reason):
        super().__init__(message)
        self.reason = reason


def add(x, y):
    return x + y


def sub(x, y):
    return x - y


def echo(*args, **kwargs):
    return args, kwargs


def slow(ms, token):
    time.sleep(ms / 1000)
    return token


bumps = itertools.count(1)


def bump():
    return next(bumps)


def unpicklable():
    return threading.Lock()


def big(n):
    return bytes(n)


def fail(kind):
    if kind == "return-exc":
        return ValueError(kind)
    if kind == "chained":
        error = ValueError(kind)
        error.add_note("inner")
        raise error from KeyError("inner")
    if kind == "recursion":
        return fail(kind)
    if kind == "badreduce-exc":
        raise BadReduceError(kind, "a second argument")
    raise {
        "value": ValueError,
        "unpicklable-exc": UnpicklableError,
        "exit": SystemExit,
        "interrupt": KeyboardInterrupt,
    }[kind](kind)


handler = RPCHandler()
for function in (add, sub, echo, slow, bump, unpicklable, big, fail):
    handler.register_function(function)
listener = Listener(("127.0.0.1", 0), authkey=Path(sys.argv[1]).read_bytes())
host, port = listener.address
print(json.dumps({"listening": {"host": host, "port": port}}), flush=True)
threading.Thread(target=rpc_server, args=(handler, listener), daemon=True).start()
sys.stdin.read()
