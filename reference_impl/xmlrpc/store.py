"""The key-value store: the five methods everybody knows from the recipe."""

from __future__ import annotations

import threading

from reference_impl.xmlrpc.values import APPLICATION, BAD_PARAMS, Fault, Value


class KeyValues:
    """The store. Threads share it, so whoever looks and then acts holds the lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.store: dict[str, Value] = {}

    def get(self, name: str) -> Value:
        """Give the value stored under a name."""
        with self.lock:
            if self.key(name) not in self.store:  # XRPC-063: an absent key is a fault.
                raise Fault(APPLICATION, "no such key")
            return self.store[name]

    def set(self, name: str, value: Value) -> None:
        """Store a value under a name."""
        # XRPC-062: the last one wins. Nobody else holds this value: reading made it for this call.
        with self.lock:  # XRPC-066: writers come in on many threads.
            self.store[self.key(name)] = value

    def delete(self, name: str) -> None:
        """Remove a name and its value."""
        with self.lock:
            if self.key(name) not in self.store:  # XRPC-063: also the second time.
                raise Fault(APPLICATION, "no such key")
            del self.store[name]

    def exists(self, name: str) -> bool:
        """Tell whether a value is stored under a name."""
        with self.lock:
            return self.key(name) in self.store  # XRPC-064: a boolean.

    def keys(self) -> list[Value]:
        """List the names in use."""
        with self.lock:
            return list(self.store)  # XRPC-064: each once, since they are a dict's keys.

    def key(self, name: Value) -> str:
        if type(name) is not str:  # XRPC-065: keys are names; 1 and "1" must not meet.
            raise Fault(BAD_PARAMS, "a key is a string")
        return name
