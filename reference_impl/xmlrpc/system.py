"""The methods about methods: many calls in one, and what can be called at all."""

from __future__ import annotations

import inspect

from reference_impl.xmlrpc.service import Service
from reference_impl.xmlrpc.values import BAD_PARAMS, NOT_XMLRPC, Fault, Value

INTEROP = "http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php"
INTROSPECTION = "http://xmlrpc-c.sourceforge.net/introspection.html"


class System(Service):
    """The service with everything that is published below ``system``."""

    def multicall(self, entries: list[Value]) -> list[Value]:
        """Make many calls at once."""
        if not isinstance(entries, list):
            raise Fault(BAD_PARAMS, "system.multicall takes an array")
        # XRPC-058, XRPC-078: one entry for each call, in order, whatever became of those before.
        return [self.one_of_many(entry) for entry in entries]

    def one_of_many(self, entry: Value) -> Value:
        try:
            name, params = self.read_entry(entry)
            result = self.call(name, params)
            self.write_value(result)  # XRPC-060: if it cannot be written, this entry failed.
        except Fault as fault:
            return {"faultCode": fault.code, "faultString": fault.string}  # XRPC-058
        return [result]  # XRPC-058: wrapped, so that a result never looks like a fault.

    def read_entry(self, entry: Value) -> tuple[str, list[Value]]:
        # XRPC-060: an entry that is no call is a fault of its own.
        if not isinstance(entry, dict) or set(entry) != {"methodName", "params"}:
            raise Fault(NOT_XMLRPC, "not a struct of methodName and params")
        name, params = entry["methodName"], entry["params"]
        if not isinstance(name, str) or not isinstance(params, list):
            raise Fault(NOT_XMLRPC, "methodName is no string or params no array")
        if name == "system.multicall":  # XRPC-059: or a few bytes would cost us our stack.
            raise Fault(NOT_XMLRPC, "system.multicall within itself")
        return name, params

    def list_methods(self) -> list[str]:
        """List the names of all methods."""
        return sorted(self.published)  # XRPC-055: the very table that calls are looked up in.

    def method_signature(self, name: str) -> str:
        """Tell the types a method takes, if they are known."""
        self.resolve(name)
        return "undef"  # XRPC-056: ours take what they are given, so none is known.

    def method_help(self, name: str) -> str:
        """Tell what a method does."""
        return inspect.getdoc(self.resolve(name)) or ""  # XRPC-057: a string in any case.

    def get_capabilities(self) -> dict[str, Value]:
        """Tell the extensions understood here."""
        return {  # XRPC-061
            "xmlrpc": {"specUrl": "http://xmlrpc.com/spec.md", "specVersion": 1},
            "faults_interop": {"specUrl": INTEROP, "specVersion": 20010516},
            "introspection": {"specUrl": INTROSPECTION, "specVersion": 1},
        }
