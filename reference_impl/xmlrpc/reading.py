"""Read a call strictly: what is not exactly right is a fault, and never a guess.

The standard library's reader takes unknown types for strings and two values for one. Whoever
checks what one reader saw and acts on what another one saw is open to smuggling.
"""

from __future__ import annotations

import re

from reference_impl.xmlrpc.scalars import Scalars
from reference_impl.xmlrpc.trees import SPACE, Node
from reference_impl.xmlrpc.values import BAD_PARAMS, NOT_XMLRPC, Fault, Value

METHOD_NAME = re.compile("[A-Za-z0-9_.:/]+", re.ASCII)


class Reader(Scalars):
    """Turns a methodCall into a name and parameters, or raises the fault to answer with."""

    TYPES = {  # noqa: RUF012 - a table
        "int": "read_int",
        "i4": "read_int",
        "boolean": "read_boolean",
        "string": "read_string",
        "double": "read_double",
        "dateTime.iso8601": "read_date_time",
        "base64": "read_base64",
        "array": "read_array",
        "struct": "read_struct",
        "nil": "read_nil",
    }

    def read_call(self, document: bytes) -> tuple[str, list[Value]]:
        root = self.parse(document)
        shape = [part.name for part in self.inside(root)]
        # XRPC-043, XRPC-081: what is not exactly a call is a fault, not a call of something near.
        if root.name != "methodCall" or shape not in (["methodName"], ["methodName", "params"]):
            raise Fault(NOT_XMLRPC, "not a methodCall with a methodName")
        name = self.leaf(root.children[0])
        if not METHOD_NAME.fullmatch(name):  # XRPC-006: these and no others
            raise Fault(NOT_XMLRPC, "not a method name")
        return name, self.read_params(root.children[1:])

    def read_params(self, found: list[Node]) -> list[Value]:
        # XRPC-005: a call may leave params out; then it has no parameters.
        holders = [param for params in found for param in self.inside(params, "param")]
        return [self.read_value(self.only(holder, "value")) for holder in holders]

    def read_value(self, node: Node) -> Value:
        if not node.children:
            return self.read_untyped(node.text)
        # XRPC-041, XRPC-080: one type element, known, and nothing beside it.
        # XRPC-085: i8 is not known here.
        if len(node.children) > 1 or node.text.strip(SPACE):
            raise Fault(NOT_XMLRPC, "a value holds more than one type element")
        reader = self.TYPES.get(node.children[0].name)
        if reader is None:
            raise Fault(NOT_XMLRPC, "a value is of an unknown type")
        value: Value = getattr(self, reader)(node.children[0])
        return value

    def read_untyped(self, text: str) -> Value:
        # XRPC-020: text without a type is a string, white space included.
        # XRPC-021: no text at all is the empty string.
        return text

    def read_array(self, node: Node) -> list[Value]:
        # XRPC-033: in order, each item of its own type, none at all included.
        return [self.read_value(item) for item in self.inside(self.only(node, "data"), "value")]

    def read_struct(self, node: Node) -> dict[str, Value]:
        members = [self.read_member(member) for member in self.inside(node, "member")]
        struct = dict(members)  # XRPC-031: any name, in any order.
        if len(struct) != len(members):  # XRPC-032: first or last? Parsers disagree, so neither.
            raise Fault(BAD_PARAMS, "a struct holds a member twice")
        return struct

    def read_member(self, node: Node) -> tuple[str, Value]:
        if [part.name for part in self.inside(node)] != ["name", "value"]:
            raise Fault(NOT_XMLRPC, "a member is not one name and one value")
        return self.leaf(node.children[0]), self.read_value(node.children[1])
